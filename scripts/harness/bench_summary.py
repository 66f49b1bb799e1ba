"""Runs to the figures of out/bench.json: medians, spreads, ratios, and what to doubt about them."""

from __future__ import annotations

import math
import os
import platform
import statistics
from pathlib import Path

from harness.bench_measure import Measured, Plan, Run

SCHEMA = 1
CLIENT_BUSY = 0.95
SPREAD_WARNING = 0.20
FOREIGN_WARNING = 0.05
SAMPLING_WARNING = 0.10


def spread(values: list[float]) -> dict:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def relative_spread(figures: dict) -> float:
    """How far apart the rounds are, as a share of the median."""
    return (figures["max"] - figures["min"]) / figures["median"] if figures["median"] else 0.0


def is_client_bound(runs: list[Run]) -> bool:
    """Whether wrk's core was the full one, and the server's not, in the median round."""
    client = statistics.median(run.client_cpu_share for run in runs)
    server = statistics.median(run.server_cpu_share for run in runs)
    return client >= CLIENT_BUSY > server


def server_entry(name: str, version: str, runs: list[Run]) -> dict:
    return {
        "name": name, "version": version,
        "requests_per_s": spread([run.requests_per_s for run in runs]),
        "cpu_user_us": spread([run.cpu_user_us for run in runs]),
        "cpu_system_us": spread([run.cpu_system_us for run in runs]),
        "rss_bytes": max(run.memory.rss_bytes for run in runs),
        "pss_bytes": max(run.memory.pss_bytes for run in runs),
        "start_s": statistics.median(run.start_s for run in runs),
        "errors": sum(run.errors for run in runs),
        "rounds": [{"requests_per_s": run.requests_per_s, "cpu_user_us": run.cpu_user_us,
                    "cpu_system_us": run.cpu_system_us, "errors": run.errors,
                    "client_cpu_share": run.client_cpu_share,
                    "server_cpu_share": run.server_cpu_share} for run in runs],
    }


def ratio_entry(peer: str, carom: list[Run], other: list[Run]) -> dict | None:
    """Carom over the peer, inside each round: the machine's drift between rounds cancels out.

    None when a round saw no user time at all, so that there is nothing to divide by.
    """
    pairs = list(zip(carom, other))
    if not all(peer_run.requests_per_s and peer_run.cpu_user_us for _, peer_run in pairs):
        return None
    return {
        "peer": peer,
        "requests_per_s": spread([a.requests_per_s / b.requests_per_s for a, b in pairs]),
        "cpu_user": spread([a.cpu_user_us / b.cpu_user_us for a, b in pairs]),
        "cpu_total": spread([a.cpu_total_us / b.cpu_total_us for a, b in pairs]),
    }


def sampling_error(runs: list[Run]) -> float:
    """The relative error of one round's user time that comes from sampling it (binomial)."""
    worst = 0.0
    for run in runs:
        share = run.cpu_user_us / run.cpu_total_us if run.cpu_total_us else 0.0
        if share and run.split_samples:
            worst = max(worst, math.sqrt((1 - share) / (share * run.split_samples)))
    return worst


def server_notes(name: str, runs: list[Run]) -> list[str]:
    """What a reader must know before trusting this server's figures."""
    notes = []
    for number, run in enumerate(runs, 1):
        if run.remark:
            notes.append(f"{name}, round {number}: {run.remark}")
    if is_client_bound(runs):
        notes.append(f"{name}: wrk was the bottleneck, so requests per second say little; "
                     f"compare CPU per request")
    for what, figures in (("requests per second differ", [run.requests_per_s for run in runs]),
                          ("CPU per request differs", [run.cpu_total_us for run in runs])):
        apart = relative_spread(spread(figures))
        if apart > SPREAD_WARNING:
            notes.append(f"{name}: {what} by {apart:.0%} between rounds")
    foreign = max(run.foreign_share for run in runs)
    if foreign > FOREIGN_WARNING:
        notes.append(f"{name}: other programs or the host took {foreign:.0%} of the server's core")
    return notes


def scenario_notes(measured: Measured, one_core: bool) -> list[str]:
    notes = []
    if one_core:
        notes.append("server and wrk shared one core: figures are of little use")
    for name, runs in measured.runs.items():
        notes += server_notes(name, runs)
    error = max(sampling_error(runs) for runs in measured.runs.values())
    if error > SAMPLING_WARNING:
        notes.append(f"user time is sampled: ±{error:.0%} in one round; a longer --time narrows it, "
                     f"and so does root, who may sample more often")
    sizes = ", ".join(f"{name} {size:.0f}" for name, size in measured.mean_answer_bytes.items())
    notes.append(f"mean bytes of an answer: {sizes}")
    return notes


def scenario_entry(scenario, plan: Plan, measured: Measured, versions: dict[str, str],
                   one_core: bool) -> dict:
    carom = measured.runs.get("carom")
    ratios = [ratio_entry(name, carom, runs) for name, runs in measured.runs.items()
              if carom and name != "carom"]
    notes = scenario_notes(measured, one_core)
    if None in ratios:
        notes.append("a peer's user time was too short to be seen: no ratio; use a longer --time")
    return {
        "name": scenario.name, "description": scenario.description, "rules": scenario.rule_count,
        "connections": plan.connections, "seconds_per_run": plan.seconds, "rounds": plan.rounds,
        "checked_requests": measured.checked_requests,
        "client_bound": any(is_client_bound(runs) for runs in measured.runs.values()),
        "notes": notes,
        "left_out": [{"name": left.name, "reason": left.reason} for left in scenario.left_out],
        "servers": [server_entry(name, versions[name], runs)
                    for name, runs in measured.runs.items()],
        "ratios": [ratio for ratio in ratios if ratio is not None],
    }


def _first_value(path: str, key: str) -> str:
    """The value of the first `key: value` or `key=value` line of a file of such lines."""
    try:
        for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
            name, separator, value = line.partition("=" if "=" in line else ":")
            if separator and name.strip() == key:
                return value.strip().strip('"')
    except OSError:
        pass
    return "unknown"


def machine() -> dict:
    return {
        "cpu": _first_value("/proc/cpuinfo", "model name"), "cores": os.cpu_count() or 1,
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "kernel": platform.release(), "os": _first_value("/etc/os-release", "PRETTY_NAME"),
    }
