"""Corrections of earlier answers: which question they speak of, and what is true instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import remarks
from advisor.reading.asides import spans_of
from advisor.reading.features import even
from advisor.reading.implied import implied
from advisor.reading.judging import Evidence
from advisor.reading.known import read_known
from advisor.reading.model import LanguageModel
from advisor.reading.settling import together

NAMED = 16.0
"""How many times likelier a question is that the text names."""

SURE_OF_QUESTION = 0.6
"""Share of the likeliest question from which on it is taken for the one that is meant."""

SURE_OF_ANOTHER = 0.85
"""The same for a piece of a text that changes a second answer."""

SURE_OF_VALUE = 0.6
"""Probability of the value from which on a correction is stored without asking."""


@dataclass(frozen=True)
class Correction:
    """Corrected values by question, whether each is sure, and the questions meant, likeliest first."""

    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    sure: Mapping[str, bool] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Change:
    """One question's new value; share: how surely the question is meant, likely: the value."""

    question: str
    value: AnswerValue | None
    share: float
    likely: float
    figure: float | None
    likeliest: tuple[str, ...]


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
        new = even(remarks.without_old_value(said, language) or said)
        named = remarks.named_questions(said, language)
        first = self._one(new, language, model, candidates, named)
        if first is None:
            return Correction()
        if first.value is None:
            return Correction(questions=(first.question,) if first.share >= SURE_OF_QUESTION else ())
        meant = (told or first.question in named) and first.share >= SURE_OF_QUESTION
        answers: dict[str, AnswerValue] = {first.question: first.value}
        sure = {first.question: meant and first.likely >= SURE_OF_VALUE}
        figures = {} if first.figure is None else {first.question: first.figure}
        money = together() if first.question in together() else (first.question,)
        for change in self._others(new, language, model, [q for q in candidates if q not in money]):
            answers[change.question], sure[change.question] = change.value or (), False
        for question, value in list(answers.items()):
            # A list may be mended by one entry; what follows from it was settled before.
            follows = implied(question, value, figures.get(question), self._knowledge) if isinstance(value, str) else {}
            for other in follows.keys() & set(candidates) - answers.keys():
                answers[other], sure[other] = follows[other], sure[question]
        questions = tuple(answers) if first.share >= SURE_OF_QUESTION else first.likeliest
        return Correction(answers, sure, figures, questions)

    def can_mean_one(
        self, said: str, language: str, about: Mapping[str, float], open_question: str, answered: Sequence[str]
    ) -> bool:
        """Whether a text takes something back, names a question answered before, or is likeliest about one."""
        named = remarks.named_questions(said, language)
        candidates = self._candidates(open_question, answered)
        if remarks.takes_back(said, language) or {*named} & {*candidates}:
            return True
        return not named and max(about, key=lambda name: about[name], default="") in candidates

    def _one(
        self, text: str, language: str, model: LanguageModel, candidates: Sequence[str], named: Sequence[str]
    ) -> _Change | None:
        """The question of these that a text is likeliest about, and its value there."""
        marks = read_known(text, language, None, self._knowledge).marks
        about = model.about.named(model.features.row(text, marks, characters=False))
        scores = {question: about.get(question, 0.001) for question in candidates}
        for place, question in enumerate(name for name in named if name in scores):
            scores[question] *= NAMED / (1 + place)
        ranked = sorted(candidates, key=lambda question: -scores[question])
        if not ranked:
            return None
        question = ranked[0]
        share = scores[question] / (sum(scores.values()) or 1.0)
        known = read_known(text, language, question, self._knowledge)
        row = model.features.row(text, known.marks)
        evidence = Evidence(row, len(text), {"answer": 1.0, SKIP: 0.0, "remark": 0.0}, {}, known.settled)
        judged = model.judge(question, self._knowledge.questions[question].several, evidence)
        empty = judged.value == SKIP or judged.value == ()
        fact_agrees = judged.fact is not None and judged.fact == judged.value and judged.fact_sure
        return _Change(
            question,
            None if empty else judged.value,
            share,
            1.0 if fact_agrees else judged.probability,
            known.figures.get(question),
            tuple(ranked[:2]),
        )

    def _others(self, text: str, language: str, model: LanguageModel, candidates: Sequence[str]) -> Iterator[_Change]:
        """What pieces of the text change besides ("…, and nobody here is certified")."""
        found: dict[str, _Change] = {}
        announced = remarks.says_more(text, language)
        for span in spans_of(text):
            named = remarks.named_questions(span, language)
            change = self._one(span, language, model, candidates, named)
            likely = change and change.value is not None and min(change.share, change.likely) >= SURE_OF_ANOTHER
            if change and likely and (announced or change.question in named):
                before = found.get(change.question)
                if before is None or change.share > before.share:
                    found[change.question] = change
        yield from found.values()

    def _candidates(self, open_question: str | None, answered: Sequence[str]) -> tuple[str, ...]:
        """Questions a correction can be about: answered ones, or those asked before the open one."""
        if answered:
            return tuple(question for question in answered if question != open_question)
        ids = tuple(self._knowledge.questions)
        if open_question in ids:
            return ids[: ids.index(open_question)]
        return ids
