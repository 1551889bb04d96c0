"""Cues: words that speak for a meaning, whoever writes them (`data/reading/<language>/cues.yml`).

The lexicon is what keeps the reader from needing an example of every word: "borough", "ward" and
"town hall" are one cue. In English a phrase is matched at word borders, `*` stands for any ending;
in Chinese anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from advisor.reading import lexicon

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Cues:
    """The names of a language's cues and one expression for each."""

    names: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, language: str) -> Cues:
        """The cues of a language; none where it has no such file."""
        return _cues(language)

    def counts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """For each text (lower case) and cue: 1 if it occurs, shape (texts, cues)."""
        found = np.zeros((len(texts), len(self.patterns)), dtype=np.float32)
        for row, text in enumerate(texts):
            found[row] = [pattern.search(text) is not None for pattern in self.patterns]
        return found


@cache
def _cues(language: str) -> Cues:
    try:
        content = lexicon.load(language, "cues")
    except FileNotFoundError:
        return Cues((), ())
    by_name: dict[str, list[str]] = {}
    for name, phrase in lexicon.phrases(content):
        by_name.setdefault(name, []).append(phrase.lower())
    return Cues(tuple(by_name), tuple(_pattern(phrases) for phrases in by_name.values()))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """One expression for all phrases, the longest first."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile("|".join(_expression(phrase) for phrase in ordered))


def _expression(phrase: str) -> str:
    body = re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return body if _HAN.search(phrase) else rf"(?<!\w){body}(?!\w)"
