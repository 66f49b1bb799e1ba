"""Makes clients.html from what clients.json holds: one file, readable offline and on paper."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness.clients import schemes
from harness.clients.scenarios import TRAVELLERS, WAYS, WITH_BODY
from harness.clients.surprises import seen_surprises
from harness.duration import format_moment

_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_SHOWN_MAX = 7  # requests of one chain; of a longer one the first and the last
_FEW = 5 # a client that is run with less than one scenario of so many has its place in a second table
_SYMBOLS = {"kept": "=", "changed": "→", "dropped": "−", "restored": "↩", "went": "✓", "stops": "■",
            "error": "✕", "cannot": "·"}
_OURS = "carom"
_REFERENCE = "rfc9110"
_FORMS = {"same": "to the same origin", "port": "to another port",
          "own-type": "to the same origin, Content-Type is the client's own"}
_INTRODUCTIONS = {
    "methods": "The second request, after one redirect to the same origin. Each first request has the method, the "
               "body and a few fields; what stands here is what arrived next.",
    "bodies": "The same with a body that is read from a stream or a pipe: the client cannot send it twice.",
    "forms": "A POST as a page's form sends it, so that a browser's own navigation has its place beside fetch().",
    "credentials": "Each field by itself, given by the user, and where it still arrives after a redirect.",
    "locations": "A 302 with a Location that is odd, wrong, missing, or there twice.",
    "fragments": "With which fragment the client says it ended. No server sees it.",
    "chains": "Where a chain ends, and what is left of a POST at its end.",
    schemes.GROUP: schemes.INTRODUCTION,
}


def render(figures: dict[str, Any]) -> str:
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["count"] = lambda number: f"{number:,.0f}"
    return environment.get_template("clients.html.j2").render(page=page_of(figures))


def page_of(figures: dict[str, Any]) -> dict[str, Any]:
    cells = {(cell["client"], cell["scenario"]): cell for cell in figures["cells"]}
    clients = [client for client in figures["clients"] if client["version"]]
    return {
        "ok": figures["ok"], "counts": figures["counts"], "started": format_moment(figures["started"]),
        "requests": sum(len(cell["requests"]) for cell in figures["cells"]),
        "scenarios": len(figures["scenarios"]),
        "clients": [client | {"counts": Counter(cell["verdict"] for cell in figures["cells"]
                                                if cell["client"] == client["name"])} for client in clients],
        "absent": [client for client in figures["clients"] if not client["version"]],
        "wrong": [cell for cell in figures["cells"] if cell["verdict"] == "mismatch"],
        "never_hit": figures["never_hit"], "strays": figures["strays"],
        # What carom trace does as carom follow says is no news about clients.
        "real": sum(client["group"] != _OURS for client in clients),
        "agrees": _count(figures, "agrees"), "explained": _count(figures, "explained"),
        "surprises": seen_surprises(cells),
        "deviations": _deviations(figures),
        "sections": [section for group in figures["groups"]
                     if (section := _section(group, figures, clients, cells))["tables"]],
        "ways": [{"letter": way[0].upper(), "text": text} for way, text, _, _ in WAYS],
        "symbols": _SYMBOLS,
        "details": _script({f"{client} {scenario}": _detail(cell, figures)
                            for (client, scenario), cell in cells.items() if cell["requests"]}),
    }


def _count(figures: dict[str, Any], verdict: str) -> int:
    ours = {client["name"] for client in figures["clients"] if client["group"] == _OURS}
    return sum(1 for cell in figures["cells"] if cell["verdict"] == verdict and cell["client"] not in ours)


def _deviations(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that were seen; those that say the same of different clients or in other words are one."""
    merged: dict[str, dict[str, Any]] = {}
    for row in figures["deviations"]:
        if row["cells"]:
            into = merged.setdefault(row["does"], row | {"clients": [], "cells": 0})
            into["clients"] += [client for client in row["clients"] if client not in into["clients"]]
            into["cells"] += row["cells"]
    return list(merged.values())


