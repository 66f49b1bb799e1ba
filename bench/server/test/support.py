"""What the server's tests share: a server under test, curl, and a plain HTTP/1 client on a socket.

The client is written here and not taken from http.client, which tidies up what it sends and what it
reads; these tests are about the bytes.
"""

import fcntl
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

BINARY = os.environ.get("CAROM_SERVER_BIN", "")
TOOL = os.environ.get("CAROM_TOOL_BIN", "")
REALISTIC_RULES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                               "..", "..", "workloads", "site.redirects")
WAIT_S = 15.0

RULES = """\
# What most of the tests ask for.
/old https://new.example/new 307
/post /api/v2/post 307
/perm https://new.example/perm 308
/see /seen 303
/found /elsewhere 302
/blog/* /articles/:splat 301
/user/:id https://new.example/people/:id 307
/out/* /:splat 302
/gone 410 Reason="It is gone"
/secret 403
/short /short-target 307 Max-Age=60
/many /first 307 Alternate=/second Alternate=/third
/only /x 307 Method=GET,HEAD
"""


class Response:
    """One response as it was received. Field names are kept as they were sent."""

    def __init__(self, head, body=b""):
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ", 2)
        self.version = parts[0]
        self.status = int(parts[1])
        self.reason = parts[2] if len(parts) > 2 else ""
        self.fields = [tuple(line.split(": ", 1)) for line in lines[1:] if line]
        self.body = body

    def all(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def get(self, name):
        values = self.all(name)
        if len(values) > 1:
            raise AssertionError(f"{name} was sent {len(values)} times: {values}")
        return values[0] if values else None


class Server:
    """A carom-server on a free port, in a folder of its own."""

    def __init__(self, rules=RULES, threads=1, listen="127.0.0.1:0", path=None, options=()):
        self.folder = tempfile.mkdtemp(prefix="carom-server-test-")
        self.rules_path = path or os.path.join(self.folder, "_redirects")
        if path is None:
            self.write_rules(rules)
        self.log_path = os.path.join(self.folder, "stderr")
        command = [BINARY, "--rules", self.rules_path, "--listen", listen]
        command += ["--threads", str(threads), *options]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        line = self._first_line()
        match = re.fullmatch(r"listening on http://(.+):(\d+)\n", line)
        if match is None:
            log = self.log()
            self.close()
            raise AssertionError(f"the server said {line!r}, and on stderr: {log}")
        self.host = match[1].strip("[]")
        self.port = int(match[2])
        self.url = f"http://{match[1]}:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _first_line(self):
        line = b""
        deadline = time.monotonic() + WAIT_S
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                break
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                break
            line += byte
        return line.decode()

    def write_rules(self, rules):
        """Replaces the rules file as an operator should: whole, by a rename."""
        data = rules if isinstance(rules, bytes) else rules.encode()
        temporary = self.rules_path + ".new"
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, self.rules_path)

    def write_image(self, rules):
        """Compiles rules to where the rules are; carom compile replaces by a rename."""
        text = os.path.join(self.folder, "text")
        with open(text, "w", encoding="utf-8") as file:
            file.write(rules)
        compile_image(text, self.rules_path)

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def complaints(self):
        """Stderr without the line that says what was loaded."""
        return re.sub(r"^carom-server: loaded .* in [\d.]+ ms\n", "", self.log(), count=1)

    def wait_for_log(self, text, count=1):
        """Waits until stderr holds `text` at least `count` times."""
        deadline = time.monotonic() + WAIT_S
        while self.log().count(text) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} was not printed; stderr is: {self.log()}")
            time.sleep(0.005)

    def signal(self, number):
        self.process.send_signal(number)

    def reload(self, rules):
        """Puts new rules in place and waits until they are in use."""
        before = self.log().count("reloaded ")
        self.write_rules(rules)
        self.signal(signal.SIGHUP)
        self.wait_for_log("reloaded ", before + 1)

    def wait(self, timeout=WAIT_S):
        return self.process.wait(timeout)

    def stop(self):
        self.signal(signal.SIGTERM)
        return self.wait()

    def close(self):
        """Ends the server, and fails when it crashed or a sanitizer had something to say."""
        try:
            if self.process.poll() is None:
                self.signal(signal.SIGTERM)
                try:
                    self.wait()
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    self.process.wait()
                    raise AssertionError("the server did not stop on SIGTERM") from None
            log = self.log()
            if "Sanitizer" in log or "runtime error" in log or self.process.returncode < 0:
                raise AssertionError(f"exit code {self.process.returncode}, stderr: {log}")
        finally:
            self.process.stdout.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self):
        return Client(self.host, self.port)

    def ask(self, request, head=False):
        """Sends bytes on a connection of their own and reads one response."""
        with self.connect() as client:
            client.send(request)
            return client.read(head=head)

    def get(self, target, *fields):
        lines = [f"GET {target} HTTP/1.1", "Host: h.example", "Connection: close", *fields]
        return self.ask("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")


class Client:
    """A connection that reads responses exactly."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=WAIT_S)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, target, *fields):
        lines = [f"GET {target} HTTP/1.1", "Host: h.example", *fields]
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")
        return self.read()

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError(f"closed after {self.buffer[:200]!r}")
        self.buffer += data

    def read(self, head=False):
        """Reads one response; with head=True one that has no body whatever its length says."""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        text, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        response = Response(text)
        length = response.get("Content-Length")
        if not head and length is not None:
            while len(self.buffer) < int(length):
                self._more()
            response.body = self.buffer[:int(length)]
            self.buffer = self.buffer[int(length):]
        return response

    def at_end(self):
        """Whether the server closes now without another byte."""
        if self.buffer:
            return False
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True


def has_leases(folder):
    """Whether the file system tells who has a file of it open for writing (fcntl, F_SETLEASE)."""
    path = os.path.join(folder, "lease")
    with open(path, "wb"):
        pass
    with open(path, "rb") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError:
            return False
    os.remove(path)
    return True


def compile_image(text, image, *options):
    """Compiles a rules file to an image; its path."""
    subprocess.run([TOOL, "compile", *options, text, "-o", image], check=True, capture_output=True,
                   stdin=subprocess.DEVNULL)
    return image


def curl(*arguments):
    """Runs curl; returns (exit code, the last response or None)."""
    with tempfile.TemporaryDirectory(prefix="carom-server-curl-") as folder:
        head_path = os.path.join(folder, "head")
        command = ["curl", "-sS", "--max-time", "15", "--path-as-is", "-D", head_path, *arguments]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        heads = b""
        if os.path.exists(head_path):
            with open(head_path, "rb") as file:
                heads = file.read()
        blocks = [block for block in heads.split(b"\r\n\r\n") if block]
        return done.returncode, Response(blocks[-1], done.stdout) if blocks else None


def run(*arguments, timeout=WAIT_S, **options):
    """Runs carom-server to its end; returns (exit code, stdout, stderr)."""
    done = subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=timeout,
                          check=False, **{"stdin": subprocess.DEVNULL, **options})
    return done.returncode, done.stdout, done.stderr


def main():
    if not BINARY or not os.access(BINARY, os.X_OK):
        raise SystemExit("CAROM_SERVER_BIN must name the carom-server to test")
    unittest.main(verbosity=2)
