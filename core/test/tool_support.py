"""What the tests of the tool share: running it, and a folder to run it in."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "bench" / "workloads" / "site.redirects"
TIMEOUT_S = 120


def carom_binary():
    """The tool under test: CAROM_BIN, as ctest sets it."""
    binary = os.environ.get("CAROM_BIN")
    if not binary or not os.access(binary, os.X_OK):
        raise SystemExit("set CAROM_BIN to the carom executable (ctest does)")
    return os.path.abspath(binary)


class Result:
    """How a run ended: exit code, standard output and standard error as bytes."""

    def __init__(self, process):
        self.code = process.returncode
        self.out = process.stdout or b""
        self.err = process.stderr or b""

    @property
    def text(self):
        return self.out.decode("utf-8")

    @property
    def messages(self):
        return self.err.decode("utf-8")

    def json(self):
        return json.loads(self.out)


class Response:
    """An HTTP response, read strictly: one CR LF after each line and no bare CR or LF before the body."""

    def __init__(self, wire):
        head, separator, self.body = wire.partition(b"\r\n\r\n")
        assert separator, "no empty line after the head"
        lines = head.split(b"\r\n")
        for line in lines:
            assert b"\r" not in line and b"\n" not in line, f"a bare line break in {line!r}"
        version, status, self.reason = lines[0].decode("ascii").split(" ", 2)
        assert version == "HTTP/1.1", version
        self.status = int(status)
        self.fields = []
        for line in lines[1:]:
            name, colon, value = line.decode("ascii").partition(": ")
            assert colon, f"not a field line: {line!r}"
            self.fields.append((name, value))

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def one(self, name):
        values = self.all(name)
        assert len(values) == 1, f"{name}: {values}"
        return values[0]

    @property
    def names(self):
        return [name for name, _ in self.fields]


class ToolTest(unittest.TestCase):
    """A test with a folder of its own, in which the tool runs."""

    longMessage = True

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="carom-tool-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.binary = carom_binary()

    def carom(self, *arguments, stdin=b"", **more):
        """Runs the tool. Whatever it is given, it may not crash: a signal or a sanitizer's report fails."""
        if isinstance(stdin, str):
            stdin = stdin.encode("utf-8")
        if "stdin_file" in more:
            more["stdin"] = more.pop("stdin_file")
        else:
            more["input"] = stdin
        more.setdefault("stdout", subprocess.PIPE)
        more.setdefault("stderr", subprocess.PIPE)
        process = subprocess.run([self.binary, *map(os.fsencode, arguments)], cwd=self.folder,
                                 timeout=TIMEOUT_S, check=False, **more)
        result = Result(process)
        self.assertNotIn(b"Sanitizer", result.err, result.err[-3000:])
        self.assertIn(result.code, (0, 1, 2), result.err[-3000:])
        return result

    def write(self, name, content):
        """Writes a file of the folder and returns its name."""
        if isinstance(content, str):
            content = content.encode("utf-8")
        (self.folder / name).write_bytes(content)
        return name

    def decide(self, rules, *arguments, code=0):
        """The response to one request, asked of a rules text."""
        result = self.carom("decide", "--rules", self.write("_redirects", rules), *arguments)
        self.assertEqual(result.code, code, result.messages)
        self.assertEqual(result.err, b"")
        return Response(result.out)

    def decide_json(self, rules, *arguments, code=0):
        """The same as the object that --json prints."""
        result = self.carom("decide", "--rules", self.write("_redirects", rules), "--json",
                            *arguments)
        self.assertEqual(result.code, code, result.messages)
        return result.json()

    def ask(self, lines, *arguments):
        """Runs decide --jsonl over lines (objects, or raw bytes) and returns the answers."""
        raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n"
                       for line in lines)
        result = self.carom("decide", "--jsonl", *arguments, stdin=raw)
        self.assertEqual(result.code, 0, result.messages)
        answers = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual(len(answers), len(lines), "one answer for each line")
        return answers


def main():
    unittest.main(verbosity=2)