def _script(value: Any) -> Markup:
    """JSON that may stand in a script element, whatever a client sent."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


# --- tables --------------------------------------------------------------------------------------------------

def _section(group: dict[str, Any], figures: dict[str, Any], clients: list[dict[str, Any]],
             cells: dict[tuple[str, str], Any]) -> dict[str, Any]:
    scenarios = [scenario for scenario in figures["scenarios"] if scenario["group"] == group["name"]]
    counts = {client["name"]: sum(1 for scenario in scenarios if _was_run(cells, client, scenario))
              for client in clients}
    has_reference = any(scenario["reference"] for scenario in scenarios)
    if has_reference:
        # The same column twice would say nothing.
        clients = [client for client in clients if client["policy"] != _REFERENCE]
    most = [client for client in clients if counts[client["name"]] * _FEW > len(scenarios)]
    few = [client for client in clients if client not in most and counts[client["name"]]]
    tables = [{"columns": most or few, "rows": _rows(scenarios, most or few, cells)}]
    if most and few:
        # A column of its own for the one row in five that it has would make the table too wide to read.
        run = [scenario for scenario in scenarios if any(_was_run(cells, client, scenario) for client in few)]
        tables.append({"columns": few, "rows": _rows(run, few, cells)})
    return {"name": group["name"], "title": group["title"], "introduction": _INTRODUCTIONS[group["name"]],
            "tables": [table for table in tables if table["rows"] and table["columns"]],
            "has_reference": has_reference}


def _was_run(cells: dict[tuple[str, str], Any], client: dict[str, Any], scenario: dict[str, Any]) -> bool:
    cell = cells.get((client["name"], scenario["name"]))
    return cell is not None and cell["verdict"] != "cannot"


def _rows(scenarios: list[dict[str, Any]], columns: list[dict[str, Any]],
          cells: dict[tuple[str, str], Any]) -> list[dict[str, Any]]:
    travelling = {f"credentials/{name}-{way[0]}" for name, _ in TRAVELLERS for way in WAYS}
    rows = _travel_rows([scenario for scenario in scenarios if scenario["name"] in travelling], columns, cells)
    head = None
    for scenario in scenarios:
        if scenario["name"] in travelling:
            continue
        if _head(scenario) != head:
            head = _head(scenario)
            rows.append({"kind": "head", "label": head})
        rows.append({"kind": "row", "label": _label(scenario), "text": scenario["text"],
                     "reference": scenario["reference"],
                     "cells": [_cell(cells.get((client["name"], scenario["name"])), scenario)
                               for client in columns]})
    return rows


def _head(scenario: dict[str, Any]) -> str | None:
    """What stands above the rows of one method, or of one kind of form."""
    method, way = scenario["method"], scenario["name"].partition("-")[2]
    if scenario["group"] == "methods":
        return f"{method} with a body" if method in WITH_BODY else method
    if scenario["group"] == "bodies":
        return f"{method}, its body a stream"
    if scenario["group"] == schemes.GROUP:
        return schemes.way_of(scenario["name"]).head
    return _FORMS[way] if scenario["group"] == "forms" else None


def _label(scenario: dict[str, Any]) -> str:
    what = scenario["name"].partition("/")[2]
    if scenario["group"] in ("methods", "bodies"):
        return what.replace("-", " ")
    if scenario["group"] == schemes.GROUP:
        return what.partition("-")[2].replace("-", " ")
    return f"POST {what.partition('-')[0]}" if scenario["group"] == "forms" else scenario["text"]


def _cell(cell: dict[str, Any] | None, scenario: dict[str, Any]) -> dict[str, Any] | None:
    if cell is None:
        return None
    reference = scenario["reference"]
    return {"key": f"{cell['client']} {cell['scenario']}", "word": cell["result"], "kind": cell["kind"],
            "symbol": _SYMBOLS[cell["kind"]], "verdict": cell["verdict"], "why": cell["cannot"] or "",
            "differs": reference is not None and cell["kind"] != "cannot"
            and cell["result"] != reference["word"]}


def _travel_rows(scenarios: list[dict[str, Any]], columns: list[dict[str, Any]],
                 cells: dict[tuple[str, str], Any]) -> list[dict[str, Any]]:
    """One row for each field, each cell with a box for each way."""
    by_name = {scenario["name"]: scenario for scenario in scenarios}
    rows = []
    for name, _ in TRAVELLERS:
        there = [(way, text, by_name[f"credentials/{name}-{way}"]) for way, text, _, _ in WAYS
                 if f"credentials/{name}-{way}" in by_name]
        if not there:
            continue
        rows.append({
            "kind": "travel", "label": name,
            "reference": [_box(way, text, scenario["reference"], None) for way, text, scenario in there],
            "cells": [[_box(way, text, None, _cell(cells.get((client["name"], scenario["name"])), scenario))
                       for way, text, scenario in there] for client in columns]})
    return rows


def _box(way: str, text: str, reference: dict[str, Any] | None, cell: dict[str, Any] | None) -> dict[str, Any]:
    shown = cell or (reference or {"word": "not run", "kind": "cannot"}) | {
        "key": "", "verdict": "", "why": "", "differs": False}
    return {"letter": way[0].upper(), "text": text, **shown}


# --- what one cell holds, line by line --------------------------------------------------------------------------

def _detail(cell: dict[str, Any], figures: dict[str, Any]) -> list[list[str]]:
    """[class, text] for each line."""
    requests = cell["requests"]
    left_out = len(requests) - _SHOWN_MAX
    client = next(client for client in figures["clients"] if client["name"] == cell["client"])
    scenario = next(scenario for scenario in figures["scenarios"] if scenario["name"] == cell["scenario"])
    lines = [["note", f"{scenario['text']}. {client['title']}, {client['version']}"]]
    for at, request in enumerate(requests):
        if left_out > 0 and 3 <= at < 3 + left_out:
            if at == 3:
                lines.append(["note", f"… {left_out} more requests …"])
            continue
        lines += _request_lines(at, request)
    outcome = cell["outcome"]
    if outcome:
        said = outcome["error"] or f"the response of status {outcome['status']}"
        url = f", of {outcome['url']}" if outcome["url"] else ""
        lines.append(["end", f"The client gave its caller {'an error: ' if outcome['error'] else ''}{said}{url}"])
    lines += [["wrong", f"Not as predicted: {text}"] for text in cell["wrong"]]
    reasons = {row["name"]: row for row in figures["deviations"]}
    lines += [["note", f"Explained: {reasons[name]['does']} {reasons[name]['why']}"]
              for name in cell["deviations"]]
    return lines


def _request_lines(at: int, request: dict[str, Any]) -> list[list[str]]:
    origin = f"{request['scheme']}://{request['origin']}"
    lines = [["ask", f"{at + 1}  {request['method']} {request['target']}   to {origin}, "
                     f"{request['at_ms']} ms"]]
    lines += [["field", f"{name}: {value}"] for name, value in request["fields"]]
    if request["body"]:
        lines.append(["body", request["body"]])
    lines.append(["answer", f"{request['status']} by {request['by']}"])
    lines += [["field", f"{name}: {value}"] for name, value in request["answered"]]
    predicted = request["predicted"]
    if predicted:
        lines.append(["predicted", f"carom follow: {_prediction(predicted)}"])
    return lines


def _prediction(predicted: dict[str, Any]) -> str:
    if predicted["action"] == "stop":
        return f"stop ({predicted['reason']}){', an error' if predicted['error'] else ''}"
    dropped = f"; without {', '.join(predicted['drop_headers'])}" if predicted["drop_headers"] else ""
    body = "with the body" if predicted["body"] == "keep" else "without a body"
    return f"{predicted['action']} with {predicted['method']} {predicted['url']}, {body}{dropped}"


