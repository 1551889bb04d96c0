"""Answers as they come from a file, a form or a channel, checked against the questions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from advisor.assessment.prepared import once_per_knowledge
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge, Question

Answers = Mapping[str, AnswerValue]
"""Question id → value. `skip` is a value; a question without an answer has no entry."""

UNKNOWN_QUESTION = "unknown_question"
UNKNOWN_VALUE = "unknown_value"
ONE_VALUE_ONLY = "one_value_only"

NONE_OF_THEM = "[]"
"""How a text cell says that none of the values applies (an empty cell is no answer)."""

_SEPARATORS = re.compile(r"[,;、，；]")
_LONGEST_COMPARED = 80


@dataclass(frozen=True)
class AnswerFault:
    """What is wrong with one field: what was found, what is allowed, and the nearest allowed.

    kind     `unknown_question`, `unknown_value` or `one_value_only` (a list where one is asked)
    allowed  values of the question with `skip`, or the ids of all questions
    """

    kind: str
    field: str
    found: object
    allowed: tuple[str, ...]
    nearest: str | None


@dataclass(frozen=True)
class _Field:
    """A question with its values ready to be looked up; `place` is the order of a value."""

    several: bool
    allowed: tuple[str, ...]
    place: Mapping[str, int]


@once_per_knowledge
def _fields(knowledge: Knowledge) -> dict[str, _Field]:
    return {question.id: _field(question) for question in knowledge.questions.values()}


def _field(question: Question) -> _Field:
    values = question.values
    return _Field(question.several, (*values, SKIP), {value: n for n, value in enumerate(values)})


def answered(value: AnswerValue | None) -> bool:
    """Whether there is a real answer: neither missing nor skipped."""
    return value is not None and value != SKIP


def nearest(found: object, allowed: Iterable[str]) -> str | None:
    """The allowed word that looks most like `found`, or None where none does."""
    if not isinstance(found, str):
        return None
    by_lower = {word.lower(): word for word in allowed}
    close = difflib.get_close_matches(found.strip().lower()[:_LONGEST_COMPARED], by_lower, n=1)
    return by_lower[close[0]] if close else None


def check_answers(raw: Mapping[str, object], knowledge: Knowledge) -> tuple[Answers, list[AnswerFault]]:
    """The answers that are right, in the order of the questions, and a fault for each that is not.

    None and empty text mean no answer. A question that takes several values is given a list, or
    one text with the values between commas or semicolons (`[]`: none of them); its answer is a
    tuple in the order of the options, each value once. Whole numbers are read as text, because
    spreadsheets turn "0" into a number.
    """
    fields = _fields(knowledge)
    answers: dict[str, AnswerValue] = {}
    faults: list[AnswerFault] = []
    for name in raw:
        if name not in fields:
            faults.append(AnswerFault(UNKNOWN_QUESTION, name, name, tuple(fields), nearest(name, fields)))
    for name, field in fields.items():
        given = raw.get(name)
        if given is None:
            continue
        value = _read(given, field)
        if isinstance(value, _Wrong):
            faults += [_value_fault(name, entry, field) for entry in value.entries]
        elif value is not None:
            answers[name] = value
    return answers, faults


def in_question_order(answers: Mapping[str, AnswerValue | list[str] | None], knowledge: Knowledge) -> Answers:
    """The same answers in the order of the questions, lists as tuples in the order of the options.

    Questions without an answer are left out. The values must be right already (`check_answers`).
    """
    ordered: dict[str, AnswerValue] = {}
    for name, field in _fields(knowledge).items():
        value = answers.get(name)
        if value is None:
            continue
        ordered[name] = value if isinstance(value, str) else _in_order(value, field)
    return ordered


def _in_order(entries: Iterable[object], field: _Field) -> tuple[str, ...]:
    given = set(entries)
    return tuple([value for value in field.place if value in given])


@dataclass(frozen=True)
class _Wrong:
    """The entries of a field that are not allowed."""

    entries: tuple[object, ...]


def _read(given: object, field: _Field) -> AnswerValue | _Wrong | None:
    """The answer in a field, None where it is empty, or what is wrong with it."""
    if isinstance(given, str) and given in field.place and not field.several:
        return given
    value = _as_text(given)
    if value is None or value == "":
        return None
    if not field.several:
        if isinstance(value, str) and (value in field.place or value == SKIP):
            return value
        return _Wrong((value,))
    entries = _entries(value)
    if entries == [SKIP]:
        return SKIP
    wrong = tuple([entry for entry in entries if not (isinstance(entry, str) and entry in field.place)])
    return _Wrong(wrong) if wrong else _in_order(entries, field)


def _as_text(given: object) -> object:
    """Text without the blanks around it; whole numbers as text; anything else as it is."""
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return given


def _entries(value: object) -> list[object]:
    if isinstance(value, str):
        if value == NONE_OF_THEM:
            return []
        return [entry.strip() for entry in _SEPARATORS.split(value) if entry.strip()]
    if isinstance(value, (list, tuple)):
        return [_as_text(entry) for entry in value]
    return [value]


def _value_fault(name: str, found: object, field: _Field) -> AnswerFault:
    kind = ONE_VALUE_ONLY if isinstance(found, (list, tuple)) and not field.several else UNKNOWN_VALUE
    return AnswerFault(kind, name, found, field.allowed, nearest(found, field.allowed))
