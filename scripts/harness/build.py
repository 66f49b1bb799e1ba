"""Configures and builds a CMake preset, quietly unless it fails."""

import shutil
import subprocess
from pathlib import Path

_TAIL_LINES = 40


class BuildError(Exception):
    """Something is missing or does not build; the text says what to do."""


def require_programs(programs: list[str]) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        raise BuildError(f"{', '.join(missing)}: not installed. Run scripts/setup")


def build_preset(root: Path, preset: str, targets: list[str], log: Path) -> None:
    """Builds `targets` (all when empty) of a preset in build/<preset>; its output goes to `log`."""
    build = ["cmake", "--build", "--preset", preset]
    if targets:
        build += ["--target", *targets]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as stream:
        for command in (["cmake", "--preset", preset], build):
            done = subprocess.run(command, cwd=root, stdin=subprocess.DEVNULL, stdout=stream,
                                  stderr=subprocess.STDOUT, check=False)
            if done.returncode != 0:
                raise BuildError(_failure(command, log))


def _failure(command: list[str], log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    tail = "\n".join(lines[-_TAIL_LINES:])
    return f"{tail}\n`{' '.join(command)}` failed; all it printed is in {log}"
