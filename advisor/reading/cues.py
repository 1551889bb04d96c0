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
from itertools import pairwise

from advisor.reading import lexicon

_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Phrase:
    """A phrase of the cue with this place among the names.

    plain        what must stand in a text, whatever stands around it
    expression   what must match where that is not enough
    """

    cue: int
    plain: str
    expression: str | None

    def within(self, text: str) -> bool:
        """Whether the phrase stands in a text."""
        # Most phrases do not: looking for plain characters first is a tenth of the work.
        return self.plain in text and (self.expression is None or bool(_compiled(self.expression).search(text)))


@dataclass(frozen=True)
class Cues:
    """The names of a language's cues and their phrases, filed.

    Matching thousands of phrases takes long, so only those are matched of which a word (`words`), the
    beginning of a word (`beginnings`) or the first two Chinese characters (`signs`) stand in a text.
    """

    names: tuple[str, ...]
    words: Mapping[str, Sequence[Phrase]]
    beginnings: Mapping[str, Sequence[Phrase]]
    signs: Mapping[str, Sequence[Phrase]]

    @classmethod
    def of(cls, language: str) -> Cues:
        """The cues of a language; none where it has no such file."""
        return _cues(language)

    def found(self, text: str) -> list[int]:
        """The places of the cues that occur in a text (an `even` one), in order."""
        hits: set[int] = set()
        for phrase in self._candidates(text):
            if phrase.cue not in hits and phrase.within(text):
                hits.add(phrase.cue)
        return sorted(hits)

    def _candidates(self, text: str) -> Iterator[Phrase]:
        for word in set(_WORD.findall(text)):
            yield from self.words.get(word, ())
            if self.beginnings:
                for end in range(1, len(word) + 1):
                    yield from self.beginnings.get(word[:end], ())
        for sign in {*text, *map("".join, pairwise(text))} if self.signs else ():
            yield from self.signs.get(sign, ())


@cache
def _cues(language: str) -> Cues:
    try:
        content = lexicon.load(language, "cues")
    except FileNotFoundError:
        return Cues((), {}, {}, {})
    by_name: dict[str, dict[str, None]] = {}
    for name, phrase in lexicon.phrases(content):
        by_name.setdefault(name, {})[phrase.lower()] = None
    filed: dict[str, dict[str, list[Phrase]]] = {"words": {}, "beginnings": {}, "signs": {}}
    for cue, phrases in enumerate(by_name.values()):
        for phrase in phrases:
            under, beginning = _filed_under(phrase)
            filed[under].setdefault(beginning, []).append(Phrase(cue, phrase.split("*")[0], _expression(phrase)))
    return Cues(tuple(by_name), **filed)


def _filed_under(phrase: str) -> tuple[str, str]:
    """In which part of the file a phrase stands, and under what: its longest word is the rarest one."""
    if _HAN.search(phrase):
        return "signs", phrase[:2]
    whole = [found.group() for found in re.finditer(r"\w+(?![\w*])", phrase)]
    return ("words", max(whole, key=len)) if whole else ("beginnings", phrase.rstrip("*"))


def _expression(phrase: str) -> str | None:
    if _HAN.search(phrase):
        # Chinese has no word borders.
        return None
    return rf"(?<!\w){re.escape(phrase)}(?!\w)".replace(r"\*", r"\w*")


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
