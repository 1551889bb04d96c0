"""spaCy pipelines without weights: a tokenizer, phrases by label, quantities.

`doc._.marks` holds the phrases found, `doc._.quantities` the quantities. The pipeline knows the
words of every language, because people mix them; it is built once a process.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from advisor.reading import lexicon
from advisor.reading.quantities import find_quantities

_TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f]+|'[A-Za-z]+|\d+|\s|.", re.DOTALL)


@dataclass(frozen=True)
class Mark:
    """A phrase of the lexicon in a text: `label` such as `payers/government/project`, character span."""

    label: str
    start: int
    end: int
    text: str


class Splitter:
    """Tokenizer: runs of Latin letters, runs of digits, every other character by itself."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The text as tokens; joined again they give the text, character for character."""
        words: list[str] = []
        spaces: list[bool] = []
        for token in _TOKEN.findall(text):
            if token == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(token)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> "Splitter":
        """Nothing to do: the tokenizer has no state."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Nothing to do: the tokenizer has no state."""
        return None

    def from_disk(self, _path: object, **_: object) -> "Splitter":
        """Nothing to do: the tokenizer has no state."""
        return self


@Language.component("advisor_quantities")  # type: ignore[untyped-decorator]
def quantities(doc: Doc) -> Doc:
    """Sets `doc._.quantities`."""
    doc._.quantities = find_quantities(doc.text)
    return doc


@Language.factory("advisor_marks")
class Marks:
    """Sets `doc._.marks`: phrases of all lexicons, the longest first where they overlap.

    Phrases overlap only within their file: a payer may stand inside a sign and the other way round.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for label, texts in _phrases_by_label().items():
            self.matcher.add(label, [nlp.make_doc(text) for text in texts])

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc._.marks`."""
        found, text = [], doc.text
        for key, start, end in self.matcher(doc):
            first, last = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
            found.append(Mark(doc.vocab.strings[key], first, last, text[first:last].lower()))
        doc._.marks = _longest_first(found)
        return doc


def _phrases_by_label() -> dict[str, list[str]]:
    """Label → phrases of every language; the file's name is the first part of the label."""
    by_label: dict[str, dict[str, None]] = {}
    for language in lexicon.languages():
        for file in ("payers", "signs"):
            for label, phrase in lexicon.phrases(lexicon.load(language, file), (file,)):
                by_label.setdefault(label, {})[phrase] = None
    return {label: list(texts) for label, texts in by_label.items()}


def _longest_first(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in order of place; of overlapping ones of the same file only the longest.

    Marks of the same span with other labels stay: a phrase may carry several senses.
    """
    taken: dict[str, dict[int, tuple[int, int]]] = {}
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start - m.end, m.start)):
        places = taken.setdefault(mark.label.split("/")[0], {})
        span = (mark.start, mark.end)
        if all(places.get(place, span) == span for place in range(mark.start, mark.end)):
            places.update(dict.fromkeys(range(mark.start, mark.end), span))
            kept.append(mark)
    return tuple(sorted(kept, key=lambda m: (m.start, m.end)))


def pipeline(language: str) -> Language:
    """The pipeline a language is read by: one for all of them.

    Raises ValueError for a language without a folder in `data/reading/`.
    """
    if language not in lexicon.languages():
        raise ValueError(f"no words for language {language!r}; known: {', '.join(lexicon.languages())}")
    return _pipeline()


@cache
def _pipeline() -> Language:
    for name, default in (("marks", ()), ("quantities", ())):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    nlp = spacy.blank("xx")
    nlp.tokenizer = Splitter(nlp.vocab)
    nlp.add_pipe("advisor_marks")
    nlp.add_pipe("advisor_quantities")
    return nlp
