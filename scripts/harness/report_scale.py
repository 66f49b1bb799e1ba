"""The part of out/bench.json about rule sets at scale to what the report shows of it."""

from typing import Any

from harness.svg import Bar, bar_chart


def scale_view(scale: dict[str, Any]) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError when it has another shape."""
    sets = [_set(entry) for entry in scale["sets"]]
    return {
        "sets": sets,
        "sizes": [_size(entry) for entry in scale["sets"]],
        "pairs": [_pair(pair) for pair in scale["pairs"]],
        "mapped": [_mapped(entry) for entry in scale["mapped"]],
        "bounds": [_bound(bound) for bound in scale["bounds"]],
        "time_chart": _time_chart(sets),
        "instructions_chart": _instructions_chart(sets),
    }


def spread_of(value: dict[str, Any]) -> dict[str, float]:
    return {name: float(value[name]) for name in ("median", "min", "max")}


def _optional(value: Any) -> float | None:
    return None if value is None else float(value)


def _set(entry: dict[str, Any]) -> dict[str, Any]:
    return {"name": str(entry["name"]), "rules": int(entry["rules"]),
            "request_bytes": float(entry["request_bytes"]), "ns": spread_of(entry["ns"]),
            "long_ns": _optional(entry["long_ns"]), "missing_ns": _optional(entry["missing_ns"]),
            "instructions": float(entry["instructions"]), "counted_by": str(entry["counted_by"])}


def _size(entry: dict[str, Any]) -> dict[str, Any]:
    rules, seconds = int(entry["rules"]), float(entry["compile_s"])
    text_bytes, image_bytes = int(entry["text_bytes"]), int(entry["image_bytes"])
    return {"name": str(entry["name"]), "text_bytes": text_bytes, "image_bytes": image_bytes,
            "beyond_text": (image_bytes - text_bytes) / rules, "rules_per_s": rules / seconds,
            "mb_per_s": text_bytes / 1e6 / seconds}


def _pair(pair: dict[str, Any]) -> dict[str, Any]:
    hostile, plain = pair["hostile"], pair["plain"]
    return {"name": str(hostile["name"]), "description": str(hostile["description"]),
            "rules": int(hostile["rules"]), "ns": spread_of(hostile["ns"]),
            "plain_ns": spread_of(plain["ns"]), "factor": spread_of(pair["factor"]),
            "instructions": float(hostile["instructions"]),
            "plain_instructions": float(plain["instructions"]),
            "instructions_factor": float(pair["instructions_factor"])}


def _mapped(entry: dict[str, Any]) -> dict[str, Any]:
    openings = [{"rules": int(opening["rules"]), "open_ms": spread_of(opening["open_ms"]),
                 "decided_ms": spread_of(opening["decided_ms"])}
                for opening in (entry["small"], entry["large"])]
    return {"rules": int(entry["rules"]), "text_bytes": int(entry["text_bytes"]),
            "image_bytes": int(entry["image_bytes"]), "walk_bytes": int(entry["walk_bytes"]),
            "openings": openings, "miss_ns": spread_of(entry["miss_ns"]),
            "cold_ns": spread_of(entry["cold_ns"]), "misses": spread_of(entry["misses"])}


def _bound(bound: dict[str, Any]) -> dict[str, Any]:
    return {"set": str(bound["set"]), "what": str(bound["what"]), "unit": str(bound["unit"]),
            "value": float(bound["value"]), "limit": float(bound["limit"]), "at_least": bool(bound["at_least"]),
            "verdict": str(bound["verdict"])}


def _time_chart(sets: list[dict[str, Any]]) -> str:
    bars = [Bar(entry["name"], [("bar carom", entry["ns"]["median"])],
                f"{entry['ns']['median']:,.0f}", (entry["ns"]["min"], entry["ns"]["max"]))
            for entry in sets]
    return bar_chart("Nanoseconds for one decision, by set", bars)


def _instructions_chart(sets: list[dict[str, Any]]) -> str:
    bars = [Bar(entry["name"], [("bar carom", entry["instructions"])],
                f"{entry['instructions']:,.0f}") for entry in sets]
    return bar_chart("Instructions for one decision, by set", bars)
