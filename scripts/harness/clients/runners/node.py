"""The fetch that Node.js has built in."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from harness.clients.process import run_program
from harness.clients.runner import JsonLines, Runner, World

_DRIVER = Path(__file__).with_name("node.mjs")


class Node(JsonLines):
    """`await fetch(url, {method, headers, body})`."""
    name = group = "node"
    policy = "fetch"
    title = "node fetch()"
    package = "nodejs"
    resolves_names = True
    trusts_by = "NODE_EXTRA_CA_CERTS"
    # Taken without a word, and not sent.
    forbidden = frozenset({"host"})

    def version(self) -> str | None:
        if shutil.which("node") is None:
            return None
        asked = run_program(["node", "--print", "JSON.stringify(process.versions)"], 20)
        if asked.code != 0:
            return None
        versions = json.loads(asked.out)
        return f"{versions['node']} (undici {versions['undici']})" if "undici" in versions else None

    def command(self, world: World) -> list[str]:
        return ["node", str(_DRIVER)]


RUNNERS: list[Runner] = [Node()]
