"""All training sentences of a language side by side, with the facts that stand in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading.features import even
from advisor.reading.known import Facts, read_known
from advisor.reading.reading import CORRECT
from advisor.reading.remarks import without_old_value
from advisor.reading.sentences import Answer, Remark, load_answers, load_remarks

OURS = "author_h"
"""The file we wrote ourselves: it is learned from, but never measured on."""


FOLDS = 3
"""Groups of authors that are left out in turn."""


@dataclass(frozen=True)
class Corrected:
    """What a correction says of one question: its text without the value taken back, and the new value."""

    text: str
    author: str
    question: str
    value: AnswerValue
    known: Facts


@dataclass(frozen=True)
class Examples:
    """Sentence by sentence: text, author, question, gold value or intent, what is known from rules.

    parts is `answer`, `skip` (an answer that is none, or the wish to leave the question out) or `remark`.
    """

    language: str
    texts: list[str]
    by: NDArray[np.str_]
    is_answer: NDArray[np.bool_]
    parts: NDArray[np.str_]
    questions: list[str]
    golds: list[AnswerValue | None]
    intents: list[str]
    also: list[Mapping[str, AnswerValue]]
    known: list[Facts]
    corrected: list[Corrected]

    @property
    def folds(self) -> tuple[tuple[str, ...], ...]:
        """Groups of authors to leave out in turn, each with about as many sentences."""
        written = Counter(author for author in self.by.tolist() if author != OURS)
        groups: list[list[str]] = [[] for _ in range(min(FOLDS, len(written)))]
        for author in sorted(written, key=lambda name: (-written[name], name)):
            min(groups, key=lambda group: sum(written[name] for name in group)).append(author)
        return tuple(tuple(group) for group in groups)

    def without(self, authors: Sequence[str]) -> Examples:
        """The sentences of all other authors."""
        keep = np.flatnonzero(~np.isin(self.by, authors))
        lists: dict[str, Any] = {
            name: [getattr(self, name)[place] for place in keep]
            for name in ("texts", "questions", "golds", "intents", "also", "known")
        }
        corrected = [each for each in self.corrected if each.author not in authors]
        return replace(
            self, corrected=corrected, by=self.by[keep], is_answer=self.is_answer[keep], parts=self.parts[keep], **lists
        )

    @classmethod
    def load(cls, data_folder: Path, language: str, knowledge: Knowledge) -> Examples:
        """Read all sentences of a language; raises ValueError for a broken entry."""
        answers, remarks = [*load_answers(data_folder, language)], [*load_remarks(data_folder, language)]
        said: tuple[Answer | Remark, ...] = (*answers, *remarks)
        return cls(
            language,
            [even(entry.says) for entry in said],
            np.array([entry.author for entry in said]),
            np.array([True] * len(answers) + [False] * len(remarks)),
            np.array([_part(str(a.gold), "answer") for a in answers] + [_part(r.intent, "remark") for r in remarks]),
            [a.question for a in answers] + [r.at or "" for r in remarks],
            [a.gold for a in answers] + [None for _ in remarks],
            ["answer" for _ in answers] + [r.intent for r in remarks],
            [a.also for a in answers] + [{} for _ in remarks],
            [read_known(a.says, language, a.question, knowledge) for a in answers]
            + [read_known(r.says, language, r.at, knowledge) for r in remarks],
            [each for remark in remarks for each in _corrected(remark, knowledge)],
        )


def _part(gold: str, otherwise: str) -> str:
    return SKIP if gold == SKIP else otherwise


def _corrected(remark: Remark, knowledge: Knowledge) -> Iterator[Corrected]:
    if remark.intent != CORRECT or not isinstance(remark.detail, Mapping):
        return
    text = even(without_old_value(remark.says, remark.language))
    for question, value in remark.detail.items():
        if question in knowledge.questions and value != SKIP:
            new = tuple(map(str, value)) if isinstance(value, list) else str(value)
            yield Corrected(text, remark.author, question, new, read_known(text, remark.language, question, knowledge))
