"""What libFuzzer says on standard error, line by line, to numbers and crashes."""

import re
from dataclasses import dataclass, field

# The files that libFuzzer saves for a finding, by the prefix of their names. slow-unit-* is none.
CRASH_KINDS = ("crash", "timeout", "oom", "leak")

_STATUS = re.compile(r"#(?P<executions>\d+)\s+(?P<event>[A-Za-z]+)\s+(?P<rest>.*)")
_FIELD = re.compile(r"(cov|ft|exec/s): (\d+)")
_CORPUS = re.compile(r"corp: (\d+)/(\d+)(b|Kb|Mb)")
_COUNTERS = re.compile(r"INFO: Loaded \d+ modules?\s+\((\d+) inline 8-bit counters\)")
_SEED = re.compile(r"INFO: Seed: (\d+)")
_FINAL = re.compile(r"stat::(\w+):\s+(\d+)")
_ARTIFACT = re.compile(r"Test unit written to (?P<path>.*/(?P<kind>[a-z]+(?:-[a-z]+)?)-[0-9a-f]+)$")
_FATAL = re.compile(r"==\d+== ?ERROR: (libFuzzer: )?(?P<what>.*)")
_BYTES = {"b": 1, "Kb": 1 << 10, "Mb": 1 << 20}
_SUMMARY_MAX = 300


@dataclass
class Sample:
    """One point of the curve: seconds since the start, edges, executions per second."""

    seconds: float
    edges: int
    exec_per_s: int


@dataclass
class Crash:
    kind: str
    path: str


@dataclass
class FuzzerLog:
    """Reads one run's lines; the fields always hold what was said last."""

    executions: int = 0
    exec_per_s: int = 0
    edges: int = 0
    edges_total: int | None = None
    features: int = 0
    corpus_files: int = 0
    corpus_bytes: int = 0
    new_inputs: int = 0
    seed: int | None = None
    updated_s: float = 0.0  # when the last line with numbers came
    finished: bool = False  # the final statistics were printed
    crashes: list[Crash] = field(default_factory=list)
    series: list[Sample] = field(default_factory=list)
    _summary: str = ""
    _cause: str = ""
    _said: list[str] = field(default_factory=list)  # by the target, since the last status line

    def feed(self, line: str, seconds: float) -> None:
        """Takes one line that came `seconds` after the start."""
        line = line.rstrip("\r\n")
        status = _STATUS.match(line)
        if status is not None and _FIELD.search(status["rest"]):
            self._read_status(status, seconds)
        elif line.startswith("stat::"):
            self._read_final(line, seconds)
        elif line.startswith("INFO: "):
            self._read_info(line)
        else:
            self._read_finding(line)

    def summary(self) -> str:
        """Why the run ended with a finding, on one line; empty when it did not."""
        tool, _, what = self._summary.partition(": ")
        text = self._summary
        if self._cause and what == "deadly signal":
            text = f"{self._summary}: {self._cause}"
        elif self._cause and (what == "out-of-memory" or what.startswith("undefined-behavior")):
            text = f"{tool}: {self._cause}"
        return (text or self._cause)[:_SUMMARY_MAX]

    def sample(self, seconds: float) -> None:
        """Adds the current numbers to the series."""
        self.series.append(Sample(round(seconds, 2), self.edges, self.exec_per_s))

    def _read_status(self, status: re.Match, seconds: float) -> None:
        self._said.clear()
        self.executions = int(status["executions"])
        for name, value in _FIELD.findall(status["rest"]):
            if name == "cov":
                self.edges = int(value)
            elif name == "ft":
                self.features = int(value)
            else:
                self.exec_per_s = int(value)
        corpus = _CORPUS.search(status["rest"])
        if corpus is not None:
            self.corpus_files = int(corpus[1])
            self.corpus_bytes = int(corpus[2]) * _BYTES[corpus[3]]
        if self.exec_per_s == 0 and seconds > 0:
            # libFuzzer divides by whole seconds and says 0 in the first one.
            self.exec_per_s = int(self.executions / seconds)
        self.updated_s = seconds

    def _read_final(self, line: str, seconds: float) -> None:
        final = _FINAL.match(line)
        if final is None:
            return
        value = int(final[2])
        if final[1] == "number_of_executed_units":
            self.executions = value
        elif final[1] == "average_exec_per_sec" and value > 0:
            self.exec_per_s = value
        elif final[1] == "new_units_added":
            self.new_inputs = value
        self.finished = True
        self.updated_s = seconds

    def _read_info(self, line: str) -> None:
        counters = _COUNTERS.match(line)
        if counters is not None:
            self.edges_total = (self.edges_total or 0) + int(counters[1])
        seed = _SEED.match(line)
        if seed is not None:
            self.seed = int(seed[1])

    def _read_finding(self, line: str) -> None:
        artifact = _ARTIFACT.search(line)
        fatal = _FATAL.match(line)
        if artifact is not None:
            if artifact["kind"] in CRASH_KINDS:
                self.crashes.append(Crash(artifact["kind"], artifact["path"]))
        elif line.startswith("SUMMARY: "):
            self._summary = line.removeprefix("SUMMARY: ").strip()
        elif fatal is not None:
            # A failed check prints its message and aborts: the message is worth more than the signal.
            is_signal = fatal["what"] == "deadly signal"
            self._cause = " ".join(self._said[-2:]) if is_signal else fatal["what"]
        elif "runtime error: " in line:
            self._cause = line.strip()
        elif line and line[0] not in "= \t":
            self._said.append(line)
