"""out/fuzz.json to what the report shows of it."""

from typing import Any

from harness.duration import format_moment
from harness.svg import Bar, Line, bar_chart, line_chart

_COLOURS = 8


def fuzz_view(fuzz: dict[str, Any]) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError when the file has another shape."""
    targets = [_target(target, index) for index, target in enumerate(fuzz["targets"])]
    return {
        "started": format_moment(fuzz.get("started")),
        "interrupted": bool(fuzz.get("interrupted")),
        "targets": targets,
        "executions": sum(target["executions"] for target in targets),
        "crashes": [crash for target in targets for crash in target["crashes"]],
        "failures": [target for target in targets if target["error"]],
        "edges_chart": _edges_chart(targets),
        "speed_chart": _speed_chart(targets),
        "coverage": _coverage(fuzz.get("coverage")),
    }


def _target(target: dict[str, Any], index: int) -> dict[str, Any]:
    numbers = ("executions", "exec_per_s", "edges", "features", "corpus_files", "corpus_bytes",
               "new_inputs")
    total = target.get("edges_total")
    crashes = [{key: str(crash.get(key) or "") for key in ("kind", "path", "summary", "reproduce")}
               | {"target": str(target["name"])} for crash in target["crashes"]]
    return {name: int(target[name]) for name in numbers} | {
        "name": str(target["name"]),
        "css": f"c{index % _COLOURS}",
        "seconds": float(target["seconds"]),
        "edges_total": int(total) if total else None,
        "error": str(target.get("error") or ""),
        "crashes": crashes,
        "series": [(float(point["t"]), float(point["edges"])) for point in target["series"]],
    }


def _edges_chart(targets: list[dict[str, Any]]) -> str:
    lines = [Line(target["name"], target["css"], target["series"]) for target in targets]
    return line_chart("Edges covered over time, by target", lines, "seconds")


def _speed_chart(targets: list[dict[str, Any]]) -> str:
    bars = [Bar(target["name"], [(f"bar {target['css']}", float(target["exec_per_s"]))],
                f"{target['exec_per_s']:,}") for target in targets]
    return bar_chart("Executions per second, by target", bars)


def _coverage(coverage: dict[str, Any] | None) -> dict[str, Any] | None:
    if not coverage:
        return None
    files = [{"file": str(file["file"]), "lines": float(file["lines"]),
              "branches": float(file["branches"])} for file in coverage["files"]]
    return {"lines": float(coverage["lines"]), "branches": float(coverage["branches"]),
            "files": files, "failures": [str(line) for line in coverage.get("failures") or []],
            "notes": [str(line) for line in coverage.get("notes") or []]}
