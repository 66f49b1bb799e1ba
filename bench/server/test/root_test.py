#!/usr/bin/python3
"""--root: which rules yield to files, which files are shown, and which never are."""

import os
import tempfile
import threading
import unittest

import support
from h2_client import H2Client
from support import Server

RULES = """\
/file.txt /elsewhere 307
/forced.txt /elsewhere 307!
/gone.txt 410
/gone-forced.txt 410!
/page /elsewhere 302
/folder/ /elsewhere 302
/app/* /index.html 200
/app-forced.txt /index.html 200!
/missing-page /no/such/file.html 200
/not-here /errors/404.html 404
/not-here-either /errors/nothing.html 404
/raw/* /:splat 200
/a%20b /elsewhere 307
"""

FILES = {
    "file.txt": b"a file\n",
    "forced.txt": b"a file that is never shown\n",
    "gone.txt": b"not gone\n",
    "gone-forced.txt": b"gone\n",
    "page.html": b"<p>page",
    "folder/index.html": b"<p>folder",
    "both": b"exact",
    "both.html": b"<p>beside",
    "index.html": b"<p>index",
    "app/style.css": b"p{}",
    "app-forced.txt": b"never shown",
    "errors/404.html": b"<p>custom",
    "a b": b"blank",
    "empty.txt": b"",
    ".hidden": b"secret",
    ".git/config": b"secret",
    "sub/.env": b"secret",
    ".well-known/security.txt": b"Contact: x",
    "no-extension": b"bytes",
    "unknown.x-y-z": b"bytes",
    "long." + "x" * 40: b"bytes",
    "caf\u00e9.txt": b"coffee",
}


