#!/usr/bin/python3
"""How carom-server starts, and how it says that it cannot."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import unittest

import support
from support import Server, run


class Usage(unittest.TestCase):

    def refuses(self, *arguments, says):
        code, out, err = run(*arguments)
        self.assertEqual(code, 2, err)
        self.assertEqual(out, "")
        self.assertTrue(err.startswith("carom-server: "), err)
        self.assertIn(says, err)

    def test_help_names_every_option_and_exits_0(self):
        code, out, err = run("--help")
        self.assertEqual((code, err), (0, ""))
        for option in ("--rules", "--dialect", "--verify", "--watch", "--root", "--listen", "--threads",
                       "--country-header", "--max-body", "--version"):
            self.assertIn(option, out)

    def test_version_is_one_line_and_exits_0(self):
        code, out, err = run("--version")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"\Acarom-server \d+\.\d+\.\d+\n\Z")

    def test_without_rules_it_is_wrong_usage(self):
        self.refuses(says="--rules FILE is missing")

    def test_an_unknown_option_is_wrong_usage(self):
        self.refuses("--rules", "f", "--access-log", "/", says="unknown option `--access-log`")
        self.refuses("--rules", "f", "-v", says="unknown option `-v`")
        self.refuses("--rules", "f", "--trace=yes", says="--trace takes no value")
        self.refuses("--rules", "f", "--trace", "--trace", says="--trace is given twice")

    def test_the_beginning_of_an_option_is_not_the_option(self):
        self.refuses("--rule", "f", says="unknown option `--rule`")

    def test_an_argument_without_an_option_is_wrong_usage(self):
        self.refuses("--rules", "f", "g", says="unexpected argument `g`")

    def test_an_option_without_its_value_is_wrong_usage(self):
        self.refuses("--rules", says="--rules needs a value")
        self.refuses("--rules=", says="--rules needs a value")

    def test_an_option_given_twice_is_wrong_usage(self):
        self.refuses("--rules", "f", "--rules=g", says="--rules is given twice")

    def test_a_thread_count_is_digits_between_1_and_256(self):
        for text in ("0", "257", "-1", "+1", "1x", " 1", "99999999999999999999", "0x2"):
            with self.subTest(text):
                self.refuses("--rules", "f", "--threads", text, says="--threads is a number")

    def test_a_body_limit_is_digits_between_1_and_16_mib(self):
        for text in ("0", "16777217", "-1", "1k", "1e3", " 1", "4294967297"):
            with self.subTest(text):
                self.refuses("--rules", "f", "--max-body", text, says="--max-body is a number")

    def test_control_bytes_of_an_argument_are_shown_and_not_sent(self):
        code, _, err = run("--rules", "/no/such\x1b[31m\nfile\x7f", "--listen", "127.0.0.1:0")
        self.assertEqual(code, 1)
        self.assertTrue(err.startswith("carom-server: /no/such\\x1B[31m\\x0Afile\\x7F: "), err)
        self.refuses("--rules", "f", "--listen", "a\x1bb", says="not `a\\x1Bb`")

    def test_an_address_is_host_and_port(self):
        for text in ("8080", ":8080", "h:", "h:65536", "h:-1", "h:80x", "[::1]8080", "[::1", "::1:80",
                     "h:4294967376"):
            with self.subTest(text):
                self.refuses("--rules", "f", "--listen", text, says="--listen is HOST:PORT")

    def test_a_country_field_has_the_name_of_a_field(self):
        for text in ("X Country", "X-Country:", "X\tCountry", "Länder", "(x)", "x" * 256):
            with self.subTest(text):
                self.refuses("--rules", "f", "--country-header", text,
                             says="--country-header is the name of a field")

    def test_standard_input_cannot_be_watched(self):
        self.refuses("--rules", "-", "--watch", says="--watch needs rules that have a name")

    def test_an_unknown_dialect_is_wrong_usage(self):
        self.refuses("--rules", "f", "--dialect", "apache", says="--dialect is carom, netlify")


class Files(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="carom-server-test-")
        self.addCleanup(self.folder.cleanup)

    def file(self, data):
        path = os.path.join(self.folder.name, "rules")
        with open(path, "wb") as file:
            file.write(data)
        return path

    def test_a_missing_file_is_named_and_exits_1(self):
        code, out, err = run("--rules", "/no/such/rules", "--listen", "127.0.0.1:0")
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, r"\Acarom-server: /no/such/rules: .+\n\Z")

    def test_a_folder_is_no_rules_file(self):
        code, out, err = run("--rules", self.folder.name, "--listen", "127.0.0.1:0")
        self.assertEqual((code, out), (1, ""))
        self.assertTrue(err.startswith(f"carom-server: {self.folder.name}: "), err)

    def test_every_error_of_a_bad_file_is_printed_with_its_place(self):
        path = self.file(b"/a /b 999\n/ok /fine\nnonsense\n/c /d 307 Max-Age=12x\n")
        code, out, err = run("--rules", path, "--listen", "127.0.0.1:0")
        self.assertEqual((code, out), (1, ""))
        for line in (1, 3, 4):
            self.assertRegex(err, rf"(?m)^{path}:{line}:\d+: error: .+$")
        self.assertNotRegex(err, rf"(?m)^{path}:2:")
        self.assertIn(f"carom-server: {path}: ", err)

    def test_of_many_errors_the_first_20_are_printed_and_the_rest_counted(self):
        path = self.file(b"nonsense\n" * 1000)
        code, out, err = run("--rules", path, "--listen", "127.0.0.1:0")
        self.assertEqual((code, out), (1, ""))
        self.assertEqual(err.count(": error: "), 20)
        self.assertIn(f"{path}:20:", err)
        self.assertIn("\ncarom-server: … and 980 more errors\n", err)
        code, out, err = run("--rules", self.file(b"nonsense\n" * 20), "--listen", "127.0.0.1:0")
        self.assertEqual(err.count(": error: "), 20)
        self.assertNotIn("more", err)

    def test_rules_that_never_end_can_be_interrupted(self):
        path = os.path.join(self.folder.name, "fifo")
        os.mkfifo(path)
        for number in (signal.SIGTERM, signal.SIGINT):
            process = subprocess.Popen([support.BINARY, "--rules", path, "--listen=127.0.0.1:0"],
                                       stdin=subprocess.DEVNULL)
            support.time.sleep(0.3)
            process.send_signal(signal.SIGHUP)  # waits until there is something to reload
            support.time.sleep(0.1)
            self.assertIsNone(process.poll())
            process.send_signal(number)
            self.assertEqual(process.wait(5), -number)

    def test_rules_without_a_rule_are_served_with_a_warning(self):
        with Server(rules="# nothing\n") as server:
            self.assertEqual(server.get("/old").status, 404)
            self.assertIn(f"carom-server: warning: {server.rules_path} holds no rules: "
                          "every request is answered 404\n", server.log())

    def test_bytes_that_are_no_text_are_errors_and_no_crash(self):
        path = self.file(bytes(range(256)) * 64)
        code, out, err = run("--rules", path, "--listen", "127.0.0.1:0")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("error: ", err)
        self.assertNotIn("Sanitizer", err)

    def test_a_realistic_rules_file_serves(self):
        with Server(path=support.REALISTIC_RULES) as server:
            for target, status, location in (
                    ("/go/demo", 302, "https://demo.example.com/start?source=go"),
                    ("/go/meetup/porto", 302, "https://meet.example.org/find?near=porto"),
                    ("/q/7f3", 307, "https://links.example.com/7f3"),
                    ("/old-site/a/b?c=d", 302, "https://archive.example.com/a/b?c=d"),
                    ("/no/such/page", 404, None)):
                response = server.get(target)
                self.assertEqual((response.status, response.get("Location")), (status, location))

    def test_what_was_loaded_is_said_on_standard_error(self):
        with Server(rules="/a /b\n") as server:
            self.assertRegex(server.log(), rf"\Acarom-server: loaded {server.rules_path}: "
                                           r"1 rule in \d+\.\d ms\n\Z")

    def test_a_root_that_is_no_folder_is_named_and_exits_1(self):
        path = self.file(b"/a /b\n")
        for root in (path, "/no/such/folder"):
            code, out, err = run("--rules", path, "--root", root, "--listen", "127.0.0.1:0")
            self.assertEqual((code, out), (1, ""))
            self.assertTrue(err.startswith(f"carom-server: {root}: cannot be used as --root: "), err)

    def test_rules_from_standard_input_serve_but_cannot_be_reloaded(self):
        process = subprocess.Popen(
            [support.BINARY, "--rules", "-", "--listen=127.0.0.1:0"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        process.stdin.write(b"/a /b 307\n")
        process.stdin.close()
        port = int(process.stdout.readline().decode().rsplit(":", 1)[1])
        process.send_signal(signal.SIGHUP)
        self.assertIn(b"loaded -: 1 rule in ", process.stderr.readline())
        self.assertIn(b"standard input cannot be read again", process.stderr.readline())
        with support.Client("127.0.0.1", port) as client:
            self.assertEqual(client.ask("/a", "Connection: close").get("Location"), "/b")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(support.WAIT_S), 0)

    def test_closed_standard_streams_do_no_harm(self):
        path = self.file(b"/a /b 307\n")
        command = f'exec "{support.BINARY}" --rules "{path}" --listen 999.0.0.1:0 <&- >&- 2>&-'
        self.assertEqual(subprocess.run(["sh", "-c", command], check=False).returncode, 1)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = (f'"{support.BINARY}" --rules "{path}" --listen 127.0.0.1:{port} '
                   '<&- >&- 2>&- & echo $!')
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
        pid = int(done.stdout)
        try:
            for _ in range(500):
                try:
                    client = support.Client("127.0.0.1", port)
                    break
                except ConnectionRefusedError:
                    support.time.sleep(0.02)
            os.kill(pid, signal.SIGHUP)  # what it prints must not reach a connection
            with client:
                for _ in range(20):
                    self.assertEqual(client.ask("/a").status, 307)
                self.assertEqual(client.buffer, b"")
        finally:
            os.kill(pid, signal.SIGTERM)


@unittest.skipUnless(support.TOOL, "the carom tool is not built")
class Images(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="carom-server-test-")
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "image")

    def compile(self, rules, *options):
        text = os.path.join(self.folder.name, "text")
        with open(text, "w", encoding="ascii") as file:
            file.write(rules)
        return support.compile_image(text, self.path, *options)

    def refuses(self, *options, says):
        code, out, err = run("--rules", self.path, "--listen", "127.0.0.1:0", *options)
        self.assertEqual((code, out), (1, ""), err)
        self.assertTrue(err.startswith(f"carom-server: {self.path}: "), err)
        self.assertIn(says, err)

    def damage_last_byte(self):
        with open(self.path, "r+b") as file:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)[0]
            file.seek(-1, os.SEEK_END)
            file.write(bytes([last ^ 0x20]))

    def test_an_image_serves_like_its_text(self):
        with Server(path=self.compile(support.RULES)) as server, Server() as text:
            for target in ("/old", "/blog/a/b?x=y", "/user/7", "/gone", "/many", "/no/such"):
                ours, theirs = server.get(target), text.get(target)
                self.assertEqual((ours.status, ours.get("Location"), ours.body),
                                 (theirs.status, theirs.get("Location"), theirs.body))

    def test_an_image_is_mapped_and_not_copied(self):
        rules = "".join(f"/from/{n}/{'x' * 80} /to/{n}\n" for n in range(50_000))
        size = os.path.getsize(self.compile(rules))
        with Server(path=self.path) as server:
            self.assertEqual(server.get(f"/from/49999/{'x' * 80}").get("Location"), "/to/49999")
            mapped = 0
            private_kb = []
            with open(f"/proc/{server.process.pid}/smaps", encoding="ascii") as smaps:
                for line in smaps:
                    if line.endswith(self.path + "\n"):
                        begin, end = (int(part, 16) for part in line.split()[0].split("-"))
                        mapped += end - begin
                        self.assertIn(" r--s ", line, "nobody may write there")
                        private_kb.append(0)
                    elif re.match("[0-9a-f]+-", line):
                        private_kb.append(None)
                    elif line.startswith("Private_Dirty:") and private_kb[-1] is not None:
                        private_kb[-1] += int(line.split()[1])
            self.assertGreaterEqual(mapped, size)
            self.assertLess(mapped, size + 4096)
            self.assertEqual(sum(kb for kb in private_kb if kb is not None), 0)

    def test_an_image_that_was_cut_exits_1(self):
        size = os.path.getsize(self.compile("/a /b 307\n"))
        for length in (size - 1, size // 2, 16, 8):
            os.truncate(self.path, length)
            self.refuses(says="a damaged rule image (cut short, or changed): make it again")

    def test_a_changed_bit_exits_1_when_the_image_is_verified(self):
        self.compile("/a /b 307\n")
        self.damage_last_byte()
        self.refuses("--verify", says="a damaged rule image")
        self.compile("/a /b 307\n")
        with Server(path=self.path, options=("--verify",)) as server:
            self.assertEqual(server.get("/a").get("Location"), "/b")

    def test_a_reload_verifies_the_image(self):
        with Server(path=self.compile("/a /one 307\n")) as server:
            os.rename(self.compile("/a /two 307\n"), self.path)
            before = self.path + ".damaged"
            with open(self.path, "rb") as good, open(before, "wb") as bad:
                image = good.read()
                bad.write(image[:-1] + bytes([image[-1] ^ 1]))
            os.rename(before, self.path)
            server.signal(signal.SIGHUP)
            server.wait_for_log("was not reloaded; the old rules stay in use")
            self.assertIn(f"carom-server: {self.path}: a damaged rule image", server.log())
            self.assertEqual(server.get("/a").get("Location"), "/one")

    def test_a_dialect_beside_an_image_of_another_is_warned_of(self):
        self.compile("/a /b 307\n")
        with Server(path=self.path, options=("--dialect", "netlify")) as server:
            self.assertIn(f"carom-server: warning: {self.path} was compiled in the dialect carom: "
                          "--dialect netlify changes nothing\n", server.log())
        for options in ((), ("--dialect", "carom")):
            with Server(path=self.path, options=options) as server:
                self.assertEqual(server.complaints(), "")


class Addresses(unittest.TestCase):

    def test_a_port_in_use_is_named_and_exits_1(self):
        for threads in ("1", "2"):
            with Server(threads=2) as first:
                address = f"127.0.0.1:{first.port}"
                code, out, err = run("--rules", first.rules_path, "--listen", address,
                                     "--threads", threads)
                self.assertEqual((code, out), (1, ""))
                self.assertEqual(
                    err, f"carom-server: cannot listen on {address}: Address already in use\n")

    def test_a_host_that_does_not_exist_is_named_and_exits_1(self):
        with Server() as first:
            code, out, err = run("--rules", first.rules_path, "--listen", "999.0.0.1:80")
        self.assertEqual((code, out), (1, ""))
        self.assertTrue(err.startswith("carom-server: cannot listen on 999.0.0.1:80: "), err)

    def test_connections_in_time_wait_do_not_block_a_restart(self):
        with Server() as first:
            for _ in range(5):  # the server closes first, so its side is in TIME_WAIT
                self.assertEqual(first.get("/old").status, 307)
            self.assertEqual(first.stop(), 0)
            with Server(listen=f"127.0.0.1:{first.port}", threads=2) as second:
                self.assertEqual(second.get("/old").status, 307)

    def test_ipv6_is_written_in_brackets(self):
        try:
            with socket.create_server(("::1", 0), family=socket.AF_INET6):
                pass
        except OSError:
            self.skipTest("this machine has no IPv6 loopback")
        with Server(listen="[::1]:0") as server:
            self.assertTrue(server.url.startswith("http://[::1]:"))
            self.assertEqual(server.get("/old").status, 307)

    def test_a_name_is_looked_up(self):
        with Server(listen="localhost:0") as server:
            self.assertTrue(server.url.startswith("http://localhost:"))
            self.assertEqual(server.get("/old").status, 307)


if __name__ == "__main__":
    support.main()
