"""What a cell of a filled-in table says: an answer by id, by label in any language, or by option number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from advisor.assessment.answers import NONE_OF_THEM, nearest
from advisor.assessment.prepared import once_per_knowledge
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge, Question
from advisor.training.papers.texts import PAPERS, said, say
from advisor.wording.texts import Texts

NUMBER_OF_NONE, NUMBER_OF_SKIP = "0", "9"
"""On paper, besides the numbers of the options: none of these, and no answer."""

NOT_ALLOWED, ONE_ONLY, TWO_WAYS, A_DATE = "not_allowed", "one_only", "two_ways", "a_date"

_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2e3a\u2e3b]+|--+")
_SEPARATORS = "[,;、/|]"
_BETWEEN = re.compile(r"[\s,;、/|]*")
_BETWEEN_NAMES = re.compile(_SEPARATORS)
_NUMBERS = re.compile(r"\d+(?:[\s,;、/|]+\d+)*")


@dataclass(frozen=True)
class Misread:
    """A cell that gives no answer.

    kind   NOT_ALLOWED, ONE_ONLY (several where one is asked), TWO_WAYS (a number that could be an option or a
           figure) or A_DATE (a spreadsheet program made one of “1-2”)
    found  what the cell holds, or the part of it that is wrong
    meant  values that may have been meant
    """

    kind: str
    found: str
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Everything a column or a cell may be called, whatever the language.

    columns  name → question id
    values   question id → name → value (`skip` and `[]` included)
    """

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    patterns: Mapping[str, re.Pattern[str]] = field(repr=False)

    def question(self, heading: str) -> str | None:
        """The question a column is about, or None."""
        return self.columns.get(plain(heading))


@once_per_knowledge
def vocabulary(knowledge: Knowledge) -> Vocabulary:
    """The names of all questions and options: ids, codes, and the words of every language."""
    every = [Texts(knowledge, language) for language in knowledge.languages]
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    for question in knowledge.questions.values():
        names = [question.id, question.code]
        for texts in every:
            names += [texts.get("questions", question.id, "name"), texts.get("questions", question.id, "ask")]
        columns |= {plain(name): question.id for name in names}
        values[question.id] = _values(question, every)
    patterns = {question: _pattern(names) for question, names in values.items()}
    return Vocabulary(columns, values, patterns)


def _values(question: Question, every: Sequence[Texts]) -> dict[str, str]:
    found: dict[str, str] = {}
    for texts in every:
        for value in question.values:
            option = texts.option(question.id, value)
            found |= {plain(option["label"]): value, plain(option["short"]): value}
        ways = [(SKIP, said(texts, "options.skip_also")), (SKIP, (say(texts, "options.skip"),))]
        if question.several:
            ways += [(NONE_OF_THEM, said(texts, "options.none_also")), (NONE_OF_THEM, (say(texts, "options.none"),))]
        # An option of the question itself goes before what is said in general (“no”, “none”).
        found = {plain(name): value for value, names in ways for name in names} | found
    if question.several:
        found[plain(NONE_OF_THEM)] = NONE_OF_THEM
    return found | {plain(value): value for value in (*question.values, SKIP)}


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """A name that ends where a separator, a blank or nothing follows; the longest first, as labels hold commas."""
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"({either})(?={_SEPARATORS}|\s|$)")


def plain(text: str) -> str:
    """The text so that what looks alike is alike: width, case, blanks, dashes."""
    narrow = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    return _BLANKS.sub(" ", narrow).strip().casefold()


