"""`advisor assess [FILE]`: rows of answers in, one assessment object a line out.

Reads JSON lines (standard input, .jsonl, .json), .csv and .xlsx. Fields and columns are named by
the ids of the questions, with an optional `name` and an optional `language`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from advisor.commands.answer_rows import ENDINGS, LINES, UnreadableFile, ending_of, read_rows
from advisor.commands.assessment_files import OUTPUT_ENDINGS, AssessmentWriter, JsonLines, writer_for
from advisor.commands.row_assessor import RowAssessor
from advisor.knowledge import Knowledge, KnowledgeError, load_knowledge


def run(argv: Sequence[str]) -> int:
    """Assess every row and name the bad ones on standard error.

    Returns 0 where all is well, 1 where a row or column was bad, 2 where nothing could be read
    or written.
    """
    try:
        knowledge = load_knowledge()
    except KnowledgeError as error:
        print(f"The knowledge has faults (see `advisor check`):\n{error}", file=sys.stderr)
        return 2
    arguments = _arguments(argv, knowledge)
    try:
        return _run(arguments.file, arguments.output, arguments.language, knowledge)
    except BrokenPipeError:
        # Whoever read the output has gone; what Python still holds back goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except UnreadableFile as error:
        print(f"{_source(arguments.file)}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"advisor assess: {error}", file=sys.stderr)
        return 2


def _source(file: Path | None) -> str:
    return "standard input" if file is None else file.name


def _arguments(argv: Sequence[str], knowledge: Knowledge) -> argparse.Namespace:
    outputs = ", ".join(OUTPUT_ENDINGS)
    parser = argparse.ArgumentParser(
        prog="advisor assess",
        description="Answers in (question id → value, one row each), assessments out.",
    )
    parser.add_argument(
        "file", nargs="?", type=Path, help=f"a file ending in {', '.join(ENDINGS)}; else JSON lines on standard input"
    )
    parser.add_argument(
        "--language",
        choices=knowledge.languages,
        default=knowledge.languages[0],
        help="language of rows that name none (default: %(default)s)",
    )
    parser.add_argument("--output", type=Path, help=f"a file ending in {outputs}; else JSON lines on standard output")
    arguments = parser.parse_args(list(argv))
    output: Path | None = arguments.output
    if output is not None and output.suffix.lower() not in OUTPUT_ENDINGS:
        parser.error(f"--output {output}: the name should end in one of {outputs}")
    if output is not None and arguments.file is not None and output.exists() and output.samefile(arguments.file):
        parser.error(f"--output {output}: this would overwrite the answers")
    return arguments


def _run(file: Path | None, output: Path | None, language: str, knowledge: Knowledge) -> int:
    with contextlib.ExitStack() as open_files:
        stream: BinaryIO = sys.stdin.buffer
        ending = LINES[0]
        if file is not None:
            ending = ending_of(file)
            stream = open_files.enter_context(file.open("rb"))
        writer = open_files.enter_context(contextlib.closing(_writer(output, knowledge)))
        assessor = RowAssessor(knowledge, language, writer, sys.stderr, _source(file))
        return 1 if assessor.assess_all(read_rows(stream, ending)) else 0


def _writer(output: Path | None, knowledge: Knowledge) -> AssessmentWriter:
    if output is not None:
        return writer_for(output, knowledge)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    return JsonLines(sys.stdout)
