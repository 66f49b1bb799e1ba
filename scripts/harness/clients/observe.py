"""Runs clients against the recorder and keeps what arrived."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from harness.clients.process import ClientError, ending_all
from harness.clients.recorder import PAGE, Recorder, Taken
from harness.clients.runner import Case, Outcome, Runner, World
from harness.clients.scenarios import HOSTS, Scenario


@dataclass(frozen=True)
class Observation:
    """One client in one scenario."""
    runner: Runner
    scenario: Scenario
    case: Case
    taken: Taken
    outcome: Outcome | None     # None: the client cannot send the case
    cannot: str | None = None


class Observer:
    """Runs clients, some at once, each through its scenarios."""

    def __init__(self, recorder: Recorder, folder: Path, tool: Path, jobs: int,
                 seen: Callable[[Observation], None] = lambda _: None):
        self.recorder = recorder
        self.folder = folder
        self.tool = tool
        self.jobs = jobs
        self.seen = seen
        self._lock = threading.Lock()

    def observe(self, runners: list[Runner], scenarios: list[Scenario]) -> list[Observation]:
        """Of each client and scenario one, in their order."""
        with ThreadPoolExecutor(self.jobs) as pool, ending_all(pool):
            work = [pool.submit(self._one, f"c{at}", runner, scenarios)
                    for at, runner in enumerate(runners)]
            found = [observation for done in work for observation in done.result()]
        self._late(found)
        return found

    def _late(self, observations: list[Observation]) -> None:
        """What arrived after its client had told how the case ended belongs to nothing that was compared."""
        for observation in observations:
            if observation.outcome is not None:
                taken = self.recorder.taken(observation.case.name)
                self.recorder.strays += taken.exchanges[len(observation.taken.exchanges):]
                self.recorder.strays += taken.preflights[len(observation.taken.preflights):]

    def _world(self, folder: Path) -> World:
        recorder = self.recorder
        world = World(folder, f"http://{recorder.origins['a']}{PAGE}", HOSTS, self.jobs, tool=self.tool,
                      ports=(recorder.port, recorder.other_port, *recorder.secure_ports))
        if recorder.certificate is None:
            return world
        return replace(world, secure_page=f"https://127.0.0.1:{recorder.secure_ports[0]}{PAGE}",
                       certificate=recorder.certificate.file)

    def _one(self, prefix: str, runner: Runner, scenarios: list[Scenario]) -> list[Observation]:
        folder = self.folder / runner.name
        folder.mkdir(parents=True, exist_ok=True)
        world = self._world(folder)
        cases = {}
        found: dict[str, Observation] = {}
        for at, scenario in enumerate(scenarios):
            if runner.groups is not None and scenario.group not in runner.groups:
                continue
            case = scenario.case(f"{prefix}n{at}", self.recorder.port, *self.recorder.secure_ports[:1])
            reason = runner.cannot(case)
            if reason is not None:
                found[case.name] = Observation(runner, scenario, case, Taken(), None, reason)
            else:
                cases[case.name] = (scenario, case)
                found[case.name] = None
                self.recorder.expect(case.name)
        for outcome in runner.run([case for _, case in cases.values()], world):
            scenario, case = cases[outcome.case]
            observation = Observation(runner, scenario, case, self.recorder.taken(case.name), outcome)
            found[case.name] = observation
            with self._lock:
                self.seen(observation)
        silent = [name for name, observation in found.items() if observation is None]
        if silent:
            raise ClientError(f"the runner {runner.name} told no end of {len(silent)} cases")
        return list(found.values())
