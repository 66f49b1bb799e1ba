"""One libFuzzer process: its command line, its output, its end."""

import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

from harness.fuzz_targets import Target
from harness.libfuzzer_log import Crash, FuzzerLog
from harness.paths import shown

_DEFAULT_OPTIONS = {"timeout": "10", "rss_limit_mb": "2048"}
_END_GRACE_S = 30
_STOP_GRACE_S = 10
_SYMBOLIZERS = ("/usr/lib/llvm-19/bin/llvm-symbolizer",)


class FuzzerProcess:
    """Runs a target for some seconds. States: waiting, running, done, crash, stopped, failed."""

    def __init__(self, target: Target, seconds: int, seed: int | None = None) -> None:
        self.target = target
        self.seconds = seconds
        self.log = FuzzerLog()
        self.state = "waiting"
        self.error: str | None = None
        self._options = _DEFAULT_OPTIONS | target.options()
        self._seed = seed
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._started_at = 0.0
        self._ended_after: float | None = None
        self._stop_asked_at: float | None = None
        self._next_sample_s = 0.0

    def command(self) -> list[str]:
        """The new inputs go to the first folder; libFuzzer only reads the others."""
        target, root = self.target, self.target.tree.root
        flags = dict(self._options)
        flags["max_total_time"] = str(self.seconds)
        flags["artifact_prefix"] = shown(target.crashes, root) + "/"
        flags["print_final_stats"] = "1"
        if target.dictionary is not None:
            flags["dict"] = shown(target.dictionary, root)
        if self._seed is not None:
            flags["seed"] = str(self._seed)
        folders = [target.found_corpus, *target.committed_corpora]
        return [self.program(), *(f"-{name}={value}" for name, value in flags.items()),
                *(shown(folder, root) for folder in folders)]

    def program(self) -> str:
        return shown(self.target.tree.binary("fuzz", self.target.program), self.target.tree.root)

    def reproduce(self, crash: Crash) -> str:
        """The command that shows a finding again, from the top of the tree."""
        limit = {"timeout": "timeout", "oom": "rss_limit_mb"}.get(crash.kind)
        flags = [f"-{limit}={self._options[limit]}"] if limit else []
        return " ".join([self.program(), *flags, crash.path])

    def elapsed(self) -> float:
        if self._ended_after is not None:
            return self._ended_after
        return time.monotonic() - self._started_at if self._process else 0.0

    def start(self) -> None:
        root = self.target.tree.root
        self.target.found_corpus.mkdir(parents=True, exist_ok=True)
        self.target.crashes.mkdir(parents=True, exist_ok=True)
        self._started_at = time.monotonic()
        # A session of its own: Ctrl-C reaches the campaign alone, which then stops every target.
        self._process = subprocess.Popen(
            self.command(), cwd=root, env=_environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            start_new_session=True)
        self.state = "running"
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def tick(self) -> bool:
        """Looks after the process; true while it runs. To be called some times a second."""
        assert self._process is not None
        elapsed = self.elapsed()
        if self._process.poll() is not None:
            self._end()
            return False
        if elapsed >= self._next_sample_s:
            self.log.sample(elapsed)
            self._next_sample_s = elapsed + max(0.5, self.seconds / 120)
        asked = self._stop_asked_at
        if asked is not None and time.monotonic() - asked > _STOP_GRACE_S:
            self._process.kill()
        elif elapsed > self.seconds + float(self._options["timeout"]) + _END_GRACE_S:
            self.error = "did not stop when its time was over, and was killed"
            self._process.kill()
        return True

    def stop(self) -> None:
        """Asks for an orderly end: libFuzzer prints its statistics and leaves."""
        if self._process is not None and self._stop_asked_at is None:
            self._stop_asked_at = time.monotonic()
            self._process.send_signal(signal.SIGINT)

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        path = self.target.work / "fuzz.log"
        with path.open("w", encoding="utf-8") as kept, self._process.stdout as lines:
            for line in lines:
                kept.write(line)
                self.log.feed(line, time.monotonic() - self._started_at)

    def _end(self) -> None:
        assert self._process is not None and self._reader is not None
        self._ended_after = self.elapsed()
        self._reader.join()
        self.log.sample(self._ended_after)
        code = self._process.returncode
        if self.log.crashes:
            self.state = "crash"
        elif self._stop_asked_at is not None:
            self.state = "stopped"
        elif code == 0 and self.error is None:
            self.state = "done"
        else:
            self.state = "failed"
            self.error = self.error or self._why(code)

    def _why(self, code: int) -> str:
        how = f"ended with exit code {code}" if code >= 0 else f"was ended by signal {-code}"
        log = shown(self.target.work / "fuzz.log", self.target.tree.root)
        reason = self.log.summary() or "no finding was saved"
        return f"{how} ({reason}); all it printed is in {log}"


def _environment() -> dict[str, str]:
    """Stack traces need names, and the versioned package does not put the symbolizer on PATH."""
    environment = dict(os.environ)
    if shutil.which("llvm-symbolizer") is None:
        for path in _SYMBOLIZERS:
            if Path(path).exists():
                environment.setdefault("ASAN_SYMBOLIZER_PATH", path)
                environment.setdefault("UBSAN_SYMBOLIZER_PATH", path)
    return environment
