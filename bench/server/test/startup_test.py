#!/usr/bin/python3
"""How carom-server starts, and how it says that it cannot."""

import os
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
        for option in ("--rules", "--dialect", "--listen", "--threads", "--max-body", "--version"):
            self.assertIn(option, out)

    def test_version_is_one_line_and_exits_0(self):
        code, out, err = run("--version")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"\Acarom-server \d+\.\d+\.\d+\n\Z")

    def test_without_rules_it_is_wrong_usage(self):
        self.refuses(says="--rules FILE is missing")

    def test_an_unknown_option_is_wrong_usage(self):
        self.refuses("--rules", "f", "--root", "/", says="unknown option `--root`")
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

    @unittest.skipUnless(support.TOOL, "the carom tool is not built")
    def test_a_compiled_image_serves_like_its_text_and_a_damaged_one_exits_1(self):
        text, image = self.file(b"/a /b 307\n"), os.path.join(self.folder.name, "image")
        subprocess.run([support.TOOL, "compile", text, "-o", image], check=True,
                       capture_output=True)
        with Server(path=image) as server:
            self.assertEqual(server.get("/a").get("Location"), "/b")
        with open(image, "r+b") as file:
            file.truncate(os.path.getsize(image) - 1)
        code, out, err = run("--rules", image, "--listen", "127.0.0.1:0")
        self.assertEqual((code, out), (1, ""))
        self.assertTrue(err.startswith(f"carom-server: {image}: "), err)

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
