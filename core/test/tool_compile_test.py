#!/usr/bin/python3
"""carom compile: an image that appears whole or not at all."""
import os
import pty
import resource
import signal
import stat
import subprocess
import time

from tool_support import SITE, TIMEOUT_S, ToolTest, main

RULES = "/a /b 307\n/c/* /d/:splat\n"


class CompileTest(ToolTest):
    def names(self):
        return sorted(os.listdir(self.folder))

    def test_the_image_is_written_and_described(self):
        result = self.carom("compile", self.write("r", RULES), "-o", "r.image")
        size = (self.folder / "r.image").stat().st_size
        self.assertEqual((result.code, result.err), (0, b""))
        self.assertEqual(result.text, f"r.image: 2 rules, {size} bytes\n")
        self.assertEqual(self.names(), ["r", "r.image"])

    def test_the_same_rules_give_the_same_image(self):
        for name in ("one", "two"):
            self.assertEqual(self.carom("compile", str(SITE), "-o", name).code, 0)
        self.assertEqual((self.folder / "one").read_bytes(), (self.folder / "two").read_bytes())

    def test_an_image_as_input_is_written_again_as_it_is(self):
        self.carom("compile", self.write("r", RULES), "-o", "one")
        self.assertEqual(self.carom("compile", "one", "-o", "two").code, 0)
        self.assertEqual((self.folder / "one").read_bytes(), (self.folder / "two").read_bytes())
        self.assertEqual(self.carom("compile", "two", "-o", "two").code, 0)
        self.assertEqual(self.carom("check", "two").code, 0)

    def test_without_o_nothing_is_written(self):
        result = self.carom("compile", self.write("r", RULES))
        self.assertEqual((result.code, result.out), (2, b""))
        self.assertIn("`-o IMAGE` is needed", result.messages)
        self.assertEqual(self.names(), ["r"])

    def test_the_mode_of_a_new_image_follows_the_umask(self):
        self.write("r", RULES)
        self.carom("compile", "r", "-o", "image", preexec_fn=lambda: os.umask(0o027))
        self.assertEqual(stat.S_IMODE((self.folder / "image").stat().st_mode), 0o640)

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

    def test_an_image_can_go_to_standard_output_through_a_pipe(self):
        self.carom("compile", self.write("r", RULES), "-o", "image")
        result = self.carom("compile", "r", "-o", "-")
        self.assertEqual((result.code, result.err), (0, b""))
        self.assertEqual(result.out, (self.folder / "image").read_bytes())

    def test_an_image_is_not_poured_over_a_terminal(self):
        self.write("r", RULES)
        primary, terminal = pty.openpty()
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

    def test_a_signal_while_the_image_is_being_written_takes_the_temporary_file_away(self):
        self.write("r", "".join(f"/page/{n} /target/{n}\n" for n in range(60_000)))
        seen = False
        for _ in range(40):
            process = subprocess.Popen([self.binary, "compile", "r", "-o", "image"],
                                       cwd=self.folder, stdout=subprocess.DEVNULL)
            while process.poll() is None and not seen:
                seen = any(name.startswith(".carom-") for name in self.names())
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=TIMEOUT_S)
            self.assertFalse([name for name in self.names() if name.startswith(".carom-")])
            if seen:
                break
        self.assertTrue(seen, "the temporary file was never there to be seen")


if __name__ == "__main__":
    main()
