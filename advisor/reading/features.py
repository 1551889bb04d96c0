"""Text as numbers: TF-IDF of characters, words and stems, the cues of the language's lexicon, and marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, pairwise
from typing import Any

import numpy as np
import snowballstemmer
from scipy.sparse import csr_matrix, hstack

from advisor.reading import lexicon
from advisor.reading.cues import Cues
from advisor.reading.terms import Cut, Row, Terms
from advisor.reading.text import normalize

LONGEST = 600
"""Characters of a message that are read; what a leader means stands well before that."""

WORD = re.compile(r"[a-z\u00c0-\u024f]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]")
"""A word of Latin letters, a number, or one Chinese character (Chinese has no spaces to split at)."""

CHARACTERS = "characters"

CUE_WEIGHT = 0.2
"""How much a cue counts beside the TF-IDF entries, each of which has length one in all."""

MARK_WEIGHT = 0.3
"""The same for a mark."""


RUNS = (1, 2, 3, 4)
"""Lengths of the runs of characters."""


@lru_cache(maxsize=512)
def even(text: str) -> str:
    """The text as the features see it: normalized, lower case, cut to `LONGEST` characters."""
    return normalize(text[: 4 * LONGEST]).lower()[:LONGEST]


@dataclass(frozen=True)
class Features:
    """Turns texts of one language into rows; `fit` learns which entries there are.

    terms   of the runs of characters, of the words, and of the stems where the language has any
    marks   mark → its column
    """

    language: str
    terms: dict[str, Terms]
    marks: dict[str, int]

    @property
    def cues(self) -> Cues:
        """The cues of the language's lexicon."""
        return Cues.of(self.language)

    @classmethod
    def fit(cls, language: str, texts: Sequence[str], marks: Sequence[frozenset[str]]) -> tuple[Features, csr_matrix]:
        """Learn from texts (`even` ones) and their marks (of `facts`); also the texts as rows."""
        fitted = {name: Terms.fit(cut, texts) for name, cut in _cuts(language).items()}
        counted = Counter(mark for found in marks for mark in found)
        often = sorted(mark for mark, count in counted.items() if count > 1)
        terms = {name: learned for name, (learned, _) in fitted.items()}
        features = cls(language, terms, {mark: place for place, mark in enumerate(often)})
        return features, features._beside([rows for _, rows in fitted.values()], texts, marks)

    def rows(self, texts: Sequence[str], marks: Sequence[frozenset[str]]) -> csr_matrix:
        """One row a text (`even` ones)."""
        return self._beside([each.rows(texts) for each in self.terms.values()], texts, marks)

    def row(self, text: str, marks: frozenset[str] = frozenset(), characters: bool = True) -> Row:
        """A single text; `characters`: with its runs of characters, which `wordwise` leaves out."""
        words = [each.row(text) for name, each in self.terms.items() if name != CHARACTERS]
        runs = self.terms[CHARACTERS]
        first = runs.row(text) if characters else Row.weighing((), 0.0, len(runs.columns))
        cues = Row.weighing(self.cues.found(text), CUE_WEIGHT, len(self.cues.names))
        return Row.beside([first, *words, cues, Row.weighing(self._known(marks), MARK_WEIGHT, len(self.marks))])

    def wordwise(self, rows: csr_matrix) -> csr_matrix:
        """The rows without runs of characters: a tenth of the work where many texts are learned from."""
        first = len(self.terms[CHARACTERS].columns)
        kept = rows[:, first:].tocsr()
        return csr_matrix((kept.data, kept.indices + first, kept.indptr), shape=rows.shape)

    def knows_a_word(self, row: Row) -> bool:
        """Whether a text holds a known word, stem, cue or mark, and not only runs of characters."""
        return bool((row.columns >= len(self.terms[CHARACTERS].columns)).any())

    def _known(self, marks: frozenset[str]) -> list[int]:
        return sorted(self.marks[mark] for mark in marks if mark in self.marks)

    def _beside(self, terms: Sequence[csr_matrix], texts: Iterable[str], marks: Iterable[frozenset[str]]) -> csr_matrix:
        cues = _weighing([self.cues.found(text) for text in texts], CUE_WEIGHT, len(self.cues.names))
        noted = _weighing([self._known(found) for found in marks], MARK_WEIGHT, len(self.marks))
        return hstack([*terms, cues, noted], format="csr")

    def to_state(self) -> dict[str, Any]:
        """Plain arrays, for saving."""
        terms = {name: each.to_state() for name, each in self.terms.items()}
        return {"language": self.language, "marks": list(self.marks), "terms": terms}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Features:
        """The inverse of `to_state`."""
        language = str(state["language"])
        terms = {name: Terms.from_state(cut, state["terms"][name]) for name, cut in _cuts(language).items()}
        return cls(language, terms, {m: place for place, m in enumerate(state["marks"])})


def _weighing(columns: Sequence[Sequence[int]], weight: float, width: int) -> csr_matrix:
    """Rows in which the columns named have the same weight."""
    ends = np.cumsum([0, *map(len, columns)])
    weights = np.full(ends[-1], weight, dtype=np.float32)
    return csr_matrix((weights, list(chain(*columns)), ends), shape=(len(columns), width))


def _cuts(language: str) -> dict[str, Cut]:
    """What texts of a language are cut into, in the order of the columns; runs of characters come first."""
    cuts: dict[str, Cut] = {CHARACTERS: _runs, "words": _words}
    algorithm = lexicon.load(language, "grammar")["stemmer"]
    return cuts | {"stems": partial(_stems, algorithm)} if algorithm else cuts


def _runs(text: str) -> list[str]:
    return [text[place : place + length] for length in RUNS for place in range(len(text) - length + 1)]


def _words(text: str) -> list[str]:
    """Words and pairs of words."""
    return _with_pairs(WORD.findall(text))


def _stems(algorithm: str, text: str) -> list[str]:
    """Stems and pairs of stems."""
    return _with_pairs(list(map(_stemmer(algorithm), WORD.findall(text))))


def _with_pairs(words: list[str]) -> list[str]:
    return words + [f"{first} {second}" for first, second in pairwise(words)]


@cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    """Kept apart from the features, which are sent between processes."""
    return lru_cache(maxsize=20_000)(snowballstemmer.stemmer(algorithm).stemWord)
