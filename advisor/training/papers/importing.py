"""Filled-in rows (XLSX, CSV) as participants' answers. What is wrong is named by its cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from advisor.assessment.answers import NONE_OF_THEM
from advisor.commands.answer_rows import CSV, XLSX, AnswerRow, Heading, Unreadable, UnreadableFile, read_rows
from advisor.knowledge.records import AnswerValue, Knowledge, Question
from advisor.training.papers.reading_cells import (
    NUMBER_OF_NONE,
    NUMBER_OF_SKIP,
    Misread,
    Vocabulary,
    as_text,
    is_number,
    names_of_columns,
    plain,
    read_cell,
    vocabulary,
)
from advisor.training.papers.rows import BEHIND, IN_FRONT
from advisor.training.papers.texts import say
from advisor.wording.texts import Texts

ENDINGS = (XLSX, CSV)
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2_000
LONGEST_NAME = 120
CUT_AFTER = 40

_FILE, _ROW, _COLUMN = "file", "row", "column"
_QUOTED_FORMULA = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")
_CHINESE = "gb18030"
"""What spreadsheet programs in China write CSV in unless told otherwise."""


@dataclass(frozen=True)
class ImportedRow:
    """One good row. `number` is None where the row names none; `row` is its line in the file."""

    row: int
    answers: Mapping[str, AnswerValue]
    number: int | None = None
    organization: str = ""
    voice: str = ""


@dataclass(frozen=True)
class ImportFault:
    """What is wrong: where, what was found, what is allowed (values), and all of it in words.

    place  `B7`, or line and column in words (CSV); empty where it is the whole file
    kind   `file`, `row`, `column`, or a kind of `reading_cells`
    """

    place: str
    kind: str
    text: str
    question: str = ""
    found: str = ""
    allowed: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """The good rows, every fault, and how many rows held no answer at all."""

    rows: tuple[ImportedRow, ...] = ()
    faults: tuple[ImportFault, ...] = ()
    empty: int = 0


def import_answers(content: bytes, ending: str, knowledge: Knowledge, language: str) -> Imported:
    """The answers in a file with this ending (`.xlsx`: its first sheet; `.csv`).

    Columns may be called by a question's id, code, name or full question, answers by id, label or number of
    the option, in any language. A row with a fault is left out; the others are taken. `language` is that of
    the faults' texts.
    """
    texts = Texts(knowledge, language)
    if ending not in ENDINGS:
        return _refused(texts, "import.file.ending", endings=", ".join(ENDINGS))
    if len(content) > MOST_BYTES or _unpacked(content, ending) > MOST_UNPACKED:
        return _refused(texts, "import.file.large", megabytes=MOST_BYTES // 1024**2)
    if ending == CSV:
        content = _as_utf8(content)
    return _Import(texts, quoted=ending == CSV).read(content, ending)


def _refused(texts: Texts, path: str, **words: object) -> Imported:
    return Imported(faults=(ImportFault("", _FILE, say(texts, path, **words)),))


def _unpacked(content: bytes, ending: str) -> int:
    if ending != XLSX:
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def _as_utf8(content: bytes) -> bytes:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode(_CHINESE).encode("utf-8")
        except UnicodeDecodeError:
            return content
    return content


@dataclass
class _Import:
    texts: Texts
    quoted: bool
    rows: list[ImportedRow] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    empty: int = 0
    questions: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def read(self, content: bytes, ending: str) -> Imported:
        """Go through the file."""
        words = vocabulary(self.texts.knowledge)
        try:
            for count, row in enumerate(read_rows(io.BytesIO(content), ending)):
                if count > MOST_ROWS:
                    self._fault("", _FILE, "import.file.long", rows=MOST_ROWS)
                    break
                if isinstance(row, AnswerRow):
                    self._row(row, words)
                elif isinstance(row, Heading):
                    self._heading(row, words)
                    if not self.questions:
                        self._fault("", _FILE, "import.file.heading")
                        break
                else:
                    self._unreadable(row)
        except UnreadableFile:
            self._fault("", _FILE, "import.file.unreadable", ending=ending.lstrip(".").upper())
        if not self.rows and not self.faults:
            self._fault("", _FILE, "import.file.empty")
        return Imported(tuple(self.rows), tuple(self.faults), self.empty)

    def _heading(self, heading: Heading, words: Vocabulary) -> None:
        known = names_of_columns(self.texts.knowledge, (*IN_FRONT, *BEHIND))
        taken: dict[str, str] = {}
        for column, place in heading.places.items():
            question = words.question(column)
            other = known.get(plain(column))
            if question is None and other is None:
                self._fault(self._place(place), _COLUMN, "import.column.unknown", found=_cut(column))
            elif question is not None and question in taken:
                first = taken[question]
                self._fault(self._place(place), _COLUMN, "import.column.twice", found=_cut(column), first=_cut(first))
            elif question is not None:
                taken[question] = column
                self.questions[column] = question
            elif other is not None:
                self.others[column] = other

    def _row(self, row: AnswerRow, words: Vocabulary) -> None:
        knowledge = self.texts.knowledge
        cells = {column: (row.fields.get(column), knowledge.questions[q]) for column, q in self.questions.items()}
        by_number = any(is_number(cell, question) for cell, question in cells.values())
        answers: dict[str, AnswerValue] = {}
        before = len(self.faults)
        for column, (cell, question) in cells.items():
            read = read_cell(cell, question, words, by_number)
            if isinstance(read, Misread):
                self._misread(self._place(row.place(column), column), question, read)
            elif read is not None:
                answers[question.id] = read
        given = {other: as_text(row.fields.get(column)) for column, other in self.others.items()}
        number = self._number(row, given.get("number", ""))
        if len(self.faults) > before:
            return
        if not answers:
            self.empty += 1
            return
        ordered = {question: answers[question] for question in knowledge.questions if question in answers}
        organization, voice = self._name(given.get("organization", "")), self._name(given.get("voice", ""))
        self.rows.append(ImportedRow(row.number, ordered, number, organization, voice))

    def _number(self, row: AnswerRow, given: str) -> int | None:
        if not given:
            return None
        if given.isdecimal() and int(given[:9]) > 0 and len(given) < 9:
            return int(given)
        column = next(column for column, other in self.others.items() if other == "number")
        self._fault(self._place(row.place(column), column), _ROW, "import.cell.number", found=_cut(given))
        return None

    def _name(self, text: str) -> str:
        """A name; in CSV as it was before `plain_cell` made it safe for spreadsheet programs."""
        return (_QUOTED_FORMULA.sub("", text, count=1) if self.quoted else text)[:LONGEST_NAME]

    def _misread(self, place: str, question: Question, read: Misread) -> None:
        allowed = self.texts.semicolons(_allowed(self.texts, question))
        meant = [self._named(question, value) for value in read.meant]
        words = {"found": _cut(read.found), "allowed": allowed, "meant": say(self.texts, "import.or").join(meant)}
        text = self._text(place, f"import.cell.{read.kind}", **words)
        if meant and read.kind == "not_allowed":
            text += say(self.texts, "import.meant", **words)
        every = (*question.values, "skip", *([NONE_OF_THEM] if question.several else []))
        self.faults.append(ImportFault(place, read.kind, text, question.id, read.found, every, read.meant))

    def _named(self, question: Question, value: str) -> str:
        label = self.texts.option(question.id, value)["label"] if value in question.values else value
        return say(self.texts, "import.named", label=label, id=value)

    def _place(self, place: str, column: str = "") -> str:
        """`cell C4` as `C4`, `line 4` in words."""
        kind, number = place.split(" ")
        if kind == "cell":
            return number
        path = "import.line_column" if column else "import.line"
        return say(self.texts, path, line=number, column=_cut(column))

    def _unreadable(self, row: Unreadable) -> None:
        self._fault(self._place(_first_of(row.place)), _ROW, "import.row.unreadable")

    def _fault(self, place: str, kind: str, path: str, **words: object) -> None:
        self.faults.append(
            ImportFault(place, kind, self._text(place, path, **words), found=str(words.get("found", "")))
        )

    def _text(self, place: str, path: str, **words: object) -> str:
        text = say(self.texts, path, **words)
        return say(self.texts, "import.at", place=place, text=text) if place else text


def _allowed(texts: Texts, question: Question) -> Iterator[str]:
    for number, value in enumerate(question.values, 1):
        yield say(texts, "import.option", number=number, label=texts.option(question.id, value)["label"])
    if question.several:
        yield say(texts, "import.option", number=NUMBER_OF_NONE, label=say(texts, "options.none"))
    yield say(texts, "import.option", number=NUMBER_OF_SKIP, label=say(texts, "options.skip"))


def _first_of(place: str) -> str:
    """`line 4` of `line 4, field x`: where a row that cannot be read begins."""
    return place.split(",")[0]


def _cut(text: str) -> str:
    return text if len(text) <= CUT_AFTER else text[:CUT_AFTER] + "…"