class Root(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="carom-server-root-")
        self.addCleanup(folder.cleanup)
        self.outside = os.path.join(folder.name, "outside")
        self.root = os.path.join(folder.name, "site")
        os.makedirs(self.root)
        with open(self.outside, "wb") as file:
            file.write(b"secret")
        for name, content in FILES.items():
            self.write(name, content)

    def write(self, name, content):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def server(self, *options, rules=RULES):
        server = Server(rules=rules, options=("--root", self.root, *options))
        self.addCleanup(server.close)
        return server

    def test_an_unforced_rule_yields_to_a_file_and_a_forced_one_does_not(self):
        server = self.server()
        for target, status, body in (("/file.txt", 200, b"a file\n"),
                                     ("/gone.txt", 200, b"not gone\n"),
                                     ("/app/style.css", 200, b"p{}"),
                                     ("/a%20b", 200, b"blank")):
            response = server.get(target)
            self.assertEqual((response.status, response.body), (status, body), target)
            self.assertIsNone(response.get("Location"))
        response = server.get("/forced.txt")
        self.assertEqual((response.status, response.get("Location")), (307, "/elsewhere"))
        self.assertEqual(server.get("/gone-forced.txt").status, 410)
        response = server.get("/app-forced.txt")
        self.assertEqual((response.status, response.body), (200, b"<p>index"))

    def test_without_a_root_no_file_is_looked_at(self):
        with Server(rules=RULES) as server:
            self.assertEqual(server.get("/file.txt").get("Location"), "/elsewhere")
            self.assertEqual(server.get("/both").status, 404)

    def test_a_rule_of_netlify_yields_and_one_of_cloudflare_does_not(self):
        rules = "/file.txt /elsewhere 302\n/both /elsewhere 301\n"
        server = self.server("--dialect", "netlify",
                             rules=rules + "/forced.txt /elsewhere 302!\n")
        self.assertEqual(server.get("/file.txt").body, b"a file\n")
        self.assertEqual(server.get("/both").body, b"exact")
        self.assertEqual(server.get("/forced.txt").get("Location"), "/elsewhere")
        server = self.server("--dialect", "cloudflare", rules=rules)
        for _ in range(3):
            self.assertEqual(server.get("/file.txt").get("Location"), "/elsewhere")
            self.assertEqual(server.get("/both").status, 301)
            self.assertEqual(server.get("/page").body, b"<p>page")

    def test_a_rewrite_to_another_site_is_502_unless_it_yields_to_a_file(self):
        server = self.server("--dialect", "netlify", rules="/* https://api.example/:splat 200\n")
        self.assertEqual(server.get("/file.txt").body, b"a file\n")
        response = server.get("/no/such/file")
        self.assertEqual((response.status, response.get("Location")), (502, None))
        server = self.server("--dialect", "netlify", rules="/* https://api.example/:splat 200!\n")
        for _ in range(4):
            self.assertEqual(server.get("/file.txt").status, 502)

    def test_an_unforced_rule_is_followed_as_long_as_there_is_no_file(self):
        server = self.server()
        for _ in range(3):  # often enough to be remembered
            os.rename(self.root + "/file.txt", self.root + "/away")
            for _ in range(4):
                self.assertEqual(server.get("/file.txt").get("Location"), "/elsewhere")
            os.rename(self.root + "/away", self.root + "/file.txt")
            for _ in range(4):
                self.assertEqual(server.get("/file.txt").body, b"a file\n")

    def test_a_page_may_be_asked_for_without_its_extension(self):
        server = self.server()
        for target, body in (("/page", b"<p>page"), ("/page/", b"<p>page"), ("/page.html", b"<p>page"),
                             ("/folder/", b"<p>folder"), ("/folder", b"<p>folder"),
                             ("/", b"<p>index"), ("/both", b"exact"), ("/both/", b"<p>beside")):
            response = server.get(target)
            self.assertEqual((response.status, response.body), (200, body), target)

    def test_a_rewrite_shows_the_file_that_its_target_names(self):
        server = self.server()
        response = server.get("/app/some/route?x=y")
        self.assertEqual((response.status, response.body), (200, b"<p>index"))
        self.assertEqual(server.get("/missing-page").status, 404)
        self.assertEqual(server.get("/raw/app/style.css").body, b"p{}")
        self.assertEqual(server.get("/raw/page").body, b"<p>page")
        self.assertEqual(server.get("/raw/no/such").status, 404)

    def test_a_refusal_shows_its_page_with_its_status(self):
        server = self.server()
        response = server.get("/not-here")
        self.assertEqual((response.status, response.body), (404, b"<p>custom"))
        self.assertEqual(response.get("Content-Type"), "text/html")
        response = server.get("/not-here-either")
        self.assertEqual(response.status, 404)
        self.assertIn(b"404", response.body)

    def test_a_file_has_its_type_and_length(self):
        server = self.server()
        for target, media_type in (("/page.html", "text/html"), ("/file.txt", "text/plain"),
                                   ("/app/style.css", "text/css"),
                                   ("/no-extension", "application/octet-stream"),
                                   ("/unknown.x-y-z", "application/octet-stream"),
                                   ("/long." + "x" * 40, "application/octet-stream")):
            response = server.get(target)
            self.assertEqual((response.status, response.get("Content-Type")), (200, media_type))
            self.assertEqual(response.get("Content-Length"), str(len(response.body)))
        self.assertEqual(server.get("/empty.txt").status, 204)

    def test_head_has_the_fields_of_get_and_no_body(self):
        server = self.server()
        request = b" /file.txt HTTP/1.1\r\nHost: h\r\n\r\n"
        with server.connect() as client:
            for _ in range(3):
                client.send(b"HEAD" + request)
                head = client.read(head=True)
                client.send(b"GET" + request)
                got = client.read()
                self.assertEqual([field for field in head.fields if field[0] != "Date"],
                                 [field for field in got.fields if field[0] != "Date"])

    def test_a_file_answers_to_get_head_and_options_alone(self):
        server = self.server()
        for method, status in (("POST", 405), ("DELETE", 405), ("OPTIONS", 204), ("TRACE", 405)):
            response = server.ask(f"{method} /file.txt HTTP/1.1\r\nHost: h\r\n"
                                  "Content-Length: 0\r\n\r\n".encode())
            self.assertEqual(response.status, status, method)
            if method != "TRACE":
                self.assertEqual(response.get("Allow"), "GET, HEAD, OPTIONS")
        response = server.ask(b"POST /forced.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
        self.assertEqual(response.status, 307)

    def test_no_path_leads_out_of_the_root(self):
        os.symlink(self.outside, self.root + "/link")
        os.symlink("../outside", self.root + "/relative-link")
        os.symlink("..", self.root + "/up")
        os.symlink("/proc/self/cwd", self.root + "/magic")
        os.mkfifo(self.root + "/pipe")
        server = self.server(rules="/raw/* /:splat 200\n")
        targets = ["/../outside", "/..%2foutside", "/%2e%2e/outside", "/%2E./outside", "/.%2e/outside",
                   "/app/../../outside", "/app/..%2f..%2foutside", "/link", "/relative-link", "/up/outside",
                   "/magic/x", "/.hidden", "/%2ehidden", "/.git/config", "/sub/.env", "//file.txt",
                   "/app//style.css", "/file.txt%00", "/file.txt%00.html", "/file%2", "/file%zz",
                   "/./file.txt", "/app/./style.css", "/pipe", "/app", "/file.txt/x", "/app%2fstyle.css",
                   "/" + "x" * 300, "/" + "a/" * 2500]
        for target in targets:
            # A target never begins with two slashes, whatever was captured.
            for asked in (target, "/raw" + target)[:1 if target.startswith("//") else 2]:
                response = server.get(asked)
                self.assertEqual(response.status, 404, asked)
                self.assertNotIn(b"secret", response.body)

    def test_a_link_inside_the_root_is_followed(self):
        os.symlink("file.txt", self.root + "/other")
        os.symlink("folder", self.root + "/linked")
        server = self.server()
        self.assertEqual(server.get("/other").body, b"a file\n")
        self.assertEqual(server.get("/linked/").body, b"<p>folder")

    def test_names_are_percent_decoded_once(self):
        self.write("%41", b"a percent sign")
        server = self.server()
        self.assertEqual(server.get("/%2541").body, b"a percent sign")
        self.assertEqual(server.get("/%41").status, 404)
        self.assertEqual(server.get("/caf%C3%A9.txt").body, b"coffee")
        self.assertEqual(server.get("/f%69le.txt").body, b"a file\n")

    def test_the_well_known_folder_is_shown(self):
        self.assertEqual(self.server().get("/.well-known/security.txt").body, b"Contact: x")

    def test_a_query_is_no_part_of_a_name(self):
        server = self.server()
        self.assertEqual(server.get("/file.txt?../x#y").body, b"a file\n")
        self.assertEqual(server.get("/file.txt%3Fx").status, 404)

    def test_a_target_in_absolute_form_names_its_path(self):
        server = self.server()
        for target, body in (("http://h.example/file.txt", b"a file\n"),
                             ("http://h.example", b"<p>index"),
                             ("http://h.example?/file.txt", b"<p>index")):
            response = server.get(target)
            self.assertEqual((response.status, response.body), (200, body), target)
        self.assertEqual(server.ask(b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").status, 204)

    def test_a_bad_request_is_refused_whatever_file_there_is(self):
        server = self.server()
        self.assertEqual(server.ask(b"GET /file.txt HTTP/1.1\r\n\r\n").status, 400)
        self.assertEqual(server.ask(b"G(T /both HTTP/1.1\r\nHost: h\r\n\r\n").status, 400)

    def test_a_long_file_arrives_whole_over_both_protocols(self):
        content = os.urandom(3_000_001)
        self.write("long.bin", content)
        server = self.server()
        with server.connect() as client:
            for _ in range(2):
                self.assertEqual(client.ask("/long.bin").body, content)
            self.assertEqual(client.ask("/forced.txt").status, 307)
        with tempfile.NamedTemporaryFile() as out:
            code, response = support.curl("--http2-prior-knowledge", "-o", out.name,
                                          server.url + "/long.bin")
            self.assertEqual((code, response.status), (0, 200))
            self.assertEqual(out.read(), content)

    def test_a_file_that_shrinks_while_it_is_sent_ends_the_connection(self):
        path = self.write("long.bin", bytes(20_000_000))
        server = self.server()
        with server.connect() as client:
            client.send(b"GET /long.bin HTTP/1.1\r\nHost: h\r\n\r\n")
            while b"\r\n\r\n" not in client.buffer:
                client._more()  # pylint: disable=protected-access
            os.truncate(path, 1)
            with self.assertRaises(ConnectionError):
                while True:
                    client._more()  # pylint: disable=protected-access
            self.assertLess(len(client.buffer), 20_000_000)
        self.assertEqual(server.get("/file.txt").body, b"a file\n")
        with H2Client(server.host, server.port) as client:
            stream = client.request("/long.bin")
            self.assertTrue(client.wait_for([stream]))

    def test_clients_that_leave_in_the_middle_leave_no_descriptor(self):
        self.write("long.bin", bytes(5_000_000))
        server = self.server()
        self.assertEqual(server.get("/file.txt").status, 200)
        folder = f"/proc/{server.process.pid}/fd"
        before = len(os.listdir(folder))

        def leave():
            with server.connect() as client:
                client.send(b"GET /long.bin HTTP/1.1\r\nHost: h\r\n\r\n")
                client._more()  # pylint: disable=protected-access

        threads = [threading.Thread(target=leave) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for target in ("/file.txt", "/empty.txt", "/not-here", "/app/x"):
            self.assertLess(server.get(target).status, 500)
            server.ask(f"POST {target} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n".encode())
        end = support.time.monotonic() + support.WAIT_S
        while len(os.listdir(folder)) > before and support.time.monotonic() < end:
            support.time.sleep(0.02)
        self.assertLessEqual(len(os.listdir(folder)), before)

    def test_a_reload_opens_the_root_anew(self):
        link = self.root + "-link"
        os.symlink(self.root, link)
        other = self.root + "-2"
        os.mkdir(other)
        with open(other + "/file.txt", "wb") as file:
            file.write(b"another\n")
        with Server(rules=RULES, options=("--root", link)) as server:
            self.assertEqual(server.get("/file.txt").body, b"a file\n")
            os.symlink(other, link + ".new")
            os.rename(link + ".new", link)
            self.assertEqual(server.get("/file.txt").body, b"a file\n")
            server.reload(RULES)
            self.assertEqual(server.get("/file.txt").body, b"another\n")
            os.rename(link, link + ".gone")
            server.signal(support.signal.SIGHUP)
            server.wait_for_log("the old rules stay in use")
            self.assertEqual(server.get("/file.txt").body, b"another\n")

    def test_rules_without_a_rule_serve_files(self):
        server = self.server(rules="")
        self.assertEqual(server.get("/file.txt").body, b"a file\n")
        self.assertIn("holds no rules\n", server.log())


if __name__ == "__main__":
    support.main()
