"""Exact choices: a button's payload, an option's number or letter, an option's label.

Payloads are `question_id=value`, `question_id=v1,v2`, `question_id=` (none of them) and
`do=intent` or `do=intent:argument`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge, Question
from advisor.reading import lexicon
from advisor.reading.text import normalize

LETTERS = "abcdefgh"
_PAYLOAD = re.compile(r"([a-z][a-z0-9_]*)=(.*)", re.DOTALL)
_FIGURE = r"[1-9]"
_CIRCLED = {chr(0x2460 + place): str(place + 1) for place in range(9)}
_LONGEST = 400
_EDGES = " .!,;。、"


@dataclass(frozen=True)
class Choice:
    """What was chosen; `certain` is false for a bare number that could be a figure."""

    value: AnswerValue
    certain: bool = True


@dataclass(frozen=True)
class Payload:
    """A button that was pressed: an answer (question and value) or a command with its argument."""

    question: str | None = None
    value: AnswerValue | None = None
    intent: str | None = None
    argument: str | None = None


def read_payload(text: str, knowledge: Knowledge) -> Payload | None:
    """The payload in a text, or None where it is none or names what does not exist."""
    found = _PAYLOAD.fullmatch(text.strip())
    if not found:
        return None
    name, rest = found.groups()
    if name == "do":
        intent, _, argument = rest.strip().partition(":")
        return Payload(intent=intent, argument=argument or None) if re.fullmatch(r"[a-z_]+", intent) else None
    question = knowledge.questions.get(name)
    if question is None:
        return None
    values = tuple(value.strip() for value in rest.split(",") if value.strip())
    if values == (SKIP,):
        return Payload(question=name, value=SKIP)
    if any(value not in question.values for value in values) or (not question.several and len(values) != 1):
        return None
    return Payload(question=name, value=_in_order(question, values) if question.several else values[0])


class Choices:
    """Finds the options a text names; their labels are spelt plainly once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._labels = {
            (language, question.id): _labels(knowledge, language, question)
            for language in knowledge.languages
            for question in knowledge.questions.values()
        }
        self._languages = knowledge.languages

    def read(self, text: str, question: Question) -> Choice | None:
        """The option or options a text names by label, number or letter; None where it names none."""
        if not text.strip() or len(text) > _LONGEST:
            return None
        return self._by_label(text, question) or _by_place(text, question)

    def _by_label(self, text: str, question: Question) -> Choice | None:
        wanted = plain(text)
        if not wanted:
            return None
        for language in self._languages:
            labels = self._labels[language, question.id]
            if wanted in labels:
                value = labels[wanted]
                return Choice((value,) if question.several and value != SKIP else value)
            if question.several:
                values = _split(wanted, labels, _joints(language))
                if values and SKIP not in values:
                    return Choice(_in_order(question, values))
        return None


def names_of_questions(knowledge: Knowledge) -> dict[str, str]:
    """The names of questions as the review shows them, spelt plainly, in every language → question id."""
    names: dict[str, str] = {}
    for language in knowledge.languages:
        questions: Any = knowledge.wording[language]["questions"]
        names |= {plain(str(wording["name"])): question for question, wording in questions.items()}
    return names


def _labels(knowledge: Knowledge, language: str, question: Question) -> dict[str, str]:
    """Label, label without its brackets and short form of each option, spelt plainly; the longest first."""
    wording: Any = knowledge.wording[language]["questions"].get(question.id, {})
    options: Mapping[str, Mapping[str, str]] = wording.get("options", {}) if isinstance(wording, Mapping) else {}
    labels: dict[str, str] = {}
    for value in question.values:
        texts = options.get(value, {})
        label = str(texts.get("label", ""))
        for spelt in (label, re.sub(r"[((].*?[))]", "", label), str(texts.get("short", ""))):
            if plain(spelt):
                labels.setdefault(plain(spelt), value)
    return dict(sorted(labels.items(), key=lambda pair: -len(pair[0])))


