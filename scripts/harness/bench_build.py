"""The programs that are measured: built by the release preset, or found in a build directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from harness.bench_errors import BenchError, UsageError
from harness.paths import ROOT

RELEASE = ROOT / "build" / "release"


def require(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise UsageError(f"{program} is not installed (Debian package {package}): run scripts/setup")
    return found


def callgrind(profile: Path, name_end: str = "") -> list[str]:
    """The start of a command line. `name_end` may hold valgrind's %p; a % in the folder is itself."""
    return [require("valgrind", "valgrind"), "--tool=callgrind",
            f"--callgrind-out-file={str(profile).replace('%', '%%')}{name_end}"]


def _run(command: list[str], what: str) -> None:
    finished = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
    if finished.returncode != 0:
        raise BenchError(f"{what} failed ({' '.join(command)}):\n{finished.stdout[-4000:]}")


def build_release(targets: list[str]) -> Path:
    """Configures and builds build/release, and returns it. A build that is up to date is quick."""
    cmake = require("cmake", "cmake")
    require("ninja", "ninja-build")
    _run([cmake, "--preset", "release"], "configuring the release build")
    _run([cmake, "--build", str(RELEASE), "--target", *targets], "the release build")
    return RELEASE


def find_program(build: Path, name: str) -> Path:
    """Where CMake put a program; its place in the build tree follows the source tree's."""
    places = {"carom-server": "bench/server", "carom-micro": "bench/micro", "carom": "core/tool"}
    program = build / places[name] / name
    if not os.access(program, os.X_OK):
        raise UsageError(f"{program} is not there: the build did not make {name}")
    return program
