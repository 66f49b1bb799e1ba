"""Go's net/http with the client that a program gets when it asks for nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from harness.clients.compiled import PLACE, compiled
from harness.clients.process import environment, run_program
from harness.clients.runner import JsonLines, Runner, World

_SOURCE = Path(__file__).with_name("client.go")


class Go(JsonLines):
    name = "go"
    title = "Go net/http, http.Client"
    group = "go"
    package = "golang-go"
    policy = "go"
    by_default = False
    resolves_names = True
    trusts_by = "SSL_CERT_FILE"
    tells_fragment = True
    # What a Request's header has of them is passed over: they come from its other members.
    forbidden = frozenset({"content-length", "transfer-encoding", "trailer"})

    def version(self) -> str | None:
        if shutil.which("go") is None:
            return None
        found = re.match(r"go version go(\S+)", run_program(["go", "version"], 30, env=_environment()).out)
        return found[1] if found else None

    def command(self, world: World) -> list[str]:
        folder = compiled(_SOURCE, self.version() or "", lambda made: [
            "go", "build", "-trimpath", "-o", str(made / "client"), str(_SOURCE)], _environment())
        return [str(folder / "client")]


def _environment() -> dict[str, str]:
    """Nothing of the user's settings, no C compiler, and nothing from the network."""
    return environment(GOCACHE=str(PLACE / "go-cache"), GOPATH=str(PLACE / "go-path"), GOENV="off",
                GOFLAGS="", GO111MODULE="off", GOPROXY="off", GOTOOLCHAIN="local", CGO_ENABLED="0")


RUNNERS: list[Runner] = [Go()]