def _split(wanted: str, labels: Mapping[str, str], joints: Sequence[str]) -> tuple[str, ...]:
    """The values whose labels, one after the other, make up the whole text; empty where they do not."""

    @cache
    def rest(start: int) -> tuple[str, ...] | None:
        if start == len(wanted):
            return ()
        for label in labels:
            if wanted.startswith(label, start):
                ends = [start + len(label)]
                ends += [ends[0] + len(joint) for joint in joints if wanted.startswith(joint, ends[0])]
                for end in ends:
                    found = rest(end)
                    if found is not None:
                        return (labels[label], *found)
        return None

    return rest(0) or ()


def _by_place(text: str, question: Question) -> Choice | None:
    even = "".join(_CIRCLED.get(character, character) for character in text)
    circled = even != text
    even = normalize(even).lower().strip(_EDGES)
    most = len(question.values)
    for language in lexicon.languages():
        if question.several:
            if _whole(language, "all", even):
                return Choice(question.values)
            if _whole(language, "none", even):
                return Choice(())
        place = most if _whole(language, "last", even) else _framed(language, even)
        if place is not None and 1 <= place <= most and not (question.several and _bare_figures(even)):
            return _at(question, (place,), certain=True)
    places = _bare_figures(even)
    if not places or any(not 1 <= place <= most for place in places):
        return None
    if len(places) > 1 and not question.several:
        return None
    return _at(question, places, certain=circled or all(_means_the_option(question, place) for place in places))


def _means_the_option(question: Question, place: int) -> bool:
    """Whether a bare figure can only mean the option of that number.

    Nobody says "3" for three months, but "3" can be three people or three percent.
    """
    units = {choice.figures.unit for choice in question.choices if choice.figures}
    return units <= {"months"} or question.value_of_figure(place) == question.values[place - 1]


def _at(question: Question, places: Sequence[int], certain: bool) -> Choice:
    values = tuple(question.values[place - 1] for place in places)
    return Choice(_in_order(question, values) if question.several else values[0], certain)


def _bare_figures(even: str) -> tuple[int, ...]:
    """The numbers of a message that holds nothing else ("2", "1 3 4", "1、3", "1 and 3")."""
    if not re.fullmatch(r"\(?[1-9]\)?[.)]?(\s*([\s,;+/&、和跟.]|and)\s*\(?[1-9]\)?[.)]?)*", even):
        return ()
    return tuple(dict.fromkeys(int(figure) for figure in re.findall(r"[1-9]", even)))


def _framed(language: str, even: str) -> int | None:
    """The place a message points at with words ("the second one", "选2", "B")."""
    for pattern in _frames(language):
        found = pattern.fullmatch(even)
        if found:
            named = next(name for name in found.groupdict().values() if name)
            if named in LETTERS:
                return LETTERS.index(named) + 1
            return int(named) if named.isdigit() else _numbers(language)[named]
    return None


@cache
def _frames(language: str) -> tuple[re.Pattern[str], ...]:
    words = lexicon.load(language, "choices")
    parts = {
        "figure": _FIGURE,
        "letter": f"[{LETTERS}]",
        "number": "|".join([*_numbers(language), _FIGURE]),
        "ordinal": "|".join(words["ordinals"]) or "(?!)",
    }
    patterns = []
    for frame in words["frames"]:
        for name, expression in parts.items():
            frame = frame.replace("{" + name + "}", f"(?P<{name}>{expression})")
        patterns.append(re.compile(frame))
    return tuple(patterns)


@cache
def _numbers(language: str) -> dict[str, int]:
    return {str(word): place for place, words in lexicon.load(language, "choices")["numbers"].items() for word in words}


def _whole(language: str, kind: str, even: str) -> bool:
    return any(pattern.fullmatch(even) for pattern in _patterns(language, kind))


@cache
def _patterns(language: str, kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in lexicon.load(language, "choices")[kind])


@cache
def _joints(language: str) -> tuple[str, ...]:
    return tuple(plain(joint) for joint in lexicon.load(language, "choices")["joints"] if plain(joint))


def _in_order(question: Question, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in question.values if value in values)


def plain(text: str) -> str:
    """Letters and digits only, in one case: spaces, punctuation and width do not matter."""
    even = normalize(text).casefold()
    return "".join(character for character in even if unicodedata.category(character)[0] in "LN")
