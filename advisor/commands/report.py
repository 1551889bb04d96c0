"""`advisor report FILE`: assessments (JSON lines, as `advisor assess` writes them) in, a report each out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.commands.answer_rows import AnswerRow, Heading, read_rows
from advisor.knowledge import Knowledge, KnowledgeError, load_knowledge
from advisor.reports.checking import assessment_faults
from advisor.reports.content import result_content
from advisor.reports.file_names import file_name
from advisor.reports.page import html_report
from advisor.reports.pdf import pdf_report
from advisor.reports.picture import picture
from advisor.reports.printing import PrintingUnavailable
from advisor.reports.records import ResultContent
from advisor.reports.word import word_report

MAKE: Mapping[str, Callable[[ResultContent], bytes]] = {
    "pdf": pdf_report,
    "docx": word_report,
    "png": picture,
    "html": lambda content: html_report(content).encode("utf-8"),
}
NAME = "name"


def run(argv: Sequence[str]) -> int:
    """Make a file for each assessment and print its name; name what is wrong on standard error.

    Returns 0 where all is well, 1 where an assessment was bad (the others go on), 2 where nothing
    could be read or made.
    """
    try:
        knowledge = load_knowledge()
    except KnowledgeError as error:
        print(f"The knowledge has faults (see `advisor check`):\n{error}", file=sys.stderr)
        return 2
    arguments = _arguments(argv, knowledge)
    try:
        return _run(arguments, knowledge)
    except (OSError, PrintingUnavailable) as error:
        print(f"advisor report: {error}", file=sys.stderr)
        return 2


def _arguments(argv: Sequence[str], knowledge: Knowledge) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="advisor report", description="Makes a report of each assessment in a file (JSON lines)."
    )
    parser.add_argument("file", type=Path, help="assessments as `advisor assess` writes them; - for standard input")
    parser.add_argument("--format", choices=tuple(MAKE), default="pdf", help="default: %(default)s")
    parser.add_argument(
        "--language", choices=knowledge.languages, help="language of the reports (default: that of each assessment)"
    )
    parser.add_argument("--output", type=Path, default=Path(), help="folder for the reports (default: this one)")
    return parser.parse_args(list(argv))


def _run(arguments: argparse.Namespace, knowledge: Knowledge) -> int:
    standard_input = str(arguments.file) == "-"
    source = "standard input" if standard_input else arguments.file.name
    arguments.output.mkdir(parents=True, exist_ok=True)
    made: set[Path] = set()
    faults = 0
    with sys.stdin.buffer if standard_input else arguments.file.open("rb") as stream:
        for row in read_rows(stream, ".jsonl"):
            if isinstance(row, Heading):
                continue
            if isinstance(row, AnswerRow):
                found = list(_faults(row, knowledge))
                if not found:
                    _write(row.fields, arguments, knowledge, made)
                    continue
            else:
                found = [f"{row.place}: {row.says}"]
            faults += len(found)
            for fault in found:
                print(f"{source}, {fault}", file=sys.stderr)
    return 1 if faults else 0


def _faults(row: AnswerRow, knowledge: Knowledge) -> Iterator[str]:
    entry = dict(row.fields)
    name = entry.pop(NAME, "")
    if not isinstance(name, str):
        yield f"{row.place(NAME)}, field {NAME}: found {name!r}; expected text"
    for fault in assessment_faults(entry, knowledge):
        yield f"{row.place(fault.field)}, field {fault.field}: {fault.says}"


def _write(entry: Mapping[str, Any], arguments: argparse.Namespace, knowledge: Knowledge, made: set[Path]) -> None:
    language = arguments.language or entry["language"]
    content = result_content(knowledge, language, entry, heard={}, figures={}, organization=entry.get(NAME, ""))
    path = _new(arguments.output / file_name(content, arguments.format), made)
    path.write_bytes(MAKE[arguments.format](content))
    print(path)


def _new(path: Path, made: set[Path]) -> Path:
    """The path, or one with a number where this run has made it already."""
    number, tried = 1, path
    while tried in made:
        number += 1
        tried = path.with_name(f"{path.stem} ({number}){path.suffix}")
    made.add(tried)
    return tried
