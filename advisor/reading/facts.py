"""Facts with figures in a text: what it settles without a classifier, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.knowledge.records import AnswerValue, Knowledge, Question
from advisor.reading import counts, lexicon
from advisor.reading.channels import read_channels
from advisor.reading.clauses import Clause, clauses_of, whos
from advisor.reading.marks import marks_of
from advisor.reading.pipelines import pipeline
from advisor.reading.shares import Part, Shares, read_shares
from advisor.reading.text import language_of, normalize

SHARE_OF = {"government_share": "government", "users_share": "users"}
"""Questions that ask for a payer's share, and the payer."""
_EDGE = 0.02
"""An open end ("under 25") lies so much beside its figure, in percent."""


@dataclass(frozen=True)
class Fact:
    """A value read for a question; `figure` in percent, months or people, None where none was said.

    spread: how far apart its ends lie, in the same unit. A wide one ("nearly all") is an estimate of ours.
    """

    value: AnswerValue
    certain: bool
    figure: float | None = None
    spread: float = 0.0


@dataclass(frozen=True)
class Facts:
    """Question id → fact; marks: what the words are about, for classifiers to weigh."""

    answers: dict[str, Fact] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()


def read_facts(text: str, language: str | None, open_question: str | None, knowledge: Knowledge) -> Facts:
    """The facts with figures that a text settles while `open_question` is open (None: none is).

    language: `en`, `zh`, or None to go by the script. Raises ValueError for a language that is not
    known; never raises for a text.
    """
    text = normalize(text)
    language = language or language_of(text) or lexicon.languages()[0]
    clauses = clauses_of(pipeline(language)(text))
    answers: dict[str, Fact] = {}
    questions = knowledge.questions
    shares = _money(clauses, open_question, knowledge, answers)
    _people(clauses, open_question, questions, answers)
    return Facts(answers, marks_of(clauses, shares, _banded_by(open_question, questions)))


def _banded_by(open_question: str | None, questions: Mapping[str, Question]) -> Question | None:
    """The question in whose bands the figures of an answer are told: the open one, or that of shares."""
    asked = questions.get(open_question or "")
    if asked is not None and any(choice.figures for choice in asked.choices):
        return asked
    return questions[next(iter(SHARE_OF))] if open_question in ("main_source", "funding_channels") else None


def _money(
    clauses: list[Clause], open_question: str | None, knowledge: Knowledge, answers: dict[str, Fact]
) -> Shares | None:
    """Puts in what is said about money; returns who pays which part, where that was read."""
    questions = knowledge.questions
    asked = open_question in SHARE_OF or open_question in ("main_source", "funding_channels")
    about_money = asked or any(c.payers for c in clauses)
    if not about_money or (asked and any(c.has("unknown") for c in clauses)):
        return None
    shares = read_shares(clauses, SHARE_OF.get(open_question or ""))
    for question, who in SHARE_OF.items():
        part = shares.of(who)
        if part is None and open_question == question:
            part = _alone(clauses, shares, who)
        elif part is not None and open_question == question and shares.alone and part.low != part.high:
            part = _narrow([part, *shares.alone])
        if part is None or (part.everything and part.whos and shares.doubtful and not asked):
            continue
        clash = open_question == question and part.value == 0 and bool(shares.alone) and who in shares.none_from
        sure = not shares.doubtful and not clash and _sure(part, shares, open_question == question)
        fact = _banded(questions[question], part, sure)
        if fact:
            answers[question] = fact
    _main(shares, open_question, knowledge, answers)
    _channels(clauses, shares, open_question, questions["funding_channels"], answers)
    return shares


def _sure(part: Part, shares: Shares, is_open: bool) -> bool:
    return is_open or not part.loose


def _alone(clauses: list[Clause], shares: Shares, who: str) -> Part | None:
    """The share asked for, from figures without a payer, or from "nothing" alone."""
    if shares.alone:
        part = _narrow(shares.alone)
        if part is None:
            shares.doubtful = True
            return shares.alone[-1]
        return part
    empty = any(c.has("zero") and not c.has("weak") for c in clauses)
    if (
        empty
        and not shares.parts
        and not any(
            q.kind in ("percent", "fraction", "money", "ratio") for c in clauses if not c.past for q in c.quantities
        )
    ):
        return Part(frozenset({who}), frozenset(), 0, 0, 0)
    return None


def _narrow(parts: list[Part]) -> Part | None:
    """Where several figures for one thing meet, or None where they do not."""
    low, high = max(p.low for p in parts), min(p.high for p in parts)
    if low > high + 1.5:
        return None
    best = min(parts, key=lambda p: p.high - p.low)
    low, high = min(low, high), max(low, high)
    return Part(best.whos, best.channels, low, high, min(max(best.value, low), high))


