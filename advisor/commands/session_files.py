"""`advisor questionnaire` and `advisor import-answers`: paper out, filled-in rows in."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from advisor.knowledge import Knowledge, KnowledgeError, load_knowledge
from advisor.reports.printing import PrintingUnavailable
from advisor.training.papers.drawn import html_paper, pdf_paper
from advisor.training.papers.fill_in import blank_table
from advisor.training.papers.importing import ENDINGS, ImportedRow, import_answers
from advisor.training.papers.paper import Paper, paper_name, renamed
from advisor.training.papers.questionnaire import questionnaire
from advisor.training.papers.texts import say
from advisor.training.papers.word import word_paper
from advisor.wording.texts import Texts

MAKE: Mapping[str, Callable[[Paper], bytes]] = {
    "pdf": pdf_paper,
    "docx": word_paper,
    "html": lambda paper: html_paper(paper).encode("utf-8"),
}
TABLE = "xlsx"


def run_questionnaire(argv: Sequence[str]) -> int:
    """Write the questionnaire, or the table for typing it in, and print the file's name.

    Returns 0 where all is well, 2 where nothing could be made.
    """
    knowledge = _knowledge()
    if knowledge is None:
        return 2
    deeper = [id for id, part in knowledge.parts.items() if part.stage != "core"]
    parser = argparse.ArgumentParser(prog="advisor questionnaire", description="The interview to print and fill in.")
    parser.add_argument("--language", choices=knowledge.languages, default=knowledge.languages[0])
    parser.add_argument("--parts", nargs="*", choices=deeper, default=[], help="deeper parts besides the core")
    parser.add_argument("--format", choices=(*MAKE, TABLE), default="pdf", help=f"{TABLE}: a table for typing in")
    parser.add_argument("--output", type=Path, default=Path(), help="folder for the file (default: this one)")
    arguments = parser.parse_args(list(argv))
    paper = questionnaire(knowledge, arguments.language, date.today(), parts=arguments.parts)
    try:
        if arguments.format == TABLE:
            paper = renamed(paper, say(Texts(knowledge, arguments.language), "fill_in.title"))
            content = blank_table(knowledge, arguments.language, parts=arguments.parts)
        else:
            content = MAKE[arguments.format](paper)
        arguments.output.mkdir(parents=True, exist_ok=True)
        path = arguments.output / paper_name(paper, arguments.format)
        path.write_bytes(content)
    except (OSError, PrintingUnavailable) as error:
        print(f"advisor questionnaire: {error}", file=sys.stderr)
        return 2
    print(path)
    return 0


def run_import_answers(argv: Sequence[str]) -> int:
    """Print the good rows of a filled-in table as JSON lines that `advisor assess` reads; name what is wrong.

    Returns 0 where all is well, 1 where something was wrong (the good rows go on), 2 where the file could
    not be opened.
    """
    knowledge = _knowledge()
    if knowledge is None:
        return 2
    parser = argparse.ArgumentParser(prog="advisor import-answers", description="Filled-in rows as answers.")
    parser.add_argument("file", type=Path, help=f"a file ending in {' or '.join(ENDINGS)}")
    parser.add_argument(
        "--language", choices=knowledge.languages, default=knowledge.languages[0], help="of what is said about faults"
    )
    arguments = parser.parse_args(list(argv))
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        print(f"advisor import-answers: {error}", file=sys.stderr)
        return 2
    imported = import_answers(content, arguments.file.suffix.lower(), knowledge, arguments.language)
    for row in imported.rows:
        print(json.dumps(_entry(row), ensure_ascii=False))
    for fault in imported.faults:
        print(f"{arguments.file.name}: {fault.text}", file=sys.stderr)
    return 1 if imported.faults else 0


def _entry(row: ImportedRow) -> dict[str, object]:
    answers = {question: value if isinstance(value, str) else list(value) for question, value in row.answers.items()}
    name = row.organization or (str(row.number) if row.number is not None else "")
    return {"name": name, **answers} if name else {**answers}


def _knowledge() -> Knowledge | None:
    try:
        return load_knowledge()
    except KnowledgeError as error:
        print(f"The knowledge has faults (see `advisor check`):\n{error}", file=sys.stderr)
        return None
