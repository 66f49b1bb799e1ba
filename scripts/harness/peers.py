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

from harness.bench_errors import BenchError, UsageError
from harness.paths import ROOT

TEMPLATES = ROOT / "bench" / "peers"

# What a config template may be filled with without quoting in any of the three formats.
_PLAIN_URL = re.compile(r"[A-Za-z0-9/:._~?=&%-]+")
# The same with a splat: of a pattern, its regular expression is what the templates get.
_PLAIN_PATTERN = re.compile(r"[A-Za-z0-9/:._~?=&%*-]+")
COMPILE_TIMEOUT_S = 300


def free_port() -> int:
    """A port that was free a moment ago: every server is given its port, Carom as its peers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def plain(rules, allowed=_PLAIN_URL):
    """The rules one after another, each found to need no quoting."""
    for rule in rules:
        for text in (rule.path, rule.to):
            if not allowed.fullmatch(text):
                raise ValueError(f"{text!r} would need quoting in a peer's configuration")
        yield rule


class PlainRules:
    """Rules for a template, which asks how many there are and goes through them, as often as it wants."""

    def __init__(self, scenario):
        self._rules = scenario.rules
        self._allowed = _PLAIN_PATTERN if scenario.peers_say == "patterns" else _PLAIN_URL

    def __len__(self) -> int:
        return len(self._rules)

    def __getitem__(self, index: int):
        return next(plain([self._rules[index]], self._allowed))

    def __iter__(self):
        return plain(self._rules, self._allowed)


class Server:
    """One kind of server. `write` leaves its configuration in a directory and returns the command."""
    name = ""
    package = ""
    program = ""
    version_flag = "-v"
    templates: tuple[str, ...] = ()
    # Those without a port: however often the server is started, they are written once.
    lasting_templates: tuple[str, ...] = ()
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
        environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES),
                                         trim_blocks=True, keep_trailing_newline=True,
                                         undefined=jinja2.StrictUndefined, autoescape=False)
        for template in (*self.lasting_templates, *self.templates):
            path = directory / template.removesuffix(".jinja")
            if path in scenario.written:
                continue
            # As a stream: of a million rules the whole text would be a burden on every later start.
            stream = environment.get_template(template).stream(
                rules=PlainRules(scenario), say=scenario.peers_say, port=port,
                as_root=os.geteuid() == 0)
            stream.enable_buffering(1000)
            stream.dump(str(path), encoding="utf-8")
            if template in self.lasting_templates:
                scenario.written.add(path)
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
        path = directory / "carom.redirects"
        if path not in scenario.written:
            with path.open("w", encoding="utf-8") as file:
                file.writelines(scenario.lines())
            scenario.written.add(path)
        return self.command(directory, port)

    def rules_file(self, directory: Path) -> Path:
        return directory / "carom.redirects"

    def command(self, directory: Path, port: int) -> list[str]:
        return [self.find(), "--rules", str(self.rules_file(directory)),
                "--listen", f"127.0.0.1:{port}", "--threads", "1", *self.options]


class CaromDeciding(Carom):
    """Carom's server without its memory of answers: what deciding every request costs."""
    name = "carom-deciding"
    options = ("--recall", "0")


class CaromImage(Carom):
    """Carom's server with rules that the tool has compiled: it reads no rules file when it starts."""
    name = "carom-image"

    def __init__(self, program: Path, tool: Path):
        super().__init__(program)
        self.tool = tool

    def rules_file(self, directory: Path) -> Path:
        return directory / "carom.image"

    def write(self, scenario, directory: Path, port: int) -> list[str]:
        argv = super().write(scenario, directory, port)
        image = self.rules_file(directory)
        if image not in scenario.written:
            self._compile(directory / "carom.redirects", image)
            scenario.written.add(image)
        return argv

    def _compile(self, text: Path, image: Path) -> None:
        done = subprocess.run([str(self.tool), "compile", str(text), "-o", str(image)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=COMPILE_TIMEOUT_S, check=False)
        if done.returncode != 0:
            raise BenchError(f"carom compile ended with status {done.returncode}: "
                             f"{done.stderr.strip()[-500:]}")


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
    lasting_templates = ("nginx.map.jinja",)

    def command(self, directory: Path, port: int) -> list[str]:
        # -e: otherwise nginx opens the packaged log file before it reads its configuration.
        return [self.find(), "-p", str(directory), "-e", str(directory / "nginx-error.log"),
                "-c", str(directory / "nginx.conf")]


class Haproxy(Server):
    name = "haproxy"
    package = "haproxy"
    program = "haproxy"
    templates = ("haproxy.cfg.jinja",)
    lasting_templates = ("haproxy.map.jinja",)

    def command(self, directory: Path, port: int) -> list[str]:
        # -C: the map is named relative to it.
        return [self.find(), "-db", "-q", "-C", str(directory), "-f", str(directory / "haproxy.cfg")]


PEERS = {server.name: server for server in (H2o(), Nginx(), Haproxy())}
CAROMS = (Carom.name, CaromDeciding.name, CaromImage.name)
NAMES = (Carom.name, *PEERS, CaromDeciding.name, CaromImage.name)


def server_named(name: str, carom_server: Path, carom_tool: Path) -> Server:
    if name == CaromImage.name:
        return CaromImage(carom_server, carom_tool)
    if name in CAROMS:
        return (Carom if name == Carom.name else CaromDeciding)(carom_server)
    return PEERS[name]
