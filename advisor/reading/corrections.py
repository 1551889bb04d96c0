"""Corrections of earlier answers: which question they speak of, and what is true instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import remarks
from advisor.reading.features import even
from advisor.reading.judging import Evidence
from advisor.reading.known import read_known
from advisor.reading.model import LanguageModel

NAMED = 9.0
"""How many times likelier a question is that the text names."""

SURE_OF_QUESTION = 0.6
"""Share of the likeliest question from which on it is taken for the one that is meant."""

SURE_OF_VALUE = 0.6
"""Probability of the value from which on a correction is stored without asking."""


@dataclass(frozen=True)
class Correction:
    """Corrected values by question, whether each is sure, and the questions meant, likeliest first."""

    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    sure: Mapping[str, bool] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    questions: tuple[str, ...] = ()


class Corrections:
    """Reads corrections against the questions of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._core = tuple(question.id for question in knowledge.in_stage("core"))

    def read(
        self,
        said: str,
        language: str,
        model: LanguageModel,
        open_question: str | None,
        answered: Sequence[str] = (),
        told: bool = True,
    ) -> Correction:
        """What a text corrects; `answered` limits it to questions that have an answer.

        told: the text says that it corrects something. Where it does not, and names no question
        either, nothing is sure: an answer already given is never changed on a guess.
        """
        candidates = self._candidates(open_question, answered)
        new = remarks.without_old_value(said, language) or even(said)
        row = model.features.rows([new], [read_known(new, language, None, self._knowledge).marks])
        about = model.about.named(row)
        named = remarks.named_questions(said, language)
        scores = {question: about.get(question, 0.001) for question in candidates}
        for place, question in enumerate(name for name in named if name in scores):
            scores[question] *= NAMED / (1 + place)
        total = sum(scores.values()) or 1.0
        ranked = sorted(candidates, key=lambda question: -scores[question])
        if not ranked:
            return Correction()
        question = ranked[0]
        share = scores[question] / total
        known = read_known(new, language, question, self._knowledge)
        evidence = Evidence(row, len(new), {"answer": 1.0, SKIP: 0.0, "remark": 0.0}, known.settled)
        judged = model.judge(question, self._knowledge.questions[question].several, evidence)
        if judged.value == SKIP or judged.value == ():
            return Correction(questions=(question,) if share >= SURE_OF_QUESTION else ())
        fact_agrees = judged.fact is not None and judged.fact == judged.value and judged.fact_sure
        meant = (told or bool(named)) and share >= SURE_OF_QUESTION
        sure = meant and (fact_agrees or judged.probability >= SURE_OF_VALUE)
        figure = known.figures.get(question)
        return Correction(
            {question: judged.value},
            {question: sure},
            {question: figure} if figure is not None else {},
            (question,) if share >= SURE_OF_QUESTION else tuple(ranked[:2]),
        )

    def _candidates(self, open_question: str | None, answered: Sequence[str]) -> tuple[str, ...]:
        """Questions a correction can be about: answered ones, or those asked before the open one."""
        if answered:
            return tuple(question for question in answered if question != open_question)
        ids = tuple(self._knowledge.questions)
        if open_question in ids:
            return ids[: ids.index(open_question)]
        return ids
