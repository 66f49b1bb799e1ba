"""The two sides of the comparison: Netlify's packages under node, and the carom tool."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from harness.netlify.generate import Case
from harness.netlify.request import Request
from harness.paths import ROOT

PACKAGES = ROOT / "build" / "netlify"
_DRIVER = Path(__file__).with_name("engine.mjs")


class SideError(Exception):
    """A side cannot be started, or ended; the text says what it printed."""


class _Process:
    """A program that answers lines with lines, in order."""

    def __init__(self, command: list[str]):
        self.command = command
        # Its words go to a file: nobody reads a pipe while the answers are awaited.
        self.words = tempfile.TemporaryFile()
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=self.words, text=True, encoding="utf-8")
        except OSError as error:
            self.words.close()
            raise SideError(f"{command[0]}: {error.strerror}. Run scripts/setup") from error

    def ask(self, lines: list[str]) -> list[Any]:
        """In: lines and answers together are no more than a pipe holds, or few lines of any length."""
        try:
            self.process.stdin.write("".join(f"{line}\n" for line in lines))
            self.process.stdin.flush()
            answers = [self.process.stdout.readline() for _ in lines]
            return [json.loads(answer) for answer in answers]
        except (OSError, ValueError) as error:
            raise SideError(f"`{' '.join(self.command)}` gave no answer:\n{self._last_words()}") from error

    def _last_words(self) -> str:
        self.process.kill()
        self.process.wait()
        self.words.seek(0)
        return self.words.read().decode("utf-8", "replace").strip()[-2000:]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.words.close()


class Engine(_Process):
    """Netlify's parser and matcher."""

    def __init__(self) -> None:
        super().__init__(["node", str(_DRIVER), str(PACKAGES)])

    def answers(self, case: Case, asked: str) -> dict:
        requests = [request.for_engine() for request in case.requests]
        line = {"rules": case.rules, "asked": asked, "requests": requests}
        return self.ask([json.dumps(line)])[0]


class Core(_Process):
    """`carom decide`."""

    _AT_ONCE = 16

    def __init__(self, tool: Path):
        super().__init__([str(tool), "decide", "--jsonl", "--dialect", "netlify"])

    def answers(self, rules: str, requests: tuple[Request, ...]) -> list[dict]:
        lines = [json.dumps(request.for_core(rules)) for request in requests]
        found: list[dict] = []
        for start in range(0, len(lines), self._AT_ONCE):
            found += self.ask(lines[start:start + self._AT_ONCE])
        return found


def refused_lines(tool: Path, texts: list[str]) -> list[dict[int, str]]:
    """Of each rules file the lines that `carom check` refuses, with what it says."""
    with tempfile.TemporaryDirectory(prefix="carom-differential-") as folder:
        files = [Path(folder) / str(index) for index in range(len(texts))]
        for file, text in zip(files, texts):
            file.write_text(text, encoding="utf-8", newline="")
        command = [str(tool), "check", "--no-lint", "--dialect", "netlify", "--json", *map(str, files)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    if len(reports) != len(texts):
        raise SideError(f"`{tool} check` said:\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return [{problem["line"]: problem["message"] for problem in report["errors"]
             if problem["severity"] == "error"} for report in reports]
