"""What an answer settles besides the question asked: facts first, then what follows, then what was learned."""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon
from advisor.reading.implied import implied, likely_implied
from advisor.reading.judging import Evidence, Judged
from advisor.reading.known import Facts
from advisor.reading.model import LanguageModel
from advisor.reading.settling import GUESS, Settled, fits_together, together


def read_besides(
    model: LanguageModel,
    question: str,
    judged: Judged,
    certain: bool,
    evidence: Evidence,
    known: Facts,
    knowledge: Knowledge,
) -> dict[str, tuple[AnswerValue, bool]]:
    """Question → value and whether it is sure; `certain`: whether the answer itself is."""
    # "We hired most of them ourselves" is no word about money: only where money is asked does a
    # classifier's agreement make a doubtful fact about it sure.
    about_money = question in together()
    found: dict[str, AnswerValue] = {
        other: value
        for other, (value, sure) in known.settled.items()
        if other != question
        and (sure or ((about_money or other not in together()) and _agreed(model, other, value, evidence, knowledge)))
    }
    figure = known.figures.get(question)
    found |= likely_implied(question, judged.ranking, figure, knowledge)
    if certain:
        found |= implied(question, judged.value, figure, knowledge)
    settled = {other: (value, True) for other, value in found.items()}
    if question not in together():
        return settled
    for other in together():
        if other == question or other in settled:
            continue
        learned = _learned(model, other, question, judged, evidence, known, knowledge)
        if learned is None or learned.probability < GUESS:
            continue
        answers = {q: value for q, (value, _) in settled.items()} | {question: judged.value, other: learned.value}
        if fits_together(answers, knowledge):
            settled[other] = (learned.value, certain and model.settling.sure(other, learned))
    return settled


def _agreed(model: LanguageModel, question: str, value: AnswerValue, evidence: Evidence, knowledge: Knowledge) -> bool:
    """Whether the classifier finds in the text the very value of an uncertain fact."""
    several = knowledge.questions[question].several
    judged = model.judge(question, several, replace(evidence, facts={}) if several else evidence)
    least = lexicon.load_file("implied")["agreed"]
    return bool(judged.value == value and judged.probability >= least.get(question, least["other"]))


def _learned(
    model: LanguageModel,
    other: str,
    question: str,
    judged: Judged,
    evidence: Evidence,
    known: Facts,
    knowledge: Knowledge,
) -> Settled | None:
    listed = None
    if knowledge.questions[other].several:
        entries = model.judge(other, True, evidence)
        listed = None if entries.value == SKIP else Settled(entries.value, entries.probability)
    return model.settling.read(other, evidence.row, question, judged.value, known, listed)
