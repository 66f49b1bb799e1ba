"""Where a client does otherwise than the policy of its name, on purpose of the policy or by its version.

A row holds for its clients in all scenarios that it names, and there the phrases must be exactly among the
differences. A row that a run does not show where it should, and a difference that no row has, fail the run.
"""

from __future__ import annotations

from harness.clients.deviation import Deviation
from harness.clients.deviations_optional import OPTIONAL

DEVIATIONS: tuple[Deviation, ...] = (
    *OPTIONAL,
)
