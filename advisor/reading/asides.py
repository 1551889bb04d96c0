"""Answers to other questions that are said by the way ("…, and the street chose our head")."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon
from advisor.reading.judging import Evidence
from advisor.reading.known import read_known
from advisor.reading.model import LanguageModel

ABOUT = 0.8
"""Probability from which on a piece of a text is taken to answer another question."""
MEANS = 0.8
"""Probability from which on its value counts."""
MAYBE_ABOUT, MAYBE_MEANS = 0.6, 0.75
"""From these on it is worth reading back."""
FEWEST = 4
"""Characters a piece must have to say anything."""
MOST = 8
"""Pieces of a text that are looked at."""

_CUT = re.compile(
    r"[,.;:!?，。；：！？、\n]+(?:\s|$|(?=[\u3400-\u9fff]))|\s-\s|\b(?:and|but|so|also)\b|所以|而且|另外|还有|但是|自然"
)


def read_asides(
    said: str, language: str, model: LanguageModel, besides: Collection[str], knowledge: Knowledge
) -> dict[str, tuple[AnswerValue, bool]]:
    """What runs of pieces of a text say about other questions than `besides`, and whether it is plain.

    said: an `even` text.
    """
    spans = spans_of(said)
    if not spans:
        return {}
    heard = {*(question.id for question in knowledge.in_stage("core")), *lexicon.load_file("implied")["by_the_way"]}
    best: dict[str, tuple[float, AnswerValue, bool]] = {}
    for span in spans:
        chances = model.about.named(model.features.row(span, characters=False))
        question, about = max(chances.items(), key=lambda pair: pair[1])
        if question in besides or question not in heard or about < MAYBE_ABOUT:
            continue
        known = read_known(span, language, question, knowledge)
        row = model.features.row(span, known.marks)
        evidence = Evidence(row, len(span), {"answer": 1.0, SKIP: 0.0, "remark": 0.0}, {}, known.settled)
        judged = model.judge(question, knowledge.questions[question].several, evidence)
        likely = about * judged.probability
        if judged.value == SKIP or judged.probability < MAYBE_MEANS:
            continue
        if question not in best or likely > best[question][0]:
            best[question] = (likely, judged.value, about >= ABOUT and judged.probability >= MEANS)
    return {question: (value, plain) for question, (_, value, plain) in best.items()}


def spans_of(said: str) -> list[str]:
    """Pieces between punctuation and linking words, and pairs of neighbours; none of a text of one piece."""
    ends = [0]
    for found in _CUT.finditer(said):
        ends.append(found.start() if found.group()[0].isalpha() else found.end())
    ends.append(len(said))
    pieces = [(a, b) for a, b in pairwise(ends) if len(said[a:b].strip()) >= FEWEST][:MOST]
    if len(pieces) < 2:
        return []
    pairs = [(a, d) for (a, _), (_, d) in pairwise(pieces)] if len(pieces) > 2 else []
    return [said[a:b].strip(" ,，。.;；") for a, b in (*pieces, *pairs)]
