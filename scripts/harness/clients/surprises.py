"""What surprises a reader of the matrix, in sentences. Each is shown only by a run that has seen it."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Surprise:
    text: str
    seen: tuple[tuple[str, str, str], ...]  # client, scenario, and the word of that cell; patterns


SURPRISES: tuple[Surprise, ...] = ()


def seen_surprises(cells: dict[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that this run shows, each with the cells that show it."""
    found = []
    for surprise in SURPRISES:
        keys = [_keys(cells, *row) for row in surprise.seen]
        if keys and all(keys):
            found.append({"text": surprise.text, "cells": [key for each in keys for key in each]})
    return found


def _keys(cells: dict[tuple[str, str], dict[str, Any]], client: str, scenario: str, word: str) -> list[str]:
    return [f"{name} {at}" for (name, at), cell in cells.items()
            if fnmatch.fnmatchcase(name, client) and fnmatch.fnmatchcase(at, scenario)
            and fnmatch.fnmatchcase(cell["result"], word)]
