"""Rule sets at scale on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from harness.bench_table import plain_table


def _figure(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def speed_table(sets: list[dict]) -> Table:
    table = plain_table("decisions at scale, in process", "set", "request\nbytes", "ns", "ns, many\nrequests",
                        "ns, no\nrule", "instruc-\ntions")
    for entry in sets:
        table.add_row(entry["name"], f"{entry['request_bytes']:.1f}", f"{entry['ns']['median']:,.0f}",
                      _figure(entry["long_ns"], ",.0f"), _figure(entry["missing_ns"], ",.0f"),
                      _figure(entry["instructions"], ",.0f"))
    return table


def size_table(sets: list[dict]) -> Table:
    table = plain_table("compiling, and what an image takes", "set", "text MB", "image MB",
                        "image - text,\nbytes a rule", "rules a second", "MB a second")
    for entry in sets:
        more = (entry["image_bytes"] - entry["text_bytes"]) / entry["rules"]
        table.add_row(entry["name"], f"{entry['text_bytes'] / 1e6:,.2f}",
                      f"{entry['image_bytes'] / 1e6:,.2f}", f"{more:,.1f}",
                      f"{entry['rules'] / entry['compile_s']:,.0f}",
                      f"{entry['text_bytes'] / 1e6 / entry['compile_s']:,.1f}")
    return table


def pairs_table(pairs: list[dict]) -> Table:
    table = plain_table("hostile rules beside as many plain ones", "set", "ns", "plain ns", "factor",
                        "instruc-\ntions", "plain", "factor")
    for pair in pairs:
        hostile, plain = pair["hostile"], pair["plain"]
        table.add_row(hostile["name"], f"{hostile['ns']['median']:,.0f}",
                      f"{plain['ns']['median']:,.0f}", f"{pair['factor']['median']:,.2f}",
                      f"{hostile['instructions']:,.0f}", f"{plain['instructions']:,.0f}",
                      f"{pair['instructions_factor']:,.2f}")
    return table


def mapped_lines(mapped: dict) -> list[str]:
    opened = [f"{opening['rules']:,} rules {opening['open_ms']['median']:.3f} ms, and "
              f"{opening['decided_ms']['median']:.3f} ms to the first decision"
              for opening in (mapped["small"], mapped["large"])]
    return [f"{mapped['rules']:,} static rules in a mapped file: text "
            f"{mapped['text_bytes'] / 1e6:,.0f} MB, image {mapped['image_bytes'] / 1e6:,.0f} MB",
            f"  compiled in {mapped['compile_s']:.1f} s",
            f"  opening {opened[0]}", f"  opening {opened[1]}",
            f"  a dependent cache miss over {mapped['walk_bytes'] >> 20:,} MiB: "
            f"{mapped['miss_ns']['median']:.0f} ns",
            f"  a decision with nothing cached: {mapped['cold_ns']['median']:,.0f} ns, "
            f"{mapped['misses']['median']:.2f} misses' worth"]


def bounds_table(bounds: list[dict]) -> Table:
    table = plain_table("what is promised", "set", "bound", "measured", "allowed", "unit", "")
    for bound in bounds:
        digits = 0 if bound["limit"] >= 1000 else 2
        table.add_row(bound["set"], bound["what"], f"{bound['value']:,.{digits}f}",
                      f"{'≥' if bound['at_least'] else '≤'} {bound['limit']:,.0f}", bound["unit"],
                      bound["verdict"])
    return table


def print_scale(console: Console, scale: dict) -> None:
    console.print(speed_table(scale["sets"]))
    console.print(size_table(scale["sets"]))
    if scale["pairs"]:
        console.print(pairs_table(scale["pairs"]))
    for mapped in scale["mapped"]:
        for line in mapped_lines(mapped):
            console.print(line, soft_wrap=True, markup=False, highlight=False)
        console.print()
    console.print(bounds_table(scale["bounds"]))
