"""The ways in which a benchmark ends without figures."""


import signal


class Interrupted(BaseException):
    """A signal asked it to end: exit 128 and its number. No `except Exception` may stop it."""

    def __init__(self, number: int):
        super().__init__(f"interrupted by {signal.Signals(number).name}")
        self.exit_code = 128 + number


class BenchError(Exception):
    """Something went wrong during the run, or a peer disagreed: exit 1."""


class UsageError(Exception):
    """Wrong usage, or a program that is not installed: exit 2."""
