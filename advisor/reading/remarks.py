"""Remarks and commands that are unmistakable, and what a correction speaks of.

The expressions are data (`data/reading/<language>/remarks.yml`). A remark in other words is left to
the classifier; here only what needs no weighing is recognized.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from advisor.reading import lexicon
from advisor.reading.features import even
from advisor.reading.sifting import Expression

SHORT = 60
"""Longest message, in characters, in which a fragment settles the intent."""

_EDGES = " .!?,;:~-_()[]\"'。!?,、;:…"
_SECTION = re.compile(r"(?<![\d.])([1-5](?:\.\d)?)(?![\d.%])")


def unmistakable(text: str, language: str | None, allowed: Iterable[str]) -> str | None:
    """The intent a message names beyond doubt, the first of those `allowed`; None where there is none."""
    allowed = tuple(allowed)
    message = even(text).strip(_EDGES)
    if not message:
        return None
    for tongue in _first(language):
        patterns = _whole(tongue)
        for form in _forms(message, tongue):
            for intent in allowed:
                if intent in patterns and patterns[intent].fullmatch(form):
                    return intent
    if len(message) <= SHORT:
        for tongue in _first(language):
            for intent, fragments in _compiled(tongue, "inside"):
                if intent in allowed and any(fragment.search(message) for fragment in fragments):
                    return intent
    return None


def wished_languages(text: str, language: str | None) -> tuple[str, ...]:
    """The languages a text names, each once; a wish may name the one it leaves as well."""
    message = even(text)
    named = [
        str(name)
        for tongue in _first(language)
        for name, words in _words(tongue)["languages"].items()
        if any(word in message for word in words)
    ]
    return tuple(dict.fromkeys(named))


def named_questions(text: str, language: str | None) -> tuple[str, ...]:
    """The questions a correction speaks of, the one with the most and longest hits first."""
    message = even(text)
    hits: dict[str, int] = {}
    for tongue in _first(language):
        for question, patterns in _compiled(tongue, "questions"):
            length = sum(len(found.group()) for each in patterns if (found := each.search(message)))
            if length:
                hits[question] = hits.get(question, 0) + length
    return tuple(sorted(hits, key=lambda question: -hits[question]))


def takes_back(text: str, language: str | None = None) -> bool:
    """Whether the words take something back ("I said it wrong", "改成")."""
    message = even(text)
    return any(pattern.search(message) for tongue in _first(language) for pattern in _list(tongue, "taken_back"))


def asks(text: str, language: str | None = None) -> bool:
    """Whether the words ask something ("what counts as …", "…算不算")."""
    message = even(text)
    return any(pattern.search(message) for tongue in _first(language) for pattern in _list(tongue, "asking"))


def says_more(text: str, language: str | None = None) -> bool:
    """Whether the words announce more than one thing ("two fixes", "再一个")."""
    message = even(text)
    return any(pattern.search(message) for tongue in _first(language) for pattern in _list(tongue, "several"))


def without_old_value(text: str, language: str | None) -> str:
    """The text without the value that is taken back ("40, not 60" → "40,")."""
    message = even(text)
    for tongue in _first(language):
        for pattern in _list(tongue, "old_value"):
            message = pattern.pattern.sub(" ", message)
    return " ".join(message.split())


def named_sections(text: str, sections: Iterable[str]) -> tuple[str, ...]:
    """The sections of the study a text names ("4.3")."""
    known = set(sections)
    return tuple(dict.fromkeys(number for number in _SECTION.findall(even(text)) if number in known))


def _forms(message: str, language: str) -> list[str]:
    """The message, and the message without fillers at its ends."""
    forms = [message]
    for _ in range(4):
        shorter = _trim(forms[-1], language).strip(_EDGES)
        if not shorter or shorter == forms[-1]:
            break
        forms.append(shorter)
    return forms


def _trim(message: str, language: str) -> str:
    start, end = _fillers(language)
    return end.sub("", start.sub("", message, count=1).strip(_EDGES), count=1)


@cache
def _fillers(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = sorted(_words(language)["fillers"], key=len, reverse=True)
    either = "|".join(words)
    # Where words stand apart, a filler ends at a word border; Chinese has none.
    before, after = (r"(?<!\w)", r"(?!\w)") if re.search(r"[a-z]", words[0]) else ("", "")
    return re.compile(rf"^(?:{either}){after}"), re.compile(rf"{before}(?:{either})$")


@cache
def _whole(language: str) -> dict[str, re.Pattern[str]]:
    """Intent → what a whole message that has it may be."""
    kinds = _words(language)["whole"].items()
    return {intent: re.compile("|".join(f"(?:{each})" for each in expressions)) for intent, expressions in kinds}


@cache
def _compiled(language: str, kind: str) -> tuple[tuple[str, tuple[Expression, ...]], ...]:
    return tuple((name, tuple(map(Expression.of, patterns))) for name, patterns in _words(language)[kind].items())


@cache
def _list(language: str, kind: str) -> tuple[Expression, ...]:
    return tuple(map(Expression.of, _words(language)[kind]))


def _words(language: str) -> Any:
    return lexicon.load(language, "remarks")


def _first(language: str | None) -> list[str]:
    """All languages, this one first: people mix them."""
    return sorted(lexicon.languages(), key=lambda other: other != language)
