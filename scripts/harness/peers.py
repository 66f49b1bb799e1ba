"""The servers that the benchmark starts: Carom's and its peers, each as a config and a command line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import jinja2

from harness.bench_errors import UsageError
from harness.paths import ROOT

TEMPLATES = ROOT / "bench" / "peers"

# What a config template may be filled with without quoting in any of the three formats.
_PLAIN_URL = re.compile(r"[A-Za-z0-9/:._~?=&%-]+")


def free_port() -> int:
    """A port that was free a moment ago: every server is given its port, Carom as its peers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def require_plain(rules) -> None:
    for rule in rules:
        for text in (rule.path, rule.to):
            if not _PLAIN_URL.fullmatch(text):
                raise ValueError(f"{text!r} would need quoting in a peer's configuration")


class Server:
    """One kind of server. `write` leaves its configuration in a directory and returns the command."""
    name = ""
    package = ""
    program = ""
    version_flag = "-v"
    templates: tuple[str, ...] = ()
    stop_signal = signal.SIGTERM

    def find(self) -> str:
        found = shutil.which(self.program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if found is None:
            raise UsageError(f"{self.program} is not installed (Debian package {self.package}): "
                             f"run scripts/setup, or leave it out with --server")
        return found

    def version(self) -> str:
        answer = subprocess.run([self.find(), self.version_flag], capture_output=True, text=True,
                                timeout=10, check=False)
        number = re.search(r"\d+\.\d+[\w.+-]*", answer.stdout + answer.stderr)
        return number.group() if number else "unknown"

    def write(self, scenario, directory: Path, port: int) -> list[str]:
        """Renders the templates into `directory` under their names without `.jinja`.

        They do not name the directory, whose name may hold what each format quotes in its own way: what
        they name is relative to it, by the command line.
        """
        require_plain(scenario.rules)
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES),
                                         trim_blocks=True, keep_trailing_newline=True,
                                         undefined=jinja2.StrictUndefined, autoescape=False)
        for template in self.templates:
            text = environment.get_template(template).render(
                rules=scenario.rules, port=port, as_root=os.geteuid() == 0)
            (directory / template.removesuffix(".jinja")).write_text(text, encoding="utf-8")
        return self.command(directory, port)

    def command(self, directory: Path, port: int) -> list[str]:
        raise NotImplementedError


class Carom(Server):
    name = "carom"
    version_flag = "--version"
    options: tuple[str, ...] = ()

    def __init__(self, program: Path):
        self.program = str(program)

    def find(self) -> str:
        if not os.access(self.program, os.X_OK):
            raise UsageError(f"{self.program} is not there: the build did not make carom-server")
        return self.program

    def write(self, scenario, directory: Path, port: int) -> list[str]:
        (directory / "carom.redirects").write_text(scenario.rules_text, encoding="utf-8")
        return self.command(directory, port)

    def command(self, directory: Path, port: int) -> list[str]:
        return [self.find(), "--rules", str(directory / "carom.redirects"),
                "--listen", f"127.0.0.1:{port}", "--threads", "1", *self.options]


class CaromDeciding(Carom):
    """Carom's server without its memory of answers: what deciding every request costs."""
    name = "carom-deciding"
    options = ("--recall", "0")


class H2o(Server):
    name = "h2o"
    package = "h2o"
    program = "h2o"
    templates = ("h2o.conf.jinja",)
    # On TERM it drains for two seconds, though no connection is left; INT ends it at once.
    stop_signal = signal.SIGINT

    def command(self, directory: Path, port: int) -> list[str]:
        return [self.find(), "-c", str(directory / "h2o.conf")]


class Nginx(Server):
    name = "nginx"
    package = "nginx-light"
    program = "nginx"
    templates = ("nginx.conf.jinja",)

    def command(self, directory: Path, port: int) -> list[str]:
        # -e: otherwise nginx opens the packaged log file before it reads its configuration.
        return [self.find(), "-p", str(directory), "-e", str(directory / "nginx-error.log"),
                "-c", str(directory / "nginx.conf")]


class Haproxy(Server):
    name = "haproxy"
    package = "haproxy"
    program = "haproxy"
    templates = ("haproxy.cfg.jinja", "haproxy.map.jinja")

    def command(self, directory: Path, port: int) -> list[str]:
        # -C: the map is named relative to it.
        return [self.find(), "-db", "-q", "-C", str(directory), "-f", str(directory / "haproxy.cfg")]


PEERS = {server.name: server for server in (H2o(), Nginx(), Haproxy())}
CAROMS = {server.name: server for server in (Carom, CaromDeciding)}
USUAL_NAMES = ("carom", *PEERS)
NAMES = (*USUAL_NAMES, "carom-deciding")


def servers_named(names, carom_program: Path) -> dict[str, Server]:
    """The servers asked for, in the usual order; each is known to be installed."""
    chosen = {}
    for name in NAMES:
        if name in names:
            chosen[name] = CAROMS[name](carom_program) if name in CAROMS else PEERS[name]
    return chosen
