"""Cues: words that speak for a meaning, whoever writes them (`data/reading/<language>/cues.yml`).

The lexicon is what keeps the reader from needing an example of every word: "borough", "ward" and
"town hall" are one cue. In English a phrase is matched at word borders, `*` stands for any ending;
in Chinese anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from advisor.reading import lexicon

_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Phrase:
    """A phrase of the cue with this place among the names, and the expression it is matched by."""

    cue: int
    expression: str


@dataclass(frozen=True)
class Cues:
    """The names of a language's cues and their phrases, filed under how they begin.

    Matching a thousand expressions takes long, so only those phrases are matched whose first word
    occurs in a text (`words`), or whose first word's beginning does (`beginnings`), and those that
    may stand anywhere.
    """

    names: tuple[str, ...]
    words: Mapping[str, Sequence[Phrase]]
    beginnings: Mapping[str, Sequence[Phrase]]
    anywhere: Sequence[Phrase]

    @classmethod
    def of(cls, language: str) -> Cues:
        """The cues of a language; none where it has no such file."""
        return _cues(language)

    def counts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """For each text (lower case) and cue: 1 if it occurs, shape (texts, cues)."""
        found = np.zeros((len(texts), len(self.names)), dtype=np.float32)
        lengths = sorted(set(map(len, self.beginnings)))
        for row, text in enumerate(texts):
            for phrase in self._candidates(text, lengths):
                if not found[row, phrase.cue] and _compiled(phrase.expression).search(text):
                    found[row, phrase.cue] = 1.0
        return found

    def _candidates(self, text: str, lengths: Sequence[int]) -> Iterator[Phrase]:
        yield from self.anywhere
        for word in set(_WORD.findall(text)):
            yield from self.words.get(word, ())
            for length in lengths:
                yield from self.beginnings.get(word[:length], ())


@cache
def _cues(language: str) -> Cues:
    try:
        content = lexicon.load(language, "cues")
    except FileNotFoundError:
        return Cues((), {}, {}, ())
    by_name: dict[str, dict[str, None]] = {}
    for name, phrase in lexicon.phrases(content):
        by_name.setdefault(name, {})[phrase.lower()] = None
    words: dict[str, list[Phrase]] = {}
    beginnings: dict[str, list[Phrase]] = {}
    anywhere: list[Phrase] = []
    for cue, phrases in enumerate(by_name.values()):
        chinese = [phrase for phrase in phrases if _HAN.search(phrase)]
        if chinese:
            anywhere.append(Phrase(cue, "|".join(map(_body, chinese))))
        for phrase in phrases:
            if _HAN.search(phrase):
                continue
            bordered = Phrase(cue, rf"(?<!\w){_body(phrase)}(?!\w)")
            first = _WORD.match(phrase)
            if first is None:
                anywhere.append(bordered)
            elif phrase[first.end() :].startswith("*"):
                beginnings.setdefault(first.group(), []).append(bordered)
            else:
                words.setdefault(first.group(), []).append(bordered)
    return Cues(tuple(by_name), words, beginnings, anywhere)


def _body(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
