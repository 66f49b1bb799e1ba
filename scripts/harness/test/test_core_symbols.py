"""What the release archive of the core refers to and holds: bytes functions only, and no mutable data."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.paths import ROOT

ALLOWED = {"memcpy", "memmove", "memset", "memcmp", "memchr"}
# What a compiler calls for itself.
COMPILERS_OWN = re.compile(r"__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__(mem(cpy|move|set))_chk|__popcountdi2")
# Relocated tables of constants are in .data.rel.ro, which is read-only once the program runs.
MUTABLE_SECTION = re.compile(r"\s*\d+\s+(\.(?:data|bss|tdata|tbss)(?!\.rel\.ro)\S*)\s+([0-9a-f]+)\s")


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          env=dict(os.environ, LC_ALL="C"))
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def build_core():
    """Builds the archive as a release is built, in a folder of its own below the build's."""
    base = os.environ.get("CAROM_BUILD_DIR")
    folder = Path(base) / "core_release" if base else Path(tempfile.mkdtemp(prefix="carom_core_"))
    run("cmake", "-S", str(ROOT), "-B", str(folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
        "-DCAROM_TESTS=OFF", "-DCAROM_TOOL=OFF", "-DCAROM_SERVER=OFF", "-DCAROM_MICRO=OFF")
    run("cmake", "--build", str(folder), "--target", "carom_core")
    return folder / "core" / "libcarom_core.a"


class CoreArchive(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.archive = build_core()

    def defined(self):
        lines = run("nm", "-g", "--defined-only", str(self.archive)).splitlines()
        return {line.split()[2] for line in lines if re.match(r"[0-9a-f]+ [A-Z] ", line)}

    def test_it_refers_to_bytes_functions_and_itself_only(self):
        symbols = {line.split()[1] for line in run("nm", "-u", str(self.archive)).splitlines()
                   if line.strip().startswith("U ")}
        self.assertIn("memcpy", symbols, "nm listed nothing: is this the archive?")
        foreign = {name for name in symbols - ALLOWED - self.defined()
                   if not COMPILERS_OWN.fullmatch(name)}
        self.assertEqual(foreign, set())

    def test_every_name_that_a_user_of_the_archive_could_clash_with_is_caroms(self):
        names = self.defined()
        self.assertIn("carom_decide", names)
        self.assertEqual({name for name in names if not name.startswith("carom_")}, set())

    def test_it_has_no_mutable_data(self):
        sections = MUTABLE_SECTION.findall(run("objdump", "-h", str(self.archive)))
        self.assertTrue(sections, "objdump listed no section: is this the archive?")
        self.assertEqual([name for name, size in sections if int(size, 16) > 0], [])


if __name__ == "__main__":
    unittest.main()
