import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from harness.files import read_json, write_atomically, write_json


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_writes_the_whole_text_and_makes_the_folder(self):
        path = self.folder / "deep" / "file.txt"
        write_atomically(path, "é\n")
        self.assertEqual(path.read_bytes(), b"\xc3\xa9\n")

    def test_leaves_no_temporary_file(self):
        write_atomically(self.folder / "file", "text")
        self.assertEqual(os.listdir(self.folder), ["file"])

    def test_keeps_the_old_file_when_the_rename_fails(self):
        path = self.folder / "file"
        path.write_text("old")
        with mock.patch("os.replace", side_effect=OSError("no")), self.assertRaises(OSError):
            write_atomically(path, "new")
        self.assertEqual(path.read_text(), "old")
        self.assertEqual(os.listdir(self.folder), ["file"])

    def test_obeys_the_umask(self):
        before = os.umask(0o027)
        try:
            write_atomically(self.folder / "file", "text")
        finally:
            os.umask(before)
        self.assertEqual((self.folder / "file").stat().st_mode & 0o777, 0o640)

    def test_json_goes_round(self):
        path = self.folder / "file.json"
        write_json(path, {"a": [1, None, "é"]})
        self.assertEqual(read_json(path), {"a": [1, None, "é"]})

    def test_json_has_no_nan(self):
        path = self.folder / "file.json"
        with self.assertRaises(ValueError):
            write_json(path, float("nan"))
        self.assertFalse(path.exists())

    def test_an_error_in_json_names_the_file(self):
        path = self.folder / "half.json"
        path.write_text('{"a": ')
        with self.assertRaisesRegex(ValueError, "half.json is not JSON"):
            read_json(path)


if __name__ == "__main__":
    unittest.main()
