import unittest

from harness.duration import format_duration, format_moment, parse_duration


class Duration(unittest.TestCase):
    def test_reads_seconds_minutes_and_hours(self):
        for text, seconds in (("60", 60), ("60s", 60), ("5m", 300), ("1h", 3600), ("720h", 2592000)):
            with self.subTest(text):
                self.assertEqual(parse_duration(text), seconds)

    def test_refuses_what_is_no_length_of_time(self):
        for text in ("", "s", "5x", "-5", "+5", "1.5m", " 5", "5 s", "5ss", "1h30m", "٣", "0", "0m",
                     "721h", "9" * 9, "9" * 10):
            with self.subTest(text), self.assertRaises(ValueError):
                parse_duration(text)

    def test_the_error_says_what_to_write(self):
        with self.assertRaisesRegex(ValueError, "'5x' is not a length of time: write 60, 60s"):
            parse_duration("5x")

    def test_is_written_short(self):
        for seconds, text in ((0, "0 s"), (-3, "0 s"), (9.9, "9 s"), (75, "1:15"), (3700, "1:01:40")):
            with self.subTest(seconds):
                self.assertEqual(format_duration(seconds), text)

    def test_a_moment_is_written_to_the_minute_and_anything_else_stays(self):
        self.assertEqual(format_moment("2026-01-31T10:20:30+00:00"), "2026-01-31 10:20")
        self.assertEqual(format_moment("<b>"), "<b>")
        self.assertEqual(format_moment(None), "at an unknown time")


if __name__ == "__main__":
    unittest.main()
