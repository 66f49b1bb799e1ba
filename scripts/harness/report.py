"""Makes out/report.html from out/bench.json and out/fuzz.json: one file, readable offline."""

import argparse
import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harness.files import read_json, write_atomically
from harness.paths import OUT, shown
from harness.report_bench import bench_view
from harness.report_fuzz import fuzz_view

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def load(path: Path, view_of: Callable[[dict[str, Any]], dict[str, Any]],
         how: str) -> tuple[dict[str, Any] | None, dict[str, Any] | None, str]:
    """Returns the file's value and its view, or None twice and the reason with what to do."""
    try:
        value = read_json(path)
        if not isinstance(value, dict) or value.get("schema") != 1:
            raise ValueError("it is not of schema 1")
        return value, view_of(value), ""
    except FileNotFoundError:
        return None, None, f"There is no {path.name}: run {how}"
    except (OSError, ValueError) as error:
        return None, None, f"{path.name} cannot be used ({error}): run {how}"
    except (KeyError, TypeError, AttributeError) as error:
        return None, None, f"{path.name} has another shape ({error!r}): run {how}"


def render(bench_path: Path, fuzz_path: Path) -> str:
    """The whole page. A file that is missing or broken becomes a sentence in its place."""
    bench_raw, bench, bench_missing = load(bench_path, bench_view, "scripts/bench")
    _, fuzz, fuzz_missing = load(fuzz_path, fuzz_view, "scripts/fuzz")
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["count"] = lambda number: f"{number:,.0f}"
    environment.filters["size"] = _size
    template = environment.get_template("report.html.j2")
    return template.render(
        made=datetime.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M %Z"),
        machine=_machine((bench_raw or {}).get("machine")),
        bench=bench, bench_missing=bench_missing, fuzz=fuzz, fuzz_missing=fuzz_missing)


def _machine(machine: Any) -> list[tuple[str, str]]:
    if not isinstance(machine, dict):
        return []
    rows = [("processor", machine.get("cpu")), ("cores", machine.get("cores")),
            ("memory", _size(machine.get("memory_bytes"))), ("kernel", machine.get("kernel")),
            ("system", machine.get("os"))]
    return [(name, str(value)) for name, value in rows if value]


def _size(size_bytes: Any) -> str:
    """1536 -> 1.5 KiB; nothing for what is not a number."""
    if not isinstance(size_bytes, (int, float)):
        return ""
    size, units = float(size_bytes), ["B", "KiB", "MiB", "GiB"]
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{size:.0f} {units[0]}" if units[0] == "B" else f"{size:.1f} {units[0]}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="harness.report", description=__doc__, allow_abbrev=False)
    parser.add_argument("--bench", type=Path, default=OUT / "bench.json", metavar="FILE")
    parser.add_argument("--fuzz", type=Path, default=OUT / "fuzz.json", metavar="FILE")
    parser.add_argument("--out", type=Path, default=OUT / "report.html", metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        write_atomically(options.out, render(options.bench, options.fuzz))
    except OSError as error:
        print(f"report: {error}", file=sys.stderr)
        return 1
    print(f"wrote {shown(options.out)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
