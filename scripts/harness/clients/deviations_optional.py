"""Deviations of the clients that scripts/setup brings only with --clients."""

from __future__ import annotations

from harness.clients.deviation import Deviation

OPTIONAL: tuple[Deviation, ...] = ()
