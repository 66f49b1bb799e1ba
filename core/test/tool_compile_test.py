#!/usr/bin/python3
"""carom compile: an image that appears whole or not at all."""
import os
import pty
import resource
import shutil
import signal
import stat
import subprocess
import time
import unittest

from tool_support import SITE, TIMEOUT_S, ToolTest, main

RULES = "/a /b 307\n/c/* /d/:splat\n"


class CompileTest(ToolTest):
    def names(self):
        return sorted(os.listdir(self.folder))

    def left_behind(self):
        return [name for name in self.names() if name.startswith(".carom-")]

    def test_the_image_is_written_and_described(self):
        result = self.carom("compile", self.write("r", RULES), "-o", "r.image")
        size = (self.folder / "r.image").stat().st_size
        self.assertEqual((result.code, result.err), (0, b""))
        self.assertRegex(result.text, rf"\Ar\.image: 2 rules, {size} bytes \({size / 2:.1f} a rule\); "
                                      r"read in \d+\.\d ms, written in \d+\.\d ms\n\Z")
        self.assertEqual(self.names(), ["r", "r.image"])

    def test_an_image_without_rules_has_no_bytes_a_rule(self):
        result = self.carom("compile", self.write("r", "# nothing\n"), "-o", "image")
        self.assertRegex(result.text, r"\Aimage: 0 rules, \d+ bytes; read in ")

    def test_the_same_rules_give_the_same_image(self):
        for name in ("one", "two"):
            self.assertEqual(self.carom("compile", str(SITE), "-o", name).code, 0)
        self.assertEqual((self.folder / "one").read_bytes(), (self.folder / "two").read_bytes())

    def test_an_image_as_input_is_written_again_as_it_is(self):
        self.carom("compile", self.write("r", RULES), "-o", "one")
        self.assertEqual(self.carom("compile", "one", "-o", "two").code, 0)
        self.assertEqual((self.folder / "one").read_bytes(), (self.folder / "two").read_bytes())

    def expect_source_kept(self, source, *arguments, **more):
        before = (self.folder / source).read_bytes()
        names = self.names()
        result = self.carom("compile", *arguments, **more)
        self.assertEqual((result.code, result.out or b""), (1, b""))
        self.assertIn("is the same file as ", result.messages)
        self.assertIn("name another file after `-o`", result.messages)
        self.assertEqual((self.folder / source).read_bytes(), before)
        self.assertEqual(self.names(), names)

    def test_the_source_is_not_replaced_by_its_image_whatever_it_is_called(self):
        self.write("r", RULES)
        os.symlink("r", self.folder / "link")
        os.link(self.folder / "r", self.folder / "hard")
        for file, image in (("r", "r"), ("r", "./r"), ("r", "link"), ("link", "r"),
                            ("link", "link"), ("r", "hard"), ("hard", "link"),
                            ("r", str(self.folder / "r"))):
            with self.subTest(f"{file} -o {image}"):
                self.expect_source_kept("r", file, "-o", image)
        self.carom("compile", "r", "-o", "image")
        self.expect_source_kept("image", "image", "-o", "image")

    def test_the_source_is_not_replaced_through_a_redirection(self):
        self.write("r", RULES)
        with open(self.folder / "r", "rb") as source:
            self.expect_source_kept("r", "-", "-o", "r", stdin_file=source)
        with open(self.folder / "r", "ab") as source:
            self.expect_source_kept("r", "r", "-o", "-", stdout=source)

    def test_the_same_device_may_be_read_and_written(self):
        self.assertEqual(self.carom("compile", "/dev/null", "-o", "/dev/null").code, 0)

    def test_without_o_nothing_is_written(self):
        result = self.carom("compile", self.write("r", RULES))
        self.assertEqual((result.code, result.out), (2, b""))
        self.assertIn("`-o IMAGE` is needed", result.messages)
        self.assertEqual(self.names(), ["r"])

    def test_the_mode_of_a_new_image_follows_the_umask(self):
        self.write("r", RULES)
        self.carom("compile", "r", "-o", "image", preexec_fn=lambda: os.umask(0o027))
        self.assertEqual(stat.S_IMODE((self.folder / "image").stat().st_mode), 0o640)

    def test_an_image_that_is_replaced_keeps_its_mode(self):
        self.write("r", RULES)
        for mode in (0o600, 0o640, 0o664, 0o444, 0o400):
            with self.subTest(oct(mode)):
                self.write("image", "old")
                os.chmod(self.folder / "image", mode)
                result = self.carom("compile", "r", "-o", "image",
                                    preexec_fn=lambda: os.umask(0o022))
                self.assertEqual(result.code, 0, result.messages)
                self.assertEqual(stat.S_IMODE((self.folder / "image").stat().st_mode), mode)
                self.assertEqual(self.carom("check", "image").code, 0)
                os.remove(self.folder / "image")

    @unittest.skipUnless(os.geteuid() == 0, "only root gives files away")
    def test_an_image_that_is_replaced_by_root_keeps_its_owner(self):
        self.write("image", "old")
        os.chown(self.folder / "image", 12345, 23456)
        os.chmod(self.folder / "image", 0o640)
        self.assertEqual(self.carom("compile", self.write("r", RULES), "-o", "image").code, 0)
        status = (self.folder / "image").stat()
        self.assertEqual((status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)),
                         (12345, 23456, 0o640))

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_a_group_that_cannot_be_kept_hands_its_permissions_to_no_other(self):
        self.write("r", RULES)
        self.write("image", "old")
        os.chmod(self.folder / "image", 0o660)
        os.chmod(self.folder, 0o777)
        binary = shutil.copy(self.binary, self.folder / "carom")
        os.chmod(binary, 0o755)
        done = subprocess.run([binary, "compile", "r", "-o", "image"], cwd=self.folder,
                              user=12345, group=23456, extra_groups=[], capture_output=True,
                              timeout=TIMEOUT_S, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        status = (self.folder / "image").stat()
        self.assertEqual((status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)),
                         (12345, 23456, 0o600))

    def test_bad_rules_leave_an_older_image_as_it_was(self):
        self.write("image", "old")
        result = self.carom("compile", self.write("r", "nonsense\n"), "-o", "image")
        self.assertEqual(result.code, 1)
        self.assertIn("r:1:1: error: ", result.messages)
        self.assertEqual((self.folder / "image").read_bytes(), b"old")
        self.assertEqual(self.names(), ["image", "r"])

    def test_of_many_errors_the_first_twenty_are_printed(self):
        result = self.carom("compile", self.write("r", "nonsense\n" * 5000), "-o", "image")
        lines = result.messages.splitlines()
        self.assertEqual(result.code, 1)
        self.assertEqual(len(lines), 21)
        self.assertEqual(lines[-1], "carom: … and 4980 more")
        self.assertEqual(self.names(), ["r"])

    def test_a_full_device_is_an_error_and_stays_a_device(self):
        result = self.carom("compile", self.write("r", RULES), "-o", "/dev/full")
        self.assertEqual(result.code, 1)
        self.assertIn("/dev/full: cannot be written: No space left on device", result.messages)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        self.assertEqual(self.carom("compile", "r", "-o", "/dev/null").code, 0)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_a_write_that_fails_half_way_leaves_nothing_behind(self):
        self.write("image", "old")
        limit = 4096
        result = self.carom("compile", str(SITE), "-o", "image", preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual(result.code, 1)
        self.assertIn("cannot be written: File too large: raise the limit", result.messages)
        self.assertEqual((self.folder / "image").read_bytes(), b"old")
        self.assertEqual(self.names(), ["image"])

    def test_a_folder_that_is_missing_or_a_folder_as_image_is_explained(self):
        self.write("r", RULES)
        result = self.carom("compile", "r", "-o", "no/such/image")
        self.assertEqual(result.code, 1)
        self.assertIn("create the folder first", result.messages)
        result = self.carom("compile", "r", "-o", ".")
        self.assertEqual(result.code, 1)
        self.assertIn("Is a directory", result.messages)

    def test_a_symbolic_link_keeps_pointing_where_it_does(self):
        os.mkdir(self.folder / "real")
        self.write("real/image", "old")
        os.symlink("real/image", self.folder / "link")
        self.assertEqual(self.carom("compile", self.write("r", RULES), "-o", "link").code, 0)
        self.assertTrue((self.folder / "link").is_symlink())
        self.assertEqual(self.carom("check", "real/image").code, 0)
        self.assertEqual(os.listdir(self.folder / "real"), ["image"])

    def test_a_link_to_nothing_yet_gets_its_target(self):
        self.write("r", RULES)
        os.makedirs(self.folder / "far" / "real")
        os.symlink("real/image", self.folder / "far" / "second")
        os.symlink("far/second", self.folder / "first")
        os.symlink(self.folder / "far" / "whole", self.folder / "absolute")
        for link, target in (("first", "far/real/image"), ("absolute", "far/whole")):
            self.assertEqual(self.carom("compile", "r", "-o", link).code, 0)
            self.assertTrue((self.folder / link).is_symlink())
            self.assertFalse((self.folder / target).is_symlink())
            self.assertEqual(self.carom("check", target).code, 0)
        self.assertTrue((self.folder / "far" / "second").is_symlink())

    def test_a_link_into_a_missing_folder_or_to_itself_is_refused(self):
        self.write("r", RULES)
        os.symlink("no/image", self.folder / "lost")
        os.symlink("round", self.folder / "round")
        names = self.names()
        for link, says in (("lost", "carom: no/image: cannot be written: No such file or directory: "
                                    "create the folder first"),
                           ("round", "carom: round: cannot be written: Too many levels")):
            result = self.carom("compile", "r", "-o", link)
            self.assertEqual(result.code, 1)
            self.assertIn(says, result.messages)
        self.assertEqual(self.names(), names)

    def test_an_image_can_go_to_standard_output_through_a_pipe(self):
        self.carom("compile", self.write("r", RULES), "-o", "image")
        result = self.carom("compile", "r", "-o", "-")
        self.assertEqual((result.code, result.err), (0, b""))
        self.assertEqual(result.out, (self.folder / "image").read_bytes())

    def test_an_image_is_not_poured_over_a_terminal(self):
        self.write("r", RULES)
        try:
            primary, terminal = pty.openpty()
        except OSError as error:  # a container without /dev/pts
            self.skipTest(f"no terminal can be had here: {error}")
        try:
            result = self.carom("compile", "r", "-o", "-", stdout=terminal)
        finally:
            os.close(terminal)
            os.close(primary)
        self.assertEqual(result.code, 2)
        self.assertIn("not for a terminal", result.messages)

    def test_a_name_of_the_greatest_length_can_be_written(self):
        name = "i" * 255
        self.assertEqual(self.carom("compile", self.write("r", RULES), "-o", name).code, 0)
        self.assertEqual(self.carom("check", name).code, 0)

    def test_a_signal_at_any_moment_leaves_no_temporary_file_and_no_half_image(self):
        self.write("r", "".join(f"/page/{n} /target/{n}\n" for n in range(60_000)))
        self.assertEqual(self.carom("compile", "r", "-o", "image").code, 0)
        whole = (self.folder / "image").read_bytes()
        started = time.monotonic()
        self.assertEqual(self.carom("compile", "r", "-o", "image").code, 0)
        duration_s = time.monotonic() - started
        ended = set()
        for step in range(24):
            number = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[step % 3]
            process = subprocess.Popen([self.binary, "compile", "r", "-o", "image"],
                                       cwd=self.folder, stdout=subprocess.DEVNULL)
            time.sleep(duration_s * (step + 1) / 24)
            process.send_signal(number)
            ended.add(process.wait(timeout=TIMEOUT_S) in (0, -number))
            self.assertEqual(self.names(), ["image", "r"])
            self.assertEqual((self.folder / "image").read_bytes(), whole)
        self.assertEqual(ended, {True}, "ended by the signal, or done before it")

    def test_a_kill_half_way_leaves_the_old_image_and_the_next_run_the_new_one(self):
        """SIGKILL, which nothing can catch, also while the new image is partly written."""
        self.assertEqual(self.carom("compile", self.write("one", RULES), "-o", "image").code, 0)
        old = (self.folder / "image").read_bytes()
        self.write("r", "".join(f"/page/{n} /target/{n}\n" for n in range(60_000)))
        self.assertEqual(self.carom("compile", "r", "-o", "other").code, 0)
        new = (self.folder / "other").read_bytes()
        killed_while_writing = 0
        for _ in range(40):
            process = subprocess.Popen([self.binary, "compile", "r", "-o", "image"],
                                       cwd=self.folder, stdout=subprocess.DEVNULL)
            seen = []
            while process.poll() is None and not seen:
                seen = self.left_behind()
            process.kill()
            process.wait(timeout=TIMEOUT_S)
            left = self.left_behind()
            killed_while_writing += bool(left)
            self.assertEqual((self.folder / "image").read_bytes(), old if left else new)
            for name in left:
                os.remove(self.folder / name)
            self.write("image", old)
            if killed_while_writing >= 3:
                break
        self.assertGreater(killed_while_writing, 0, "the writing was never seen")
        self.assertEqual(self.carom("compile", "r", "-o", "image").code, 0)
        self.assertEqual((self.folder / "image").read_bytes(), new)

    def test_a_kill_at_any_moment_leaves_a_whole_image_and_nothing_in_the_way(self):
        """What killed runs leave behind stays where it is, here and for the run that is not killed."""
        self.assertEqual(self.carom("compile", self.write("one", RULES), "-o", "old").code, 0)
        old = (self.folder / "old").read_bytes()
        self.write("r", "".join(f"/page/{n} /target/{n}\n" for n in range(20_000)))
        started = time.monotonic()
        self.assertEqual(self.carom("compile", "r", "-o", "new").code, 0)
        duration_s = min(time.monotonic() - started, 0.25)
        new = (self.folder / "new").read_bytes()
        steps = 30
        killed = 0
        left = []
        for step in range(steps):
            shutil.copyfile(self.folder / "old", self.folder / "image")
            process = subprocess.Popen([self.binary, "compile", "r", "-o", "image"],
                                       cwd=self.folder, stdout=subprocess.DEVNULL)
            until = time.monotonic() + duration_s * step / steps
            while time.monotonic() < until or (step % 2 and process.poll() is None
                                               and self.left_behind() == left):
                time.sleep(0.0002)
            process.kill()
            code = process.wait(timeout=TIMEOUT_S)
            self.assertIn(code, (0, -signal.SIGKILL))
            killed += code != 0
            image = (self.folder / "image").read_bytes()
            self.assertTrue(image == new or (image == old and code != 0), f"step {step}")
            result = self.carom("check", "image")
            self.assertEqual((result.code, result.err), (0, b""))
            self.assertTrue(set(self.left_behind()) >= set(left))
            left = self.left_behind()
        self.assertGreater(killed, 0, "every run was done before it was killed")
        shutil.copyfile(self.folder / "old", self.folder / "image")
        self.assertEqual(self.carom("compile", "r", "-o", "image").code, 0)
        self.assertEqual((self.folder / "image").read_bytes(), new)
        self.assertEqual(self.left_behind(), left)

    def test_a_signal_while_the_image_is_being_written_takes_the_temporary_file_away(self):
        self.write("r", "".join(f"/page/{n} /target/{n}\n" for n in range(60_000)))
        seen = False
        for _ in range(40):
            process = subprocess.Popen([self.binary, "compile", "r", "-o", "image"],
                                       cwd=self.folder, stdout=subprocess.DEVNULL)
            while process.poll() is None and not seen:
                seen = bool(self.left_behind())
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=TIMEOUT_S)
            self.assertFalse(self.left_behind())
            if seen:
                break
        self.assertTrue(seen, "the temporary file was never there to be seen")


if __name__ == "__main__":
    main()
