"""Lengths of time, as people write and read them."""

import argparse
import datetime
import re

_UNIT_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}
_LONGEST_SECONDS = 30 * 24 * 3600


def parse_duration(text: str) -> int:
    """Reads 60, 60s, 5m or 1h as seconds. Raises ValueError with what is wrong and what is right."""
    match = re.fullmatch(r"([0-9]{1,9})([smh]?)", text)
    if match is None:
        raise ValueError(f"'{text}' is not a length of time: write 60, 60s, 5m or 1h")
    seconds = int(match[1]) * _UNIT_SECONDS[match[2]]
    if seconds == 0:
        raise ValueError("the time must be at least 1s")
    if seconds > _LONGEST_SECONDS:
        raise ValueError(f"'{text}' is more than 30 days")
    return seconds


def duration_argument(text: str) -> int:
    """parse_duration for argparse, which shows the reason of this error only."""
    try:
        return parse_duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def format_duration(seconds: float) -> str:
    """9.4 -> 9 s, 75 -> 1:15, 3700 -> 1:01:40."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def format_moment(text: object) -> str:
    """2026-01-31T10:20:30+00:00 -> 2026-01-31 10:20; a text that is no such moment stays."""
    if not text:
        return "at an unknown time"
    try:
        return datetime.datetime.fromisoformat(str(text)).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return str(text)
