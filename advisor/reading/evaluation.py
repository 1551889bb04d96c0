"""How well the reader reads authors it has not seen: groups of authors left out in turn, per language."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon
from advisor.reading.examples import Examples
from advisor.reading.model import ReaderModel
from advisor.reading.reader import Reader
from advisor.reading.reading import ANSWER, CORRECT, Reading, same
from advisor.reading.sentences import Answer, Remark, load_answers, load_remarks
from advisor.reading.training import train_language

STEPS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Upper ends of the rows of the calibration table."""


@dataclass(frozen=True)
class Outcome:
    """One sentence of an unseen author with its reading; `sure`: probability given to the reading."""

    said: Answer | Remark
    reading: Reading
    sure: float
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the open question's value, or the remark, was read rightly."""
        if isinstance(self.said, Answer):
            return same(self.said.gold, self.reading.answers.get(self.said.question))
        return self.reading.intent == self.said.intent or handled(self.said, self.reading)

    @property
    def silent(self) -> bool:
        """Whether something wrong would be stored without asking."""
        return self.reading.certain and not self.right


def evaluate(data_folder: Path, knowledge: Knowledge, language: str) -> tuple[Outcome, ...]:
    """Read every author's sentences with a model that has seen none of the author's group."""
    examples = Examples.load(data_folder, language, knowledge)
    said: tuple[Answer | Remark, ...] = (
        *load_answers(data_folder, language),
        *load_remarks(data_folder, language),
    )
    outcomes: list[Outcome] = []
    for fold in examples.folds:
        model = train_language(examples.without(fold), knowledge)
        reader = Reader(ReaderModel({language: model}, ""), knowledge)
        outcomes += [
            _outcome(reader, entry, language, tuple(knowledge.questions)) for entry in said if entry.author in fold
        ]
    return tuple(outcomes)


def _outcome(reader: Reader, said: Answer | Remark, language: str, order: Sequence[str]) -> Outcome:
    """A sentence read while its question is open and all questions before it are answered."""
    question = said.question if isinstance(said, Answer) else said.at
    before = order[: order.index(question)] if question in order else ()
    began = time.perf_counter()
    reading = reader.read(said.says, question, language, answered=before)
    seconds = time.perf_counter() - began
    sure = reader.sureness(said.says, question, language) if isinstance(said, Answer) else 0.0
    return Outcome(said, reading, sure, seconds)


def handled(remark: Remark, reading: Reading) -> bool:
    """Whether a remark is met as it should be, though perhaps under a neighbouring name."""
    if remark.intent == CORRECT:
        detail = remark.detail if isinstance(remark.detail, Mapping) else {}
        return reading.intent == CORRECT and all(
            same(tuple(value) if isinstance(value, list) else str(value), reading.answers.get(question))
            for question, value in detail.items()
        )
    if remark.intent == SKIP:
        return reading.intent == SKIP or reading.answers.get(remark.at or "") == SKIP
    alike = lexicon.load_file("phases")["alike"].get(remark.intent, ())
    return reading.intent == remark.intent or reading.intent in alike


def answer_scores(outcomes: Iterable[Outcome], knowledge: Knowledge, stage: str) -> dict[str, float]:
    """Shares of the answers of a stage: right, asked, wrong_in_silence; also_right, also_wrong."""
    asked_in = {question.id for question in knowledge.in_stage(stage)}
    rows = [o for o in outcomes if isinstance(o.said, Answer) and o.said.question in asked_in]
    also = [
        (value, o.reading.answers.get(question), o.reading.sure.get(question, False))
        for o in rows
        if isinstance(o.said, Answer)
        for question, value in o.said.also.items()
    ]
    count, others = max(len(rows), 1), max(len(also), 1)
    silent = sum(o.silent for o in rows)
    return {
        "n": len(rows),
        "right": sum(o.right for o in rows) / count,
        "right_after_one_more_turn": 1.0 - silent / count,
        "asked": sum(not o.reading.certain for o in rows) / count,
        "wrong_in_silence": silent / count,
        "also_n": len(also),
        "also_right": sum(same(gold, read) for gold, read, _ in also) / others,
        "also_wrong": sum(sure and read is not None and not same(gold, read) for gold, read, sure in also) / others,
    }


def remark_scores(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int, int]]:
    """Kind of remark → (read under its own name, handled, said)."""
    scores: dict[str, tuple[int, int, int]] = {}
    for outcome in outcomes:
        if isinstance(outcome.said, Remark):
            named, met, count = scores.get(outcome.said.intent, (0, 0, 0))
            scores[outcome.said.intent] = (
                named + (outcome.reading.intent == outcome.said.intent),
                met + handled(outcome.said, outcome.reading),
                count + 1,
            )
    return scores


def stored_by_remarks(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Remarks that would store an answer nobody gave."""
    return [
        o
        for o in outcomes
        if isinstance(o.said, Remark)
        and o.reading.intent == ANSWER
        and o.reading.certain
        and o.said.intent != SKIP
        and any(value != SKIP for value in o.reading.answers.values())
    ]


def confusions(outcomes: Iterable[Outcome], most: int = 20) -> list[tuple[str, int]]:
    """What was read for what, the most frequent first."""
    counted: Counter[str] = Counter()
    for o in outcomes:
        if o.right:
            continue
        if isinstance(o.said, Answer):
            read = o.reading.answers.get(o.said.question, o.reading.intent)
            counted[f"{o.said.question}: {_plain(o.said.gold)} read as {_plain(read)}"] += 1
        else:
            counted[f"remark: {o.said.intent} read as {o.reading.intent}"] += 1
    return counted.most_common(most)


def calibration(outcomes: Iterable[Outcome]) -> list[tuple[float, int, float, float]]:
    """Rows (upper end, answers, mean probability given, share right)."""
    rows, low = [], 0.0
    answers = [o for o in outcomes if isinstance(o.said, Answer)]
    for high in STEPS:
        inside = [o for o in answers if low <= o.sure < high or (high == 1.0 and o.sure == 1.0)]
        if inside:
            rows.append(
                (
                    high,
                    len(inside),
                    sum(o.sure for o in inside) / len(inside),
                    sum(o.right for o in inside) / len(inside),
                )
            )
        low = high
    return rows


def latency(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Milliseconds for a message: median and 95th percentile."""
    ordered = sorted(o.seconds for o in outcomes)
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(0.95 * (len(ordered) - 1))]


def _plain(value: AnswerValue) -> str:
    return value if isinstance(value, str) else "[" + ", ".join(value) + "]"
