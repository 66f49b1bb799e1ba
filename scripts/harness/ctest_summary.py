"""ctest's JUnit file as the one JSON object of `scripts/test --json`."""

import argparse
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any


def summarise(junit: str, code: int, seconds: int) -> dict[str, Any]:
    """Counts as ctest's own summary does: a disabled test is none, one that could not start failed."""
    cases = [case for case in ElementTree.fromstring(junit).iter("testcase")
             if case.get("status") != "disabled"]
    failed = [case.get("name", "") for case in cases if _failed(case)]
    return {"ok": code == 0, "tests": len(cases), "failed": len(failed), "failed_names": failed,
            "seconds": seconds}


def _failed(case: ElementTree.Element) -> bool:
    """A test that skips itself is not run, as is one without its executable; the reason tells them apart."""
    if case.get("status") != "notrun":
        return case.get("status") != "run"
    skipped = case.find("skipped")
    return skipped is None or not skipped.get("message", "").startswith("SKIP_")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="harness.ctest_summary", description=__doc__,
                                     allow_abbrev=False)
    parser.add_argument("junit", type=Path, metavar="FILE")
    parser.add_argument("--code", type=int, required=True, help="ctest's exit code")
    parser.add_argument("--seconds", type=int, required=True, help="since the start")
    options = parser.parse_args(arguments)
    try:
        summary = summarise(options.junit.read_text(encoding="utf-8"), options.code, options.seconds)
    except (OSError, ValueError, ElementTree.ParseError) as error:
        print(f"test: ctest left no readable result ({error}); its exit code was {options.code}",
              file=sys.stderr)
        summary = {"ok": False, "tests": 0, "failed": 0, "failed_names": [],
                   "seconds": options.seconds}
        print(json.dumps(summary))
        return 1
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
