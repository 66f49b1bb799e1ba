"""OkHttp with the client that a program gets when it asks for nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from harness.clients.compiled import compiled
from harness.clients.process import run_program
from harness.clients.runner import Case, JsonLines, Runner, World

_SOURCE = Path(__file__).with_name("Client.java")
_JARS = [Path("/usr/share/java") / name for name in ("okhttp.jar", "okio.jar")]


class OkHttp(JsonLines):
    name = "okhttp"
    title = "OkHttp, OkHttpClient"
    group = "okhttp"
    package = "libokhttp-java default-jdk-headless"
    policy = "okhttp"
    by_default = False
    resolves_names = True
    tells_fragment = True
    # What it writes itself, whatever the request has.
    forbidden = frozenset({"content-length", "transfer-encoding"})

    def version(self) -> str | None:
        if not all(jar.is_file() for jar in _JARS) or None in (shutil.which("java"), shutil.which("javac")):
            return None
        # Debian's jar has a second name, with the version in it.
        found = [re.fullmatch(r"okhttp-(\d.*)\.jar", jar.name) for jar in sorted(_JARS[0].parent.glob("okhttp-*.jar"))]
        return next((match[1] for match in found if match), None)

    def cannot(self, case: Case) -> str | None:
        if case.method in ("GET", "HEAD") and case.body is not None:
            return f"gives no body to {case.method}"
        return super().cannot(case)

    def command(self, world: World) -> list[str]:
        compiler = run_program(["javac", "-version"], 30)
        libraries = ":".join(map(str, _JARS))
        classes = compiled(_SOURCE, f"{compiler.out}{compiler.err}{self.version()}", lambda made: [
            "javac", "-cp", libraries, "-d", str(made), str(_SOURCE)])
        return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m",
                "-cp", f"{libraries}:{classes}", "Client"]


RUNNERS: list[Runner] = [OkHttp()]
