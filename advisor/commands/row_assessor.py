"""Assesses row after row; what is wrong with one is said with its place and what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import TextIO
from uuid import UUID

from advisor.assessment.answers import (
    NONE_OF_THEM,
    ONE_VALUE_ONLY,
    UNKNOWN_QUESTION,
    AnswerFault,
    check_answers,
    nearest,
)
from advisor.assessment.assess import assess
from advisor.commands.answer_rows import AnswerRow, Heading, Read, UnreadableFile
from advisor.commands.assessment_files import AssessmentWriter
from advisor.knowledge import Knowledge
from advisor.wording.assessment_object import assessment_object, utc_now

NAME = "name"
LANGUAGE = "language"
ALONGSIDE = frozenset(
    ("number", "organization", "voice", "orientation", "confidence", "leans", "nearest", "found", "suggestions")
) | {"knowledge_version", "joined", "finished"}
"""Columns of our own exports that are no answers: passed over without a word."""
_CUT_AFTER = 60
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class RowAssessor:
    """Writes an assessment for every good row to `writer`, a line for every fault to `faults`."""

    def __init__(
        self, knowledge: Knowledge, language: str, writer: AssessmentWriter, faults: TextIO, source: str
    ) -> None:
        self._knowledge = knowledge
        self._language = language
        self._writer = writer
        self._faults = faults
        self._source = source
        self._left_out: frozenset[str] = frozenset()
        self._count = 0
        # One time for the whole run, one seed for its ids: asking the system for each row is slow.
        self._created = utc_now()
        self._random = Random()

    def assess_all(self, rows: Iterable[Read]) -> int:
        """Work through the rows and return the number of faults named.

        Raises UnreadableFile where the heading of a table names no question.
        """
        for row in rows:
            if isinstance(row, AnswerRow):
                self._row(row)
            elif isinstance(row, Heading):
                self._heading(row)
            else:
                self._name_fault(row.place, row.says)
        return self._count

    def _heading(self, heading: Heading) -> None:
        known = (NAME, LANGUAGE, *self._knowledge.questions)
        if not any(column in self._knowledge.questions for column in heading.places):
            raise UnreadableFile(f"the heading names no question; columns are: {', '.join(known)}")
        unknown = [column for column in heading.places if column not in known]
        for column in (column for column in unknown if column not in ALONGSIDE):
            self._name_fault(heading.places[column], f"the column {_cut(column)} {self._unknown_field(column)}")
        self._left_out = frozenset(unknown)

    def _row(self, row: AnswerRow) -> None:
        raw = dict(row.fields)
        for column in self._left_out:
            raw.pop(column, None)
        name, name_fault = _name(raw.pop(NAME, None))
        language = raw.pop(LANGUAGE, None) or self._language
        answers, faults = check_answers(raw, self._knowledge)
        before = self._count
        if name_fault:
            self._name_fault(f"{row.place(NAME)}, field {NAME}", name_fault)
        if language not in self._knowledge.languages:
            allowed = self._knowledge.languages
            says = _not_allowed(language, allowed, nearest(language, allowed))
            self._name_fault(f"{row.place(LANGUAGE)}, field {LANGUAGE}", says)
        for fault in faults:
            place = f"{row.place(fault.field)}, field {_cut(fault.field)}"
            self._name_fault(place, self._answer_fault(fault))
        if self._count > before:
            return
        id = UUID(int=self._random.getrandbits(128), version=4).hex
        entry = assessment_object(assess(answers, self._knowledge), language, self._knowledge, id, self._created)
        if name:
            entry[NAME] = name
        self._writer.write(entry)

    def _answer_fault(self, fault: AnswerFault) -> str:
        if fault.kind == UNKNOWN_QUESTION:
            return self._unknown_field(fault.field)
        says = _not_allowed(fault.found, fault.allowed, fault.nearest)
        if fault.kind == ONE_VALUE_ONLY:
            says += " (one of them, no list)"
        elif self._knowledge.questions[fault.field].several:
            says += f" (one or more, with commas between; {NONE_OF_THEM} for none of them)"
        return says

    def _unknown_field(self, field: str) -> str:
        """An unknown field; the id is also found for a question's name in a language or its code."""
        known = (NAME, LANGUAGE, *self._knowledge.questions)
        close = self._titles().get(field.lower()) or nearest(field, known)
        return f"is no question id; {_allowed(known, close)}"

    def _titles(self) -> Mapping[str, str]:
        titles = {question.code.lower(): question.id for question in self._knowledge.questions.values()}
        for wording in self._knowledge.wording.values():
            for question, texts in wording["questions"].items():
                if isinstance(texts, Mapping):
                    titles[str(texts["name"]).lower()] = question
        return titles

    def _name_fault(self, place: str, says: str) -> None:
        self._count += 1
        print(_on_one_line(f"{self._source}, {place}: {says}"), file=self._faults)


def _name(given: object) -> tuple[str | None, str | None]:
    """The name of a row as text, or what is wrong with it."""
    if given is None:
        return None, None
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        return None, f"found {_shown(given)}; allowed: text"
    name = str(given).strip()
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return None, f"found {_shown(given)}; allowed: text that can be written as UTF-8"
    return name, None


def _not_allowed(found: object, allowed: Iterable[str], close: str | None) -> str:
    return f"found {_shown(found)}; {_allowed(allowed, close)}"


def _allowed(allowed: Iterable[str], close: str | None) -> str:
    return f"allowed: {', '.join(allowed)}" + (f'; did you mean "{close}"?' if close else "")


def _shown(found: object) -> str:
    if isinstance(found, date):
        return f"the date {found.isoformat()} (format the column as text)"
    return _cut(json.dumps(found, ensure_ascii=False, default=str))


def _on_one_line(text: str) -> str:
    """The text with control characters and broken characters written out, so that it can be shown."""
    shown = _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def _cut(text: str) -> str:
    return text if len(text) <= _CUT_AFTER else text[:_CUT_AFTER] + "…"
