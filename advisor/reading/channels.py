"""Which channels a text names as bringing money."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.records import Question
from advisor.reading.clauses import Clause, payer_of
from advisor.reading.shares import FULL, Shares

_FILLER = 3
"""Words of a clause that may stay unexplained."""


@dataclass(frozen=True)
class Channels:
    """Channel ids in the order of the question; `resolved`: every payer named says through which;
    `counted`: the text says how many there are, and that many were found."""

    values: tuple[str, ...]
    resolved: bool
    counted: bool


def read_channels(clauses: list[Clause], shares: Shares, question: Question) -> Channels:
    """The channels that bring money now, without those said to bring none."""
    found: set[str] = set()
    for payer in shares.payers:
        if payer.who in shares.none_from and not payer.channels:
            continue
        found |= payer.channels
    unnamed = any(
        not p.channels and p.who not in {o.who for o in c.payers if o.channels} | shares.none_from
        for c in clauses
        if not c.past
        for p in c.payers
    )
    clear = not unnamed and not any(_unexplained(c) for c in clauses) and not any(c.past for c in clauses)
    values = tuple(value for value in question.values if value in found)
    clear |= not unnamed and _measured(shares, found)
    said = [q.value for c in clauses for q in c.quantities if q.kind == "sources" and q.low == q.high]
    counted = bool(said) and max(said) == len(values)
    clear &= counted or not said or max(said) <= 1
    if any(c.has("all_sources") for c in clauses) or _counts_the_others(clauses, question, values):
        return _all_but(clauses, question)
    return Channels(values, clear, counted)


def _all_but(clauses: list[Clause], question: Question) -> Channels:
    """The whole list without what is named beside it ("everything but fees", "no dues, the rest yes")."""
    named = [p for c in clauses for p in c.payers]
    left_out = frozenset[str]().union(*(p.channels for p in named))
    for payer in named:
        if not payer.channels and not any(p.channels for p in named if p.who == payer.who):
            left_out |= {value for value in question.values if payer_of(value) == payer.who}
    turned = any(c.has("except", "zero", "negator") for c in clauses)
    if turned and not left_out:
        return Channels((), False, False)
    values = tuple(value for value in question.values if not turned or value not in left_out)
    return Channels(values, turned or not left_out, turned or not left_out)


def _counts_the_others(clauses: list[Clause], question: Question, values: tuple[str, ...]) -> bool:
    """Whether a number in the text counts the channels that are not named ("six: no dues, no fees")."""
    named = frozenset[str]().union(*(p.channels for c in clauses for p in c.payers))
    told = [c for c in clauses if not c.has("rest", "others", "zero")]
    said = {q.value for c in told for q in c.quantities if q.kind in ("number", "sources")}
    others = len(question.values) - len(named)
    return bool(named) and len(named) < others and float(others) in said and float(len(values)) not in said


def _measured(shares: Shares, found: set[str]) -> bool:
    """Whether figures make up the whole and the channels are those of the figures."""
    parts = shares.parts
    if not parts or any(p.loose or not p.channels for p in parts) or shares.doubtful:
        return False
    channels = frozenset[str]().union(*(p.channels for p in parts))
    if shares.rest_of:
        return bool(shares.rest_channels) and channels | shares.rest_channels == found
    return FULL[0] <= sum(p.value for p in parts) <= FULL[1] and channels == found


def _unexplained(clause: Clause) -> bool:
    """Whether a clause says something that no word of the lexicons accounts for."""
    if clause.payers or clause.has("closed", "zero", "only", "negator", "total", "mixed"):
        return False
    if any(q.kind == "sources" for q in clause.quantities):
        return False
    words = len(clause.text.split()) if clause.text.isascii() else len(clause.text) / 2
    return words > _FILLER
