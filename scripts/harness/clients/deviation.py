"""A row of the tables of deviations."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass


@dataclass(frozen=True)
class Deviation:
    name: str
    clients: tuple[str, ...]    # patterns of runners' names
    scenarios: tuple[str, ...]  # patterns of scenarios' names
    phrases: tuple[str, ...]    # of compare.py
    does: str                   # a sentence for people: what the client does
    why: str                    # why Carom's policy says otherwise, and where that is written
    source: str                 # where the client's behaviour comes from

    def names_client(self, client: str) -> bool:
        return any(fnmatch.fnmatchcase(client, pattern) for pattern in self.clients)

    def is_about(self, client: str, scenario: str) -> bool:
        return self.names_client(client) and any(fnmatch.fnmatchcase(scenario, pattern)
                                                 for pattern in self.scenarios)


def rows(name: str, does: str, why: str, source: str,
         *where: tuple[tuple[str, ...], tuple[str, ...], str]) -> list[Deviation]:
    """One deviation that shows in more than one phrase. In: where is clients, scenarios, phrase."""
    return [Deviation(name if len(where) == 1 else f"{name}/{at}", clients, scenarios, (phrase,), does, why, source)
            for at, (clients, scenarios, phrase) in enumerate(where, 1)]
