"""undici's `request` with its redirect interceptor: one column for each major version that is installed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from harness.clients.compiled import PLACE
from harness.clients.process import run_program
from harness.clients.runner import JsonLines, Runner, World

_PROGRAM = Path(__file__).with_name("undici.mjs")
# Its users choose how many redirects are followed; the policy says 20.
_MAX_REDIRECTIONS = 20


class Undici(JsonLines):
    group = "undici"
    policy = "undici"
    by_default = False
    resolves_names = True
    trusts_by = "NODE_EXTRA_CA_CERTS"
    # It refuses them.
    forbidden = frozenset({"connection", "expect", "keep-alive", "transfer-encoding", "upgrade"})

    def __init__(self, major: int, node: str):
        self.name = f"undici-{major}"
        self.title = f"undici {major}, request with the redirect interceptor"
        self.folder = PLACE / "node_modules" / self.name
        self.package = f"undici {major} from npm, with Node {node} or newer"

    def version(self) -> str | None:
        """In: its package.json says from which Node on it runs."""
        try:
            package = json.loads((self.folder / "package.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if shutil.which("node") is None:
            return None
        node = _numbers(run_program(["node", "--version"], 30).out)
        return package["version"] if node >= _numbers(package["engines"]["node"]) else None

    def command(self, world: World) -> list[str]:
        return ["node", str(_PROGRAM), str(self.folder), str(_MAX_REDIRECTIONS)]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:3]]


RUNNERS: list[Runner] = [Undici(8, "22.19"), Undici(7, "20.18.1"), Undici(6, "18.17")]
