#!/usr/bin/python3
"""--watch: rules that change are loaded, however they change, and bad ones are not."""

import os
import signal
import tempfile
import time
import unittest

import support
from support import Server

WATCH = ("--watch",)


class Watch(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="carom-server-watch-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def need_leases(self):
        if not support.has_leases(self.folder):
            self.skipTest("this file system has no leases")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, target):
        """Writes rules in place; their path."""
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(f"/a {target} 307\n")
        return path

    def link(self, target, name):
        """Makes a link, or another one in its place, by a rename as a deployment does."""
        temporary = self.path(".link")
        os.symlink(target, temporary)
        os.rename(temporary, self.path(name))
        return self.path(name)

    def expect(self, server, target, reloads):
        server.wait_for_log("reloaded ", reloads)
        self.assertEqual(server.get("/a").get("Location"), target)

    def test_a_file_that_is_replaced_by_a_rename_is_loaded(self):
        with Server(rules="/a /one 307\n", options=WATCH) as server:
            for reloads in range(1, 4):
                server.write_rules(f"/a /v{reloads} 307\n")
                self.expect(server, f"/v{reloads}", reloads)

    def test_a_file_that_is_written_in_place_is_loaded(self):
        with Server(path=self.write("rules", "/one"), options=WATCH) as server:
            self.write("rules", "/two")
            self.expect(server, "/two", 1)

    def test_a_file_that_is_removed_keeps_its_rules_until_another_comes(self):
        with Server(path=self.write("rules", "/one"), options=WATCH) as server:
            os.remove(self.path("rules"))
            server.wait_for_log("was not reloaded; the old rules stay in use")
            self.assertIn("no such file", server.log())
            self.assertEqual(server.get("/a").get("Location"), "/one")
            self.write("rules", "/two")
            self.expect(server, "/two", 1)

    def test_bad_rules_are_reported_and_the_old_ones_stay(self):
        with Server(rules="/a /one 307\n", options=WATCH) as server:
            server.write_rules("/a /two 307\nnonsense\n")
            server.wait_for_log("the old rules stay in use")
            self.assertRegex(server.log(), rf"(?m)^{server.rules_path}:2:\d+: error: ")
            self.assertEqual(server.get("/a").get("Location"), "/one")
            server.write_rules("/a /three 307\n")
            self.expect(server, "/three", 1)

    def test_a_file_that_may_be_read_at_last_is_loaded(self):
        with Server(path=self.write("rules", "/one"), options=WATCH) as server:
            temporary = self.write("other", "nonsense of two words\n/a /b")
            os.rename(temporary, self.path("rules"))
            server.wait_for_log("the old rules stay in use")
            # Its time changes, as by chmod, and nothing else: it is tried again.
            os.chmod(self.path("rules"), 0o644)
            server.wait_for_log("the old rules stay in use", 2)

    def test_a_link_is_followed_to_where_it_leads_now(self):
        self.write("first", "/one")
        self.write("second", "/two")
        with Server(path=self.link("first", "rules"), options=WATCH) as server:
            self.link("second", "rules")
            self.expect(server, "/two", 1)
            self.write("second", "/three")  # the file behind the link
            self.expect(server, "/three", 2)
            self.write("first", "/four")  # which is not in use any more
            self.link("first", "rules")
            self.expect(server, "/four", 3)

    def test_a_link_to_a_folder_on_the_way_is_followed(self):
        """As deployments swap `current`, and as configuration maps are mounted."""
        self.write("releases/1/site/_redirects", "/one")
        self.write("releases/2/site/_redirects", "/two")
        self.link("releases/1", "current")
        self.link("current/site/_redirects", "rules")
        with Server(path=self.path("rules"), options=WATCH) as server:
            self.link("releases/2", "current")
            self.expect(server, "/two", 1)
            self.link(self.path("releases", "1"), "current")  # an absolute one
            self.expect(server, "/one", 2)

    def test_a_folder_that_is_moved_away_and_back_is_seen(self):
        self.write("site/rules", "/one")
        with Server(path=self.path("site", "rules"), options=WATCH) as server:
            os.rename(self.path("site"), self.path("old"))
            server.wait_for_log("the old rules stay in use")
            self.write("new/rules", "/two")
            os.rename(self.path("new"), self.path("site"))
            self.expect(server, "/two", 1)
            self.write("site/rules", "/three")
            self.expect(server, "/three", 2)

    def test_many_changes_in_a_row_are_one_reload(self):
        with Server(rules="/a /one 307\n", options=WATCH) as server:
            for number in range(50):
                server.write_rules(f"/a /v{number} 307\n")
            self.expect(server, "/v49", 1)
            time.sleep(0.5)
            self.assertLess(server.log().count("reloaded "), 10)

    def test_what_happens_beside_the_file_is_no_reload(self):
        with Server(path=self.write("rules", "/one"), options=WATCH) as server:
            for number in range(20):
                self.write(f"other{number}", "/x")
                os.rename(self.path(f"other{number}"), self.path("same"))
            time.sleep(0.6)
            self.assertEqual(server.complaints(), "")

    def test_in_a_busy_folder_the_file_is_loaded_all_the_same(self):
        with Server(path=self.write("rules", "/one"), options=WATCH) as server:
            self.write("new", "/two")
            os.rename(self.path("new"), self.path("rules"))
            end = time.monotonic() + support.WAIT_S
            while "reloaded " not in server.log() and time.monotonic() < end:
                self.write("busy", "/x")
                time.sleep(0.01)
            self.expect(server, "/two", 1)

    def test_a_file_that_grows_is_waited_for(self):
        with Server(path=self.write("rules", "/one"), options=WATCH) as server:
            with open(self.path("new"), "w", encoding="ascii") as file:
                os.rename(self.path("new"), self.path("rules"))
                for number in range(20):
                    file.write(f"/b{number} /c 307\n")
                    file.flush()
                    time.sleep(0.04)
                    self.assertNotIn("reloaded", server.log())
                file.write("/a /two 307\n")
            self.expect(server, "/two", 1)
            self.assertIn(": 21 rules in ", server.log())

    def test_a_file_is_not_loaded_before_its_writer_closes_it(self):
        self.write("site/rules", "/one")
        self.link("site/rules", "rules")
        for path in (self.path("site", "rules"), self.path("rules")):
            with self.subTest(path), Server(path=path, options=WATCH) as server:
                with open(self.path("site", "rules"), "w", encoding="ascii") as file:
                    file.write("/half /of 307\n")
                    file.flush()
                    self.write("site/other", "/x")
                    os.rename(self.path("site", "other"), self.path("site", "again"))
                    os.remove(self.path("site", "again"))
                    self.write("beside", "/x")
                    time.sleep(0.4)
                    os.chmod(self.path("site", "rules"), 0o600)
                    time.sleep(0.4)
                    self.assertEqual(server.complaints(), "")
                    file.write("/a /two 307\n")
                self.expect(server, "/two", 1)
                self.assertIn(": 2 rules in ", server.log())

    def test_a_new_file_is_not_loaded_before_its_writer_closes_it(self):
        self.need_leases()
        path = self.write("rules", "/one")
        with Server(path=path, options=WATCH) as server:
            os.remove(path)
            with open(path, "w", encoding="ascii") as file:
                file.write("/half /of 307\n")
                file.flush()
                server.wait_for_log(f"carom-server: {path} is open for writing: it is loaded when its "
                                    "writer has closed it, or by SIGHUP\n")
                with open(path, "a", encoding="ascii"):
                    pass  # another one who had it open closes it
                time.sleep(1.2)
                self.assertEqual(server.get("/a").get("Location"), "/one")
                file.write("/a /two 307\n")
            self.expect(server, "/two", 1)
            self.assertNotIn(": 1 rule in", server.complaints())
            self.assertEqual(server.log().count("is open for writing"), 1)

    def test_a_file_that_is_closed_by_another_name_is_loaded(self):
        """Of the closing nothing is heard."""
        self.need_leases()
        path = self.write("rules", "/one")
        os.mkdir(self.path("elsewhere"))
        with Server(path=path, options=WATCH) as server:
            with open(self.path("elsewhere", "new"), "w", encoding="ascii") as file:
                os.remove(path)
                os.link(self.path("elsewhere", "new"), path)
                server.wait_for_log("is open for writing")
                file.write("/a /two 307\n")
            self.expect(server, "/two", 1)

    def test_a_file_that_is_linked_into_its_place_is_loaded(self):
        path = self.write("rules", "/one")
        with Server(path=path, options=WATCH) as server:
            self.write("new", "/two")
            os.remove(path)
            os.link(self.path("new"), path)
            self.expect(server, "/two", 1)

    def test_an_empty_file_is_not_loaded_but_by_sighup(self):
        path = self.write("rules", "/one")
        with Server(path=path, options=WATCH) as server:
            with open(path, "wb"):
                pass
            server.wait_for_log(f"carom-server: {path} is empty, as a file is before it is written: "
                                "the rules stay as they are; SIGHUP takes it all the same\n")
            self.assertEqual(server.get("/a").get("Location"), "/one")
            self.write("rules", "/two")
            self.expect(server, "/two", 1)
            with open(path, "wb"):
                pass
            server.wait_for_log("is empty", 2)
            self.assertEqual(server.get("/a").get("Location"), "/two")
            server.signal(signal.SIGHUP)
            server.wait_for_log(": 0 rules in ")
            self.assertEqual(server.get("/a").status, 404)

    def test_a_pipe_in_its_place_is_refused_and_the_next_file_is_loaded(self):
        path = self.write("rules", "/one")
        with Server(path=path, options=WATCH) as server:
            os.mkfifo(self.path("pipe"))
            os.rename(self.path("pipe"), path)
            server.wait_for_log("not a regular file but a pipe or a device: put a file there")
            self.assertEqual(server.get("/a").get("Location"), "/one")
            os.remove(path)
            self.write("rules", "/two")
            self.expect(server, "/two", 1)

    def test_sighup_works_beside_it(self):
        with Server(rules="/a /one 307\n", options=WATCH) as server:
            server.signal(signal.SIGHUP)
            self.expect(server, "/one", 1)

    def test_a_relative_path_is_watched(self):
        os.mkdir(self.path("sub"))
        self.write("rules", "/one")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.path("sub"))
        with Server(path="../rules", options=WATCH) as server:
            self.write("rules", "/two")
            self.expect(server, "/two", 1)
        os.chdir(self.folder)
        with Server(path="rules", options=WATCH) as server:
            os.rename(self.write("new", "/three"), self.path("rules"))
            self.expect(server, "/three", 1)

    @unittest.skipUnless(support.TOOL, "the carom tool is not built")
    def test_an_image_that_is_compiled_anew_is_loaded(self):
        with Server(rules="/a /one 307\n", options=WATCH) as server:
            for reloads in range(1, 4):
                server.write_image(f"/a /v{reloads} 307\n")
                self.expect(server, f"/v{reloads}", reloads)

    def test_without_it_nothing_is_loaded(self):
        with Server(rules="/a /one 307\n") as server:
            server.write_rules("/a /two 307\n")
            time.sleep(0.5)
            self.assertEqual(server.get("/a").get("Location"), "/one")


if __name__ == "__main__":
    support.main()