def _banded(question: Question, part: Part, sure: bool) -> Fact | None:
    low = part.low if part.low == part.high else part.low + _EDGE
    ends = {question.value_of_figure(min(max(end, 0.0), 100.0)) for end in (low, part.high)}
    value = question.value_of_figure(min(max(part.value, 0.0), 100.0))
    if value is None:
        return None
    return Fact(value, sure and ends == {value}, round(part.value, 1), part.high - part.low)


def _main(shares: Shares, open_question: str | None, knowledge: Knowledge, answers: dict[str, Fact]) -> None:
    """The main source: a payer above the line, or several and none of them."""
    values = knowledge.questions["main_source"].values
    line = knowledge.decision_table.majority_above
    parts = {who: part for who in values if (part := shares.of(who)) is not None}
    if open_question in SHARE_OF and SHARE_OF[open_question] in values and not parts and open_question in answers:
        fact = answers[open_question]
        share = fact.figure or 0.0
        if fact.certain and knowledge.questions[open_question].choice(str(fact.value)).figures and share > line:
            answers["main_source"] = Fact(SHARE_OF[open_question], share > line + 1, share)
        return
    above = [who for who, part in parts.items() if part.low > line or (part.loose and part.low >= line)]
    sure = not shares.doubtful
    positive = {p.who for p in shares.payers} - shares.none_from
    if not above and len(positive) == 1 and _nothing_else(next(iter(positive)), shares):
        answers["main_source"] = Fact(next(iter(positive)), sure, None)
    elif len(above) == 1 and not _one_purse(above[0], shares, line):
        answers["main_source"] = Fact(above[0], False, parts[above[0]].value)
    elif len(above) == 1:
        agreed = shares.most - shares.most_of_rest <= {above[0]}
        answers["main_source"] = Fact(above[0], sure and agreed, parts[above[0]].value)
    elif (
        shares.complete
        and len(parts) > 1
        and all(p.high <= line for p in parts.values())
        and shares.parts
        and positive <= set(parts)
    ):
        answers["main_source"] = Fact("mixed", sure and not shares.most, max(p.value for p in parts.values()))
    elif shares.mixed and not shares.most and open_question == "main_source":
        answers["main_source"] = Fact("mixed", not above and not shares.parts and not shares.alone, None)
    elif len(shares.most) == 1 and not shares.mixed:
        alone = open_question == "main_source" and len({p.who for p in shares.payers}) == 1
        answers["main_source"] = Fact(next(iter(shares.most)), alone, None)


def _nothing_else(who: str, shares: Shares) -> bool:
    """Whether every other payer is said to give nothing."""
    return not (shares.alone or shares.parts) and all(
        (part := shares.of(other)) is not None and part.high == 0 for other in whos() if other != who
    )


def _one_purse(who: str, shares: Shares, line: float) -> bool:
    """Whether a payer's majority is not merely the sum of several givers' parts."""
    mine = [p for p in shares.parts if p.whos == {who}]
    one_payer = who in lexicon.load_file("figures")["one_payer"]
    return one_payer or len(mine) < 2 or max(p.low for p in mine) > line


def _channels(
    clauses: list[Clause], shares: Shares, open_question: str | None, question: Question, answers: dict[str, Fact]
) -> None:
    found = read_channels(clauses, shares, question)
    is_open = open_question == question.id
    whole = (shares.complete and (bool(shares.parts) or is_open)) or (found.counted and is_open)
    if not found.values or not (is_open or whole):
        return
    answers[question.id] = Fact(found.values, whole and found.resolved and (found.counted or not shares.doubtful), None)


def _people(
    clauses: list[Clause], open_question: str | None, known: Mapping[str, Question], answers: dict[str, Fact]
) -> None:
    if open_question == "staff_qualified":
        _set(known[open_question], counts.qualified(clauses), answers)
    if open_question == "paid_staff" or any(c.has("paid", "unpaid") for c in clauses):
        about_pay = clauses if open_question == "paid_staff" else [c for c in clauses if c.has("paid", "unpaid")]
        reading = counts.paid(about_pay)
        _set(known["paid_staff"], reading, answers)
    if open_question == "turnover":
        reading, high = counts.gone(clauses, lexicon.load_file("figures")["turnover_high_percent"])
        question = known[open_question]
        open_end = next(c.id for c in question.choices if c.figures is None)
        if high:
            answers[open_question] = Fact(open_end, True, reading[2])
        else:
            _set(question, reading, answers, open_end)
    loss = known["funder_loss"]
    _set(loss, counts.lasting(clauses, loss, open_question == loss.id), answers)


def _set(question: Question, reading: counts.Reading, answers: dict[str, Fact], else_value: str | None = None) -> None:
    low, high, value, sure = reading
    if low is None or high is None or value is None:
        return
    chosen = question.value_of_figure(value) or else_value
    if chosen is None and question.value_of_figure(round(value)):
        chosen = question.value_of_figure(round(value))
    if chosen is None:
        return
    ends = {question.value_of_figure(end) or else_value for end in (low, high)}
    answers[question.id] = Fact(chosen, sure and ends == {chosen}, round(value, 1), high - low)
