"""Cues: words that speak for a meaning, whoever writes them (`data/reading/<language>/cues.yml`).

The lexicon is what keeps the reader from needing an example of every word: "borough", "ward" and
"town hall" are one cue. In English a phrase is matched at word borders, `*` stands for any ending;
in Chinese anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from advisor.reading import lexicon

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Phrase:
    """A phrase of a cue: its longest piece without a gap, and the expression for the whole.

    A piece is looked for much faster than an expression that begins at a border; only where the
    piece stands the rest is matched.
    """

    piece: str
    expression: str

    def stands_in(self, text: str) -> bool:
        """Whether the phrase occurs in a text (lower case)."""
        return self.piece in text and _compiled(self.expression).search(text) is not None


@dataclass(frozen=True)
class Cues:
    """The names of a language's cues and the phrases of each."""

    names: tuple[str, ...]
    phrases: tuple[tuple[Phrase, ...], ...]

    @classmethod
    def of(cls, language: str) -> Cues:
        """The cues of a language; none where it has no such file."""
        return _cues(language)

    def counts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """For each text (lower case) and cue: 1 if it occurs, shape (texts, cues)."""
        found = np.zeros((len(texts), len(self.phrases)), dtype=np.float32)
        for row, text in enumerate(texts):
            found[row] = [any(phrase.stands_in(text) for phrase in phrases) for phrases in self.phrases]
        return found


@cache
def _cues(language: str) -> Cues:
    try:
        content = lexicon.load(language, "cues")
    except FileNotFoundError:
        return Cues((), ())
    by_name: dict[str, dict[str, None]] = {}
    for name, phrase in lexicon.phrases(content):
        by_name.setdefault(name, {})[phrase.lower()] = None
    return Cues(tuple(by_name), tuple(tuple(_phrases(tuple(phrases))) for phrases in by_name.values()))


def _phrases(phrases: Sequence[str]) -> Iterator[Phrase]:
    """The Chinese ones in one expression, which is fast without borders; the others one by one."""
    anywhere = [phrase for phrase in phrases if _HAN.search(phrase)]
    if anywhere:
        yield Phrase("", "|".join(map(_body, anywhere)))
    for phrase in phrases:
        if not _HAN.search(phrase):
            piece = max(re.split(r"[*\s]+", phrase), key=len)
            yield Phrase(piece, rf"(?<!\w){_body(phrase)}(?!\w)")


def _body(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
