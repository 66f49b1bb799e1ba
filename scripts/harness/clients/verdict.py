"""The verdict on each observation: agrees, explained, mismatch, shown, cannot."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.clients.compare import Compared
from harness.clients.deviation import Deviation
from harness.clients.deviations import DEVIATIONS
from harness.clients.observe import Observation

AGREES, EXPLAINED, MISMATCH, SHOWN, CANNOT = "agrees", "explained", "mismatch", "shown", "cannot"


@dataclass
class Cell:
    """One client in one scenario, judged."""
    observation: Observation
    compared: Compared
    verdict: str
    deviations: list[Deviation] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # of a mismatch: what no row explains, and rows that do not hold


def judge(observation: Observation, compared: Compared, table: Iterable[Deviation] = DEVIATIONS) -> Cell:
    if observation.outcome is None:
        return Cell(observation, compared, CANNOT)
    rows = [row for row in table if row.is_about(observation.runner.name, observation.scenario.name)]
    holding = [row for row in rows if set(row.phrases) <= compared.phrases]
    wrong = [f"the table of deviations has `{row.name}`, but the client does as predicted: "
             f"no `{phrase}`" for row in rows if row not in holding
             for phrase in row.phrases if phrase not in compared.phrases]
    explained = {phrase for row in holding for phrase in row.phrases}
    wrong += [f"request {difference.at + 1}: {difference.phrase}" for difference in compared.differences
              if difference.phrase not in explained]
    if wrong:
        return Cell(observation, compared, MISMATCH, holding, wrong)
    if holding:
        return Cell(observation, compared, EXPLAINED, holding)
    return Cell(observation, compared, AGREES if observation.runner.policy else SHOWN)


def never_hit(cells: list[Cell], table: Iterable[Deviation] = DEVIATIONS) -> list[Deviation]:
    """The rows about a client of this run of which some pattern, of clients or of scenarios, no cell shows.

    In: the cells of every scenario; with a choice of scenarios a row may have had no chance.
    """
    clients = {cell.observation.runner.name for cell in cells}
    hits: dict[str, list[tuple[str, str]]] = {}
    for cell in cells:
        for row in cell.deviations:
            hits.setdefault(row.name, []).append((cell.observation.runner.name, cell.observation.scenario.name))
    return [row for row in table if _is_unseen(row, clients, hits.get(row.name, []))]


def _is_unseen(row: Deviation, clients: set[str], hits: list[tuple[str, str]]) -> bool:
    there = [pattern for pattern in row.clients if fnmatch.filter(clients, pattern)]
    return bool(there) and not (
        all(fnmatch.filter([client for client, _ in hits], pattern) for pattern in there)
        and all(fnmatch.filter([scenario for _, scenario in hits], pattern) for pattern in row.scenarios))