def as_text(cell: object) -> str:
    """A cell as text; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def is_number(cell: object, question: Question) -> bool:
    """Whether a cell can only be meant as the number of an option (or several) on paper."""
    text = plain(as_text(cell))
    if text in question.values or not _NUMBERS.fullmatch(text):
        return False
    return _unit(question) is None and all(entry in _numbers(question) for entry in re.findall(r"\d+", text))


def read_cell(cell: object, question: Question, words: Vocabulary, by_number: bool) -> AnswerValue | Misread | None:
    """The answer in a cell, None where it is empty, or why it cannot be read.

    by_number  other cells of the row hold numbers of options, so this one does as well
    """
    if isinstance(cell, date):
        return Misread(A_DATE, cell.isoformat()[:10], _of_a_date(cell, question))
    text = plain(as_text(cell))
    if not text:
        return None
    named = words.values[question.id].get(text)
    if named is not None:
        return _answer((named,), question)
    text = plain(as_text(cell).replace("\n", ";"))
    if _NUMBERS.fullmatch(text):
        return _read_numbers(text, question, by_number)
    entries, stray = _entries(text, question, words)
    if stray:
        return Misread(NOT_ALLOWED, _as_given(cell, stray), _close(stray, question, words))
    return _answer(tuple(entries), question, as_text(cell))


def _answer(values: tuple[str, ...], question: Question, found: str = "") -> AnswerValue | Misread:
    chosen = tuple(dict.fromkeys(values))
    if len(chosen) == 1 and (not question.several or chosen[0] == SKIP):
        return chosen[0]
    if not question.several:
        return Misread(ONE_ONLY, found, chosen)
    if chosen == (NONE_OF_THEM,):
        return ()
    if SKIP in chosen or NONE_OF_THEM in chosen:
        return Misread(NOT_ALLOWED, found)
    return tuple(value for value in question.values if value in chosen)


def _entries(text: str, question: Question, words: Vocabulary) -> tuple[list[str], str]:
    """The values named in the text, and the first part of it that names none."""
    found: list[str] = []
    at = 0
    while between := _BETWEEN.match(text, at):
        at = between.end()
        if at == len(text):
            break
        name = words.patterns[question.id].match(text, at)
        if name is None:
            return found, _BETWEEN_NAMES.split(text[at:])[0].strip()
        found.append(words.values[question.id][name[1]])
        at = name.end()
    return found, ""


def _read_numbers(text: str, question: Question, by_number: bool) -> AnswerValue | Misread:
    numbers = re.findall(r"\d+", text)
    if not question.several and len(numbers) > 1:
        return Misread(ONE_ONLY, text)
    known = _numbers(question)
    stray = next((number for number in numbers if number not in known), None)
    figure = None if question.several else question.value_of_figure(float(numbers[0]))
    if stray is not None:
        return Misread(NOT_ALLOWED, stray, (figure,) if figure else ())
    option = known[numbers[0]]
    if _unit(question) is not None and not by_number and figure != option:
        return Misread(TWO_WAYS, text, tuple(value for value in (option, figure) if value and value != SKIP))
    return _answer(tuple(known[number] for number in numbers), question, text)


def _numbers(question: Question) -> dict[str, str]:
    """The numbers on paper → values."""
    known = {str(number): value for number, value in enumerate(question.values, 1)}
    if question.several:
        known[NUMBER_OF_NONE] = NONE_OF_THEM
    return known | {NUMBER_OF_SKIP: SKIP}


def _unit(question: Question) -> str | None:
    return next((choice.figures.unit for choice in question.choices if choice.figures), None)


def _of_a_date(day: date, question: Question) -> tuple[str, ...]:
    """The values a spreadsheet program may have made this date of: 1-2, 3-5, 1-24."""
    parts = ({day.month, day.day}, {day.month, day.year % 100})
    ranges = {value: {int(n) for n in value.split("-")} for value in question.values if re.fullmatch(r"\d+-\d+", value)}
    return tuple(value for value, numbers in ranges.items() if numbers in parts)


def _close(found: str, question: Question, words: Vocabulary) -> tuple[str, ...]:
    close = nearest(found, words.values[question.id])
    return (words.values[question.id][close],) if close else ()


def _as_given(cell: object, stray: str) -> str:
    """The wrong part as it was written: all of the cell where it is one piece."""
    given = as_text(cell)
    return given if plain(given) == stray else stray


def names_of_columns(knowledge: Knowledge, columns: Sequence[str]) -> dict[str, str]:
    """What else the columns of an export are called (`training_papers.yml`) → column."""
    found = {plain(column): column for column in columns}
    for language in knowledge.languages:
        for column in columns:
            found[plain(str(knowledge.wording[language][PAPERS]["columns"][column]["name"]))] = column  # type: ignore[index]
    return found
