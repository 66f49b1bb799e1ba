#!/usr/bin/python3
"""core/DIALECTS.md: every row of its tables, asked of the tool."""
import re
from pathlib import Path

from tool_support import ToolTest, main

DOCUMENT = Path(__file__).resolve().parents[1] / "DIALECTS.md"
DIALECTS = ("carom", "netlify", "cloudflare")
ROWS_AT_LEAST = 80


def spans(cell):
    """The code spans of a cell, one below the other; `\\xNN` in them is a byte."""
    assert re.fullmatch(r"`[^`]*(`[^`]*`[^`]*)*`(<br>`.*`)*", cell), cell
    texts = [part.strip()[1:-1].replace(r"\|", "|") for part in cell.split("<br>")]
    return [re.sub(rb"\\x([0-9A-F]{2})", lambda match: bytes([int(match[1], 16)]),
                   text.encode("utf-8")) for text in texts]


def rows():
    """Each row as (line number, rules, request, {dialect: what the table says})."""
    heads = None
    for number, line in enumerate(DOCUMENT.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            heads = None
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if heads is None:
            heads = [cell.strip("`") for cell in cells]
            assert heads[:3] == ["What", "Rules", "Request"], f"line {number}: {heads}"
        elif not line.startswith("| ---"):
            assert len(cells) == len(heads), f"line {number}"
            yield (number, b"\n".join(spans(cells[1])), spans(cells[2]),
                   {head: spans(cell) for head, cell in zip(heads, cells) if head in DIALECTS})


class DialectsTest(ToolTest):
    def answer(self, dialect, request):
        """What the tool decides, as the tables write it."""
        url, *fields = [os_text(part) for part in request]
        if url.startswith("/"):
            url = "https://h.example" + url
        options = [option for field in fields for option in ("-H", field)]
        result = self.carom("decide", "--rules", "_redirects", "--dialect", dialect, "--json",
                            *options, url)
        decision = result.json()
        if not decision["ok"]:
            return "error", result.messages
        if decision["action"] == "none":
            return "none", ""
        if decision["action"] == "rewrite" and not decision["location"].startswith("/"):
            self.assertEqual(decision["status"], 502)
            return f"proxy {decision['location']}", ""
        return " ".join(filter(None, (str(decision["status"]), decision["location"]))), ""

    def warnings(self, dialect):
        result = self.carom("check", "--dialect", dialect, "_redirects")
        return [line.partition(" warning: ")[2] for line in result.messages.splitlines()]

    def test_every_row_is_what_the_tool_decides(self):
        count = 0
        for number, rules, request, expected in rows():
            self.write("_redirects", rules + b"\n")
            for dialect, (wanted, *more) in expected.items():
                with self.subTest(line=number, dialect=dialect, rules=rules):
                    answer, messages = self.answer(dialect, request)
                    kind, _, text = wanted.decode("utf-8").partition(": ")
                    self.assertEqual(answer, kind if text else wanted.decode("utf-8"), messages)
                    self.assertIn(f" error: {text}" if text else "", messages)
                    for line in more:
                        self.assertTrue(line.startswith(b"warning: "), line)
                        warning = line.decode("utf-8").partition(": ")[2]
                        self.assertTrue(any(said.startswith(warning)
                                            for said in self.warnings(dialect)), warning)
            count += 1
        self.assertGreaterEqual(count, ROWS_AT_LEAST, "rows were not found")

    def test_every_dialect_has_its_tables(self):
        seen = [dialect for _, _, _, expected in rows() for dialect in expected]
        for dialect in DIALECTS:
            self.assertGreaterEqual(seen.count(dialect), 40 if dialect != "carom" else 60, dialect)


def os_text(part):
    """Bytes as an argument of a program."""
    return part.decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    main()
