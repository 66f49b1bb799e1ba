"""out/bench.json to what the report shows of it."""

from typing import Any

from harness.duration import format_moment
from harness.report_scale import scale_view
from harness.svg import Bar, bar_chart

_SPREAD = ("median", "min", "max")
_RATIOS = (("requests_per_s", True), ("cpu_user", False), ("cpu_total", False))  # more is better?


def bench_view(bench: dict[str, Any]) -> dict[str, Any]:
    """Raises KeyError, TypeError or ValueError when the file has another shape."""
    return {
        "started": format_moment(bench.get("started")),
        "quick": bool(bench.get("quick")),
        "scenarios": [_scenario(scenario) for scenario in bench["scenarios"]],
        "micro": _micro(bench.get("micro")),
        "readings": [_reading(reading) for reading in
                     (bench.get("micro") or {}).get("readings") or []],
        "linear": [_linear(entry) for entry in (bench.get("micro") or {}).get("linear") or []],
        "scale": scale_view(bench["scale"]) if bench.get("scale") else None,
    }


def verdict(low: float, high: float, more_is_better: bool) -> str:
    """better, worse, or even when the spread holds 1: a ratio inside the noise is no result."""
    if low <= 1 <= high:
        return "even"
    return "better" if (low > 1) == more_is_better else "worse"


def _scenario(scenario: dict[str, Any]) -> dict[str, Any]:
    servers = [_server(server) for server in scenario["servers"]]
    return {
        "name": str(scenario["name"]),
        "facts": _facts(scenario),
        "description": str(scenario.get("description") or ""),
        "client_bound": bool(scenario.get("client_bound")),
        "notes": [str(note) for note in scenario.get("notes") or []],
        "servers": servers,
        "left_out": [{"name": str(left["name"]), "reason": str(left["reason"])}
                     for left in scenario.get("left_out") or []],
        "errors": sum(server["errors"] for server in servers),
        "ratios": [_ratio(ratio) for ratio in scenario.get("ratios") or []],
        "throughput_chart": _throughput_chart(servers),
        "cpu_chart": _cpu_chart(servers),
    }


def _facts(scenario: dict[str, Any]) -> str:
    """How it was measured, in one line."""
    facts = [("rules", "rule", "rules"), ("connections", "connection", "connections"),
             ("rounds", "round", "interleaved rounds"), ("seconds_per_run", "s a run", "s a run"),
             ("checked_requests", "answer compared before", "answers compared before")]
    return " · ".join(f"{scenario[key]:,} {one if scenario[key] == 1 else several}"
                      for key, one, several in facts if scenario.get(key) is not None)


def _spread(value: dict[str, Any] | None) -> dict[str, float] | None:
    return {name: float(value[name]) for name in _SPREAD} if value else None


def _server(server: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": str(server["name"]),
        "version": str(server.get("version") or ""),
        "requests_per_s": _spread(server["requests_per_s"]),
        "user": _spread(server.get("cpu_user_us")),
        "system": _spread(server.get("cpu_system_us")),
        "rss_bytes": server.get("rss_bytes"),
        "pss_bytes": server.get("pss_bytes"),
        "start_s": server.get("start_s"),
        "errors": int(server.get("errors") or 0),
    }


def _ratio(ratio: dict[str, Any]) -> dict[str, Any]:
    cells = []
    for key, more_is_better in _RATIOS:
        spread = _spread(ratio.get(key))
        cells.append(spread and spread | {
            "verdict": verdict(spread["min"], spread["max"], more_is_better)})
    return {"peer": str(ratio["peer"]), "cells": cells}


def _throughput_chart(servers: list[dict[str, Any]]) -> str:
    bars = []
    for server in servers:
        speed = server["requests_per_s"]
        css = "bar carom" if server["name"] == "carom" else "bar peer"
        bars.append(Bar(server["name"], [(css, speed["median"])], f"{speed['median']:,.0f}",
                        (speed["min"], speed["max"]), server["name"] == "carom"))
    return bar_chart("Requests per second, median with the spread of the rounds", bars)


def _cpu_chart(servers: list[dict[str, Any]]) -> str:
    bars = []
    for server in servers:
        if server["user"] is None or server["system"] is None:
            continue
        user, system = server["user"]["median"], server["system"]["median"]
        bars.append(Bar(server["name"], [("bar user", user), ("bar system", system)],
                        f"{user:.2f} + {system:.2f}", None, server["name"] == "carom"))
    return bar_chart("Server CPU microseconds per request, user and system", bars)


def _micro(micro: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [{"name": str(case["name"]), "instructions": case.get("instructions_per_op"),
             "ns": None if case["ns_per_op"] is None else float(case["ns_per_op"])}
            for case in (micro or {}).get("cases") or []]


def _reading(reading: dict[str, Any]) -> dict[str, Any]:
    """Readers of URLs beside each other: the first is Carom's, with which the others are compared."""
    readers = [{"name": str(reader["name"]), "does": str(reader["does"]),
                "built": bool(reader["built"])} for reader in reading["readers"]]
    rows = [{"name": str(row["name"]), "shapes": int(row["shapes"]),
             "cells": [_url_cell(cell) for cell in row["readers"]]} for row in reading["rows"]]
    several = [row for row in rows if row["shapes"] > 1]
    return {"name": str(reading["name"]), "description": str(reading["description"]),
            "rounds": int(reading["rounds"]), "readers": readers, "rows": rows,
            "several": several, "chart": _url_chart(readers, several[:1])}


def _url_cell(cell: dict[str, Any] | None) -> dict[str, Any] | None:
    """None where the reader is not built."""
    if cell is None:
        return None
    ratio = _spread(cell["carom_ratio"])
    return {"ns": _spread(cell["ns"]), "refused": int(cell["refused"]), "other": int(cell["other"]),
            "ratio": ratio | {"verdict": verdict(ratio["min"], ratio["max"], False)}}


def _url_chart(readers: list[dict[str, Any]], rows: list[dict[str, Any]]) -> str:
    """Bars over the row of all shapes."""
    bars = []
    for row in rows:
        for reader, cell in zip(readers, row["cells"]):
            if cell is not None:
                css = "bar carom" if reader["name"].startswith("carom") else "bar peer"
                time = cell["ns"]
                bars.append(Bar(reader["name"], [(css, time["median"])], f"{time['median']:,.0f}",
                                (time["min"], time["max"]), reader["name"] == "carom"))
    return bar_chart("Nanoseconds for one URL, all shapes in turn", bars)


def _linear(entry: dict[str, Any]) -> dict[str, Any]:
    return {"name": str(entry["name"]), "refused": bool(entry["refused"]),
            "grows": bool(entry["grows"]), "growth": float(entry["growth"]["median"]),
            "ns_per_byte": [float(size["ns_per_byte"]["median"]) for size in entry["sizes"]]}
