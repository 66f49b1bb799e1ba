#!/usr/bin/python3
"""What can stand where a rules file should: pipes, folders, images, noise, and nothing at all."""
import os
import random
import resource
import shutil
import threading
from pathlib import Path

from tool_support import ToolTest, main

RULES = "/a /b 307\n/c/* /d/:splat\n"
# Where the image keeps its version: see core/src/image.h.
IMAGE_AT_VERSION = 8
# What tells an image from a text.
IMAGE_MAGIC_BYTES = 8


def error_lines(report):
    return [problem["line"] for problem in report["errors"] if problem["severity"] == "error"]


class LoadTest(ToolTest):
    def expect_refusal(self, result, says):
        self.assertEqual(result.code, 1, result.messages)
        self.assertEqual(result.out, b"")
        self.assertTrue(result.messages.startswith("carom: "), result.messages)
        self.assertIn(says, result.messages)

    def make_image(self):
        self.write("rules", RULES)
        self.assertEqual(self.carom("compile", "rules", "-o", "image").code, 0)
        return (self.folder / "image").read_bytes()

    def test_a_missing_file_is_named_with_what_to_do(self):
        self.expect_refusal(self.carom("check", "nothing"), "nothing: no such file: check the name")
        self.expect_refusal(self.carom("decide", "--rules", "nothing", "/a"), "no such file")
        self.expect_refusal(self.carom("compile", "nothing", "-o", "i"), "no such file")
        self.expect_refusal(self.carom("check", ""), "no such file")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_directory_is_no_rules_file(self):
        self.expect_refusal(self.carom("check", "."), "is a directory: name the rules file")

    def test_a_path_through_a_file_is_explained(self):
        self.write("file", RULES)
        self.expect_refusal(self.carom("check", "file/rules"), "not a folder")

    def test_a_circle_of_links_is_explained(self):
        os.symlink("b", self.folder / "a")
        os.symlink("a", self.folder / "b")
        self.expect_refusal(self.carom("check", "a"), "too many symbolic links")

    def test_a_file_that_may_not_be_read_is_explained(self):
        self.write("rules", RULES)
        os.chmod(self.folder / "rules", 0)
        more = {}
        if os.geteuid() == 0:
            # Root may read everything: be somebody else, with a copy of the tool that all may run.
            os.chmod(self.folder, 0o755)
            shutil.copy(self.binary, self.folder / "carom")
            os.chmod(self.folder / "carom", 0o755)
            self.binary = str(self.folder / "carom")
            more = {"user": 65534, "group": 65534, "extra_groups": []}
        self.expect_refusal(self.carom("check", "rules", **more), "permission denied: make the file")

    def test_standard_input_is_a_file_too(self):
        self.assertEqual(self.carom("check", "-", stdin=RULES).text, "-: 2 rules\n")
        self.assertEqual(self.carom("check", "/dev/stdin", stdin=RULES).text,
                         "/dev/stdin: 2 rules\n")
        self.assertEqual(self.carom("decide", "--rules", "-", "/a", stdin=RULES).code, 0)

    def test_a_closed_standard_input_is_explained(self):
        for arguments in (["check", "-"], ["compile", "-", "-o", "i"],
                          ["decide", "--rules", "-", "/a"], ["decide", "--jsonl"]):
            with self.subTest(arguments):
                result = self.carom(*arguments, stdin_file=None, preexec_fn=lambda: os.close(0))
                self.expect_refusal(result, "standard input is closed")

    def test_a_pipe_that_delivers_slowly_is_read_to_its_end(self):
        os.mkfifo(self.folder / "pipe")

        def deliver():
            with open(self.folder / "pipe", "wb", buffering=0) as pipe:
                for number in range(300):
                    pipe.write(b"/page/%d /target/%d 308\n" % (number, number))

        writer = threading.Thread(target=deliver)
        writer.start()
        result = self.carom("check", "pipe")
        writer.join()
        self.assertEqual(result.text, "pipe: 300 rules\n")

    def test_a_pipe_that_does_not_block_is_waited_for(self):
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        timer = threading.Timer(0.3, lambda: (os.write(writer, RULES.encode()), os.close(writer)))
        timer.start()
        result = self.carom("check", "-", stdin_file=reader)
        timer.join()
        os.close(reader)
        self.assertEqual(result.text, "-: 2 rules\n")

    def test_a_file_that_pretends_to_be_empty_is_read_all_the_same(self):
        # Files in /proc have size 0 and content; this one is no rules file.
        result = self.carom("check", "/proc/self/status")
        self.assertEqual(result.code, 1)
        self.assertIn("/proc/self/status:1:1: error: ", result.messages)

    def test_an_empty_file_has_no_rules(self):
        self.assertEqual(self.carom("check", self.write("rules", "")).text, "rules: 0 rules\n")
        self.assertEqual(self.carom("check", "/dev/null").text, "/dev/null: 0 rules\n")

    def test_a_file_of_more_than_2_gib_is_refused_without_being_read(self):
        with open(self.folder / "huge", "wb") as file:
            file.truncate((2 << 30) + 1)
        self.expect_refusal(self.carom("check", "huge"), "too large")

    def test_memory_that_runs_out_is_explained(self):
        if b"__asan_init" in Path(self.binary).read_bytes():
            self.skipTest("the address space cannot be limited under ASan")
        with open(self.folder / "big", "wb") as file:
            file.truncate(1 << 30)
        limit = 256 << 20
        result = self.carom("check", "big", preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_AS, (limit, limit)))
        self.expect_refusal(result, "out of memory")

    def test_a_byte_order_mark_and_crlf_are_no_errors(self):
        self.write("rules", b"\xef\xbb\xbf/a /b 307\r\n\r\n# note\r\n/c /d\r\n")
        self.assertEqual(self.carom("check", "rules").text, "rules: 2 rules\n")
        result = self.carom("decide", "--rules", "rules", "--json", "/c")
        self.assertEqual((result.json()["location"], result.json()["rule"]), ("/d", 4))

    def test_an_image_is_recognised_and_decides_like_its_text(self):
        self.make_image()
        self.assertEqual(self.carom("check", "image").text, "image: 2 rules\n")
        for url in ("/a?q=1", "/c/x/y", "/none"):
            self.assertEqual(self.carom("decide", "--rules", "image", url).out,
                             self.carom("decide", "--rules", "rules", url).out)

    def test_an_image_that_was_cut_is_refused_at_every_byte(self):
        image = self.make_image()
        names = [self.write(f"cut{length}", image[:length]) for length in range(1, len(image))]
        result = self.carom("check", *names)
        self.assertEqual((result.code, result.out), (1, b""))
        lines = result.messages.splitlines()
        for length, name in enumerate(names, 1):
            if length < IMAGE_MAGIC_BYTES:  # it cannot be told from a text
                self.assertTrue(any(line.startswith(f"{name}:1:1: error: ") for line in lines), name)
            else:
                self.assertIn(f"carom: {name}: a damaged rule image (cut short, or changed): "
                              "make it again with `carom compile`", lines)

    def test_an_image_that_was_cut_decides_nothing_and_is_not_written_again(self):
        image = self.make_image()
        for length in (IMAGE_MAGIC_BYTES, len(image) // 2, len(image) - 1):
            self.write("cut", image[:length])
            self.expect_refusal(self.carom("decide", "--rules", "cut", "/a"), "damaged rule image")
            self.expect_refusal(self.carom("compile", "cut", "-o", "again"), "damaged rule image")
        self.assertFalse((self.folder / "again").exists())

    def test_an_image_with_one_bit_flipped_is_refused_and_nothing_is_decided(self):
        image = self.make_image()
        for position in range(0, len(image), 17):
            with self.subTest(position=position):
                damaged = bytearray(image)
                damaged[position] ^= 0x10
                self.write("damaged", bytes(damaged))
                self.assertEqual(self.carom("decide", "--rules", "damaged", "/a").code, 1)

    def test_an_image_with_something_after_it_is_refused(self):
        self.write("longer", self.make_image() + b"x")
        self.expect_refusal(self.carom("check", "longer"), "damaged rule image")

    def test_an_image_of_another_version_says_so(self):
        image = bytearray(self.make_image())
        image[IMAGE_AT_VERSION] += 1
        self.write("newer", bytes(image))
        self.expect_refusal(self.carom("check", "newer"), "newer: a rule image of another version of "
                            "Carom, or one whose byte order was changed (an image is little-endian on "
                            "every machine): make it again with this version's `carom compile`")

    def test_an_image_with_its_bytes_swapped_says_so(self):
        image = self.make_image()
        swapped = b"".join(image[at:at + 4][::-1] for at in range(0, len(image), 4))
        self.write("swapped", image[:IMAGE_MAGIC_BYTES] + swapped[IMAGE_MAGIC_BYTES:])
        self.expect_refusal(self.carom("check", "swapped"), "whose byte order was changed")
        # With every byte of the file swapped it does not even begin as an image does.
        self.write("swapped", swapped)
        result = self.carom("check", "swapped")
        self.assertEqual(result.code, 1)
        self.assertIn("swapped:1:1: error: ", result.messages)

    def test_an_image_through_a_pipe_decides_too_and_a_cut_one_is_refused(self):
        image = self.make_image()
        result = self.carom("decide", "--rules", "-", "--json", "/a", stdin=image)
        self.assertEqual(result.json()["location"], "/b")
        self.expect_refusal(self.carom("decide", "--rules", "-", "/a", stdin=image[:-1]),
                            "damaged rule image")
        # The last bit: only the checksum can tell.
        flipped = image[:-1] + bytes([image[-1] ^ 1])
        self.expect_refusal(self.carom("decide", "--rules", "-", "/a", stdin=flipped),
                            "damaged rule image")

    def test_the_rest_of_a_standard_input_that_was_read_in_part_is_the_rules(self):
        self.write("rules", "# a line for somebody else\n" + RULES)
        with open(self.folder / "rules", "rb", buffering=0) as file:
            file.read(27)
            self.assertEqual(self.carom("check", "-", stdin_file=file).text, "-: 2 rules\n")

    def test_random_bytes_are_errors_with_a_position(self):
        noise = random.Random(307)
        for size in (1, 100, 5_000, 200_000):
            with self.subTest(size=size):
                self.write("noise", b"\xfe" + noise.randbytes(size))
                result = self.carom("check", "noise")
                self.assertEqual(result.code, 1)
                self.assertRegex(result.messages, r"\Anoise:1:\d+: error: ")
                self.assertEqual(self.carom("decide", "--rules", "noise", "/").code, 1)

    def test_twenty_megabytes_of_random_bytes_are_refused_in_bounded_time(self):
        noise = random.Random(308)
        self.write("noise", noise.randbytes(20_000_000))
        result = self.carom("compile", "noise", "-o", "image")
        self.assertEqual(result.code, 1)
        lines = result.messages.splitlines()
        self.assertEqual(len(lines), 21)
        self.assertRegex(lines[-1], r"\Acarom: … and \d+ more\Z")
        self.assertEqual(os.listdir(self.folder), ["noise"])

    def test_ten_megabytes_of_rules_are_compiled(self):
        count = 300_000
        self.write("rules", "".join(f"/page/{n} /target/{n} 307\n" for n in range(count)))
        self.assertEqual(self.carom("compile", "rules", "-o", "image").code, 0)
        result = self.carom("decide", "--rules", "image", "--json", f"/page/{count - 1}")
        self.assertEqual(result.json()["location"], f"/target/{count - 1}")

    def test_a_line_of_one_megabyte_is_a_rule_or_an_error_but_no_crash(self):
        for name, line in (("path", "/" + "a" * 1_000_000 + " /b"),
                           ("token", "x" * 1_000_000),
                           ("blanks", "/a" + " " * 1_000_000 + "/b"),
                           ("tokens", "/a " + "k=v " * 250_000 + "/b"),
                           ("slashes", "/" * 1_000_000 + " /b"),
                           ("comment", "# " + "c" * 1_000_000)):
            with self.subTest(name):
                self.write("rules", line + "\n/x /y\n")
                result = self.carom("check", "--json", "rules")
                report = result.json()
                self.assertEqual(result.code, 0 if report["ok"] else 1)
                self.assertLess(len(result.out), 2000, "a long token is shortened in a message")
        self.assertFalse(report["errors"], "a long comment is no error")

    def test_a_line_of_ten_megabytes_is_a_rule_or_an_error_but_no_crash(self):
        for name, line in (("path", b"/" + b"a" * 10_000_000 + b" /b"),
                           ("target", b"/b /" + b"a" * 10_000_000),
                           ("segments", b"/a" * 5_000_000 + b" /b"),
                           ("pairs", b"/a " + b"k=v " * 2_500_000 + b"/b"),
                           ("reason", b'/a 403 Reason="' + b"w" * 10_000_000 + b'"')):
            with self.subTest(name):
                self.write("rules", line + b"\n/x /y\n")
                result = self.carom("check", "--json", "rules")
                self.assertEqual(result.code, 0 if result.json()["ok"] else 1)
                self.assertLess(len(result.out), 2000, "a long token is shortened in a message")

    def test_ten_thousand_placeholders_in_a_rule_are_an_error_of_its_line(self):
        many = "".join(f"/:p{n}" for n in range(10_000))
        for name, rule in (("from", many + " /b"), ("to", "/a " + many),
                           ("pairs", "/a " + "".join(f"k{n}=:p{n} " for n in range(10_000)) + "/b"),
                           ("splats", "/*" * 10_000 + " /b")):
            with self.subTest(name):
                self.write("rules", "/ok /fine\n" + rule + "\n/x /y\n")
                report = self.carom("check", "--json", "rules").json()
                if name == "to":  # names that were not captured stay as they are
                    self.assertTrue(report["ok"])
                else:
                    self.assertEqual(error_lines(report), [2])

    def test_bytes_that_are_no_utf_8_are_an_error_of_their_line(self):
        """A stray continuation, a cut sequence, an overlong one, a surrogate, and one beyond Unicode."""
        for bad in (b"\x80", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xff"):
            for line in (b"/a" + bad + b" /b", b"/a /b" + bad, b"/a k=" + bad + b" /b",
                         b'/a 403 Reason="' + bad + b'"'):
                with self.subTest(line):
                    self.write("rules", b"/ok /fine\n" + line + b"\n")
                    report = self.carom("check", "--json", "rules").json()
                    self.assertEqual(error_lines(report), [2])

    def test_a_nul_byte_is_an_error_at_its_place(self):
        self.write("rules", b"/ok /fine\n/a\0b /c\n")
        result = self.carom("check", "rules")
        self.assertEqual(result.code, 1)
        self.assertIn("rules:2:3: error: ", result.messages)
        self.assertIn("NUL", result.messages)


if __name__ == "__main__":
    main()
