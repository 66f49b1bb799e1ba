"""The two ways in which a benchmark ends without figures."""


class BenchError(Exception):
    """Something went wrong during the run, or a peer disagreed: exit 1."""


class UsageError(Exception):
    """Wrong usage, or a program that is not installed: exit 2."""
