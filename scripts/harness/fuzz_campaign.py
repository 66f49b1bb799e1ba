"""A campaign: several targets, some at once, each for its time; findings do not stop the others."""

import datetime
import signal
import time
from types import FrameType
from typing import Any, Protocol

from harness.fuzz_process import FuzzerProcess

_TICK_S = 0.2


class View(Protocol):
    """Who is told of the progress."""

    def show(self, runs: list[FuzzerProcess]) -> None: ...

    def ended(self, run: FuzzerProcess) -> None: ...


class Campaign:
    def __init__(self, runs: list[FuzzerProcess], jobs: int, view: View) -> None:
        self.runs = runs
        self.jobs = jobs
        self.interrupted = False
        self._view = view
        self._started = datetime.datetime.now().astimezone()
        self._seconds = 0.0

    def run(self) -> None:
        """Runs every target. SIGINT, SIGTERM and SIGHUP end it early, in order."""
        begin = time.monotonic()
        names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {name: signal.signal(name, self._interrupt) for name in names}
        try:
            self._loop()
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
            self._seconds = time.monotonic() - begin

    def failed(self) -> bool:
        return any(run.state in ("crash", "failed") for run in self.runs)

    def result(self) -> dict[str, Any]:
        """What out/fuzz.json holds."""
        return {
            "schema": 1,
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": round(self._seconds, 1),
            "interrupted": self.interrupted,
            "targets": [describe(run) for run in self.runs if run.state != "waiting"],
            "coverage": None,
        }

    def _interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self.interrupted = True

    def _loop(self) -> None:
        waiting = list(self.runs)
        running: list[FuzzerProcess] = []
        while running or (waiting and not self.interrupted):
            while waiting and len(running) < self.jobs and not self.interrupted:
                running.append(waiting.pop(0))
                running[-1].start()
            if self.interrupted:
                for run in running:
                    run.stop()
            for run in [run for run in running if not run.tick()]:
                running.remove(run)
                self._view.ended(run)
            self._view.show(self.runs)
            time.sleep(_TICK_S)


def describe(run: FuzzerProcess) -> dict[str, Any]:
    """One target of out/fuzz.json."""
    log = run.log
    summary = log.summary().replace(f"{run.target.tree.root}/", "")
    crashes = [{"kind": crash.kind, "path": crash.path, "summary": summary,
                "reproduce": run.reproduce(crash)} for crash in log.crashes]
    return {
        "name": run.target.name,
        "state": run.state,
        "error": run.error,
        "seed": log.seed,
        "seconds": round(run.elapsed(), 1),
        "executions": log.executions,
        "exec_per_s": log.exec_per_s,
        "edges": log.edges,
        "edges_total": log.edges_total,
        "features": log.features,
        "corpus_files": log.corpus_files,
        "corpus_bytes": log.corpus_bytes,
        "new_inputs": log.new_inputs,
        "crashes": crashes,
        "series": [{"t": sample.seconds, "edges": sample.edges, "exec_per_s": sample.exec_per_s}
                   for sample in log.series],
    }
