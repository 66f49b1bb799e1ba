"""scripts/clients between https and http: the certificate, the recorder's TLS, and what is compared there."""

import json
import os
import socket
import ssl
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from harness.clients import schemes
from harness.clients.certificate import make_certificate, public_key_hash
from harness.clients.compare import Plain, compare
from harness.clients.observe import Observation
from harness.clients.predict import Step
from harness.clients.process import ClientError
from harness.clients.recorder import PAGE, Answer, Exchange, Recorder, Taken
from harness.clients.runner import Case, Outcome, Runner, World
from harness.clients.runners import carom, chromium, curl, go, node, okhttp, requests, undici, wget
from harness.clients.scenarios import scenarios
from harness.paths import ROOT

BUILD = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test"))
COMMAND = ROOT / "scripts" / "clients"
ANSWERS = {"down": Answer(302, (("Location", "http://{a}{here}/end"),))}
PORT, SECURE = 8001, 8443


class Certified(unittest.TestCase):
    """With a certificate of its own."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.certificate = make_certificate(cls.folder, schemes.CERTIFIED)


class Certificate(Certified):
    def test_it_is_for_the_names_that_were_asked_for(self):
        told = subprocess.run(["openssl", "x509", "-in", self.certificate.file, "-noout", "-ext", "subjectAltName"],
                              capture_output=True, text=True, check=True).stdout
        self.assertIn("IP Address:127.0.0.1, DNS:localhost, DNS:first.test\n", told)

    def test_each_has_a_key_of_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            other = make_certificate(Path(folder), ("DNS:localhost",))
            self.assertNotEqual(other.key.read_text(), self.certificate.key.read_text())
            self.assertNotEqual(public_key_hash(other.file), public_key_hash(self.certificate.file))

    def test_the_hash_is_of_the_public_key_in_der(self):
        commands = (["openssl", "pkey", "-in", self.certificate.key, "-pubout", "-outform", "DER"],
                    ["openssl", "dgst", "-sha256", "-binary"], ["openssl", "base64"])
        said = b""
        for command in commands:
            said = subprocess.run(command, input=said, capture_output=True, check=True).stdout
        self.assertEqual(public_key_hash(self.certificate.file), said.decode().strip())

    def test_a_failure_has_the_words_of_openssl(self):
        with tempfile.TemporaryDirectory() as folder, \
                self.assertRaisesRegex(ClientError, "(?s)no certificate: .*nonsense"):
            make_certificate(Path(folder), ("nonsense",))
        with self.assertRaisesRegex(ClientError, "no public key"):
            public_key_hash(self.folder / "absent.pem")


class Recorded(Certified):
    """With a recorder of https."""

    def setUp(self):
        self.recorder = self.enterContext(Recorder(lambda _: ANSWERS, self.certificate))
        self.recorder.expect("c1n2")
        self.secure_port, self.other_secure_port = self.recorder.secure_ports

    def exchanges(self):
        return self.recorder.taken("c1n2").exchanges


class Spoken(Recorded):
    def connect(self, port, name="127.0.0.1"):
        trusting = ssl.create_default_context(cafile=str(self.certificate.file))
        return trusting.wrap_socket(socket.create_connection(("127.0.0.1", port), 5), server_hostname=name)

    def ask(self, connection, target):
        with connection:
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".encode())
            answered = b""
            while piece := connection.recv(65536):
                answered += piece
        return answered.decode()

    def test_a_request_is_recorded_with_its_scheme(self):
        answered = self.ask(self.connect(self.secure_port), "/c1n2/down")
        self.assertIn(f"\r\nLocation: http://127.0.0.1:{self.recorder.port}/c1n2/end\r\n", answered)
        self.ask(self.connect(self.other_secure_port), "/c1n2/end")
        self.ask(socket.create_connection(("127.0.0.1", self.recorder.port), 5), "/c1n2/end")
        self.assertEqual([(exchange.scheme, exchange.origin) for exchange in self.exchanges()],
                         [("https", f"127.0.0.1:{self.secure_port}"), ("https", f"127.0.0.1:{self.other_secure_port}"),
                          ("http", f"127.0.0.1:{self.recorder.port}")])

    def test_whoever_trusts_it_may_come_by_each_name(self):
        for name in ("127.0.0.1", "localhost", schemes.NAME):
            self.assertIn("HTTP/1.1 200 ", self.ask(self.connect(self.secure_port, name), "/c1n2/end"))
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.connect(self.secure_port, "other.test")

    def test_http_in_the_clear_gets_no_answer_there(self):
        answered = b""
        with socket.create_connection(("127.0.0.1", self.secure_port), 5) as connection:
            connection.sendall(b"GET /c1n2/end HTTP/1.1\r\nHost: h\r\n\r\n")
            try:
                while piece := connection.recv(65536):
                    answered += piece
            except ConnectionResetError:
                pass    # what was not read is lost
        self.assertNotIn(b"HTTP/1.", answered)
        self.assertEqual((self.exchanges(), self.recorder.strays), ([], []))
        self.assertIn("HTTP/1.1 200 ", self.ask(self.connect(self.secure_port), "/c1n2/end"))

    def test_leaving_it_ends_connections_that_are_open(self):
        with Recorder(lambda _: ANSWERS, self.certificate) as recorder:
            recorder.expect("c1n2")
            silent = socket.create_connection(("127.0.0.1", recorder.secure_ports[0]), 5)
            self.addCleanup(silent.close)
            connection = self.connect(recorder.secure_ports[0])
            self.addCleanup(connection.close)
            connection.sendall(b"GET /c1n2/end HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertIn(b" 200 ", connection.recv(1000))
        try:
            while piece := connection.recv(1000):
                self.assertNotIn(b"HTTP/1.1", piece)
        except OSError:
            pass    # without a goodbye of TLS's is an end, too
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", recorder.secure_ports[0]), 1)

    def test_without_a_certificate_there_is_no_https(self):
        with Recorder(lambda _: ANSWERS) as recorder:
            self.assertEqual(recorder.secure_ports, ())


class Trusted(Recorded):
    """Each client follows from https to http, and fails where it was not told to trust the certificate."""

    def follow(self, runner, certificate):
        if runner.version() is None:
            self.skipTest(f"{runner.name} is not installed: scripts/setup --clients")
        self.recorder.expect("c1n2")
        folder = self.folder / f"{runner.name}-{certificate is not None}"
        folder.mkdir(exist_ok=True)
        world = World(folder, f"http://127.0.0.1:{self.recorder.port}{PAGE}", {},
                      tool=BUILD / "core" / "tool" / "carom", certificate=certificate,
                      secure_page=f"https://127.0.0.1:{self.secure_port}{PAGE}")
        outcome, = runner.run([Case("c1n2", "GET", f"https://127.0.0.1:{self.secure_port}/c1n2/down")], world)
        return [(exchange.scheme, exchange.target) for exchange in self.exchanges()], outcome

    def check(self, runner):
        seen, outcome = self.follow(runner, self.certificate.file)
        self.assertEqual((seen, outcome.status, outcome.error), (
            [("https", "/c1n2/down"), ("http", "/c1n2/end")], 200, None))

    def check_without(self, runner):
        seen, outcome = self.follow(runner, None)
        self.assertEqual((seen, outcome.status), ([], None))
        self.assertEqual(outcome.failed, "a failed connection", outcome)

    def test_command_lines_are_told_in_an_option(self):
        for runner in (carom.RUNNERS[0], curl.RUNNERS[0], wget.RUNNERS[0]):
            with self.subTest(runner.name):
                self.check(runner)
                self.check_without(runner)

    def test_libraries_are_told_in_a_variable(self):
        for runner in (requests.RUNNERS[0], node.RUNNERS[0]):
            with self.subTest(runner.name):
                self.check(runner)
                self.check_without(runner)

    def test_go_is_told_in_a_variable(self):
        self.check(go.RUNNERS[0])
        self.check_without(go.RUNNERS[0])

    def test_undici_is_told_in_a_variable(self):
        for runner in undici.RUNNERS:
            with self.subTest(runner.name):
                self.check(runner)
                self.check_without(runner)

    def test_okhttp_is_told_in_a_store(self):
        self.check(okhttp.RUNNERS[0])
        self.check_without(okhttp.RUNNERS[0])

    def test_chromium_is_told_the_hash_of_the_key(self):
        for runner in chromium.RUNNERS:
            with self.subTest(runner.name):
                self.check(runner)

    def test_keytool_that_fails_is_an_error_with_its_words(self):
        tool = self.folder / "keytool"
        tool.write_text("#!/bin/sh\necho 'keytool error: no store'\nexit 1\n")
        tool.chmod(0o755)
        world = World(self.folder, "", {}, certificate=self.certificate.file)
        with mock.patch.dict(os.environ, {"PATH": f"{self.folder}:{os.environ['PATH']}"}), \
                self.assertRaisesRegex(ClientError, "no store"):
            okhttp._trust(world)


class Fake(Runner):
    name = policy = "fake"


class Compared(unittest.TestCase):
    """A scheme is part of where a request goes."""
    scenario = next(each for each in scenarios() if each.name == "schemes/down-GET-302")

    def phrases(self, *after):
        first = self.exchange("https", SECURE, "/c0n0/302/down", 302)
        case = self.scenario.case("c0n0", PORT, SECURE)
        self.assertEqual(case.url, f"https://127.0.0.1:{SECURE}/c0n0/302/down")
        observation = Observation(Fake(), self.scenario, case, Taken([first, *after]), Outcome("c0n0", 200))
        steps = [Step("follow", "redirect", False, "GET", f"http://127.0.0.1:{PORT}/c0n0/end", True, frozenset(), {}),
                 Step("stop", "not_a_redirect", False, None, None, False, frozenset(), None)]
        predictor = mock.Mock(step=mock.Mock(side_effect=steps))
        return [difference.phrase for difference in
                compare(observation, predictor, Plain({"A": PORT, "S": SECURE})).differences]

    def exchange(self, scheme, port, target, status):
        origin = f"127.0.0.1:{port}"
        return Exchange(origin, "GET", target, (("Host", origin),), b"", status, (), "recorder", 0, scheme)

    def test_the_same_place_by_another_scheme_is_a_difference(self):
        self.assertEqual(self.phrases(self.exchange("http", PORT, "/c0n0/end", 200)), [])
        self.assertEqual(self.phrases(self.exchange("https", PORT, "/c0n0/end", 200)),
                         ["asks for https://127.0.0.1:A/end"])
        self.assertEqual(self.phrases(self.exchange("https", SECURE, "/c0n0/end", 200)),
                         ["asks for https://127.0.0.1:S/end"])


class Scenarios(unittest.TestCase):
    def setUp(self):
        self.own = [each for each in scenarios() if each.group == schemes.GROUP]

    def test_each_way_has_every_status_and_field(self):
        names = {each.name for each in self.own}
        for way in ("down", "up", "across", "named"):
            for what in (*(f"{method}-{status}" for method in ("GET", "POST") for status in (302, 307, 308)),
                         "Authorization", "Cookie", "Referer"):
                self.assertIn(f"schemes/{way}-{what}", names)
        self.assertIn("schemes/back-Authorization", names)

    def test_a_way_begins_with_the_scheme_that_it_says(self):
        for each in self.own:
            scheme = each.case("c0n0", PORT, SECURE).url.partition(":")[0]
            self.assertEqual(scheme, "http" if schemes.way_of(each.name).name == "up" else "https", each.name)
            for name, value in each.fields:
                if name == "Referer":
                    self.assertTrue(value.startswith(f"{scheme}://"), each.name)


class Command(unittest.TestCase):
    def test_a_downgrade_is_recorded_and_the_key_is_gone_afterwards(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [str(COMMAND), "--build", str(BUILD), "--out", folder, "--client", "curl", "--client", "requests",
                 "--scenario", "schemes/down-*", "--scenario", "schemes/back-*", "--json"],
                stdin=subprocess.DEVNULL, timeout=100, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
            self.assertEqual([path for path in Path(folder).rglob("*") if path.suffix == ".pem"], [])
            self.assertIn("From https to http and back", (Path(folder) / "clients.html").read_text())
        cells = {(cell["client"], cell["scenario"]): cell for cell in json.loads(done.stdout)["cells"]}
        post = cells["curl", "schemes/down-POST-307"]
        self.assertEqual(post["result"], "POST + body")
        self.assertEqual([request["scheme"] for request in post["requests"]], ["https", "http"])
        self.assertEqual(cells["requests", "schemes/down-Authorization"]["result"], "dropped")
        back = cells["curl", "schemes/back-Authorization"]
        self.assertEqual(([request["scheme"] for request in back["requests"]], back["result"]),
                         (["https", "http", "https"], "comes back"))


if __name__ == "__main__":
    unittest.main()
