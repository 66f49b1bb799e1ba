"""OkHttp with the client that a program gets when it asks for nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from harness.clients.compiled import compiled
from harness.clients.process import ClientError, run_program
from harness.clients.runner import Case, JsonLines, Runner, World

_SOURCE = Path(__file__).with_name("Client.java")
# keytool asks for one; there is no secret in the store.
_PASSWORD = "password"
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
        return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", *_trust(world),
                "-cp", f"{libraries}:{classes}", "Client"]


def _trust(world: World) -> list[str]:
    """The machine's own store has the authorities of the web; this one has one certificate."""
    if world.certificate is None:
        return []
    store = world.certificate.with_suffix(".p12")
    done = run_program(["keytool", "-importcert", "-noprompt", "-alias", "recorder", "-file", str(world.certificate),
                        "-keystore", str(store), "-storetype", "PKCS12", "-storepass", _PASSWORD], 60)
    if done.timed_out or done.code != 0:
        raise ClientError(f"keytool: {done.out.strip()[-500:]}{done.err.strip()[-500:]}")
    return [f"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStoreType=PKCS12",
            f"-Djavax.net.ssl.trustStorePassword={_PASSWORD}"]


RUNNERS: list[Runner] = [OkHttp()]
