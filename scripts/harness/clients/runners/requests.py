"""python3-requests, as Debian's Python has it."""

from __future__ import annotations

import re
from pathlib import Path

from harness.clients.process import run_program
from harness.clients.runner import JsonLines, Runner, World

_PYTHON = "/usr/bin/python3"
_DRIVER = Path(__file__).with_name("requests_driver.py")


class Requests(JsonLines):
    """`requests.request(…)`, whose default is to follow."""
    name = group = policy = "requests"
    title = "requests.request()"
    package = "python3-requests"
    resolves_names = True
    tells_fragment = True

    def version(self) -> str | None:
        asked = run_program([_PYTHON, "-c", "import requests; print(requests.__version__)"], 20)
        found = re.fullmatch(r"([0-9.]+)\n", asked.out)
        return found[1] if found else None

    def command(self, world: World) -> list[str]:
        # -I: without the driver's folder on the path, where this very file is called like the library.
        return [_PYTHON, "-I", str(_DRIVER)]


RUNNERS: list[Runner] = [Requests()]
