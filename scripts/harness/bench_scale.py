"""carom-micro's part about rule sets at scale, with the instructions that the processor did not count."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from harness.bench_micro import instructions_per_op, json_of

# Ten million rules are written, compiled and read again.
TIMEOUT_S = 900
FEW_RULES, MANY_RULES = "static-10", "static-1000000"
INSTRUCTIONS_RATIO_MAX = 2.0


def count_instructions(program: Path, entry: dict, images: Path, progress) -> None:
    """By callgrind, where carom-micro could not: most virtual machines have no counters."""
    name = entry["name"]
    entry["counted_by"] = "processor"
    if entry["instructions"] is None:
        progress.note(f"scale: counting the instructions of {name}")
        # It reads the set's image: compiling a million rules under callgrind takes minutes.
        command = [str(program), "--scale", "quick", "--set", name, "--images", str(images)]
        entry["instructions"] = instructions_per_op(command, name, entry["turn"], images)
        entry["counted_by"] = "callgrind"


def ratio_bound(sets: list[dict]) -> list[dict]:
    """What is promised of very many rules beside few; nothing when one of the two was not measured."""
    counts = {entry["name"]: entry["instructions"] for entry in sets}
    if FEW_RULES not in counts or MANY_RULES not in counts:
        return []
    ratio = counts[MANY_RULES] / counts[FEW_RULES]
    return [{"set": MANY_RULES, "what": f"instructions / {FEW_RULES}", "unit": "times",
             "value": ratio, "limit": INSTRUCTIONS_RATIO_MAX, "at_least": False,
             "verdict": "ok" if ratio <= INSTRUCTIONS_RATIO_MAX else "above"}]


def measure_scale(program: Path, which: str, directory: Path, progress) -> dict:
    """The `scale` part of bench.json: carom-micro's own, with counts for each set."""
    directory.mkdir(parents=True, exist_ok=True)
    images = Path(tempfile.mkdtemp(prefix="images.", dir=directory))
    try:
        progress.note(f"scale: timing decisions by very many rules in process ({which})")
        scale = json_of([str(program), "--scale", which, "--images", str(images)],
                        f"carom-micro --scale {which}", TIMEOUT_S)["scale"]
        for pair in scale["pairs"]:
            for side in ("hostile", "plain"):
                count_instructions(program, pair[side], images, progress)
            pair["instructions_factor"] = (pair["hostile"]["instructions"]
                                           / pair["plain"]["instructions"])
        for entry in scale["sets"]:
            count_instructions(program, entry, images, progress)
        scale["bounds"] += ratio_bound(scale["sets"])
        return scale
    finally:
        shutil.rmtree(images, ignore_errors=True)
