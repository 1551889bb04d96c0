"""People and time: how many of the staff are qualified, paid or gone, how long the money lasts."""

from __future__ import annotations

from dataclasses import replace

from advisor.knowledge.records import Question
from advisor.reading.clauses import Clause
from advisor.reading.quantities import Quantity

Reading = tuple[float | None, float | None, float | None, bool]
"""Lowest, highest and likeliest figure and whether it is certain; no figures: nothing was read."""

NOTHING: Reading = (None, None, None, False)
_FEW = 3
_COUNTS = frozenset({"people", "number"})


def qualified(clauses: list[Clause]) -> Reading:
    """The percentage of the staff that is qualified."""
    clauses = [c for c in clauses if not c.past]
    if any(c.has("unknown") for c in clauses):
        return NOTHING
    found = [q for c in clauses for q in c.quantities if q.kind in ("percent", "fraction")]
    counts = [(c, q) for c in clauses for q in c.quantities if q.kind in _COUNTS and q.value < 400]
    if any(c.has("lacking") and c.quantities for c in clauses):
        return _complement(_told(clauses, found, counts))
    return _told(clauses, found, counts)


def _complement(reading: Reading) -> Reading:
    """What is left of the whole, where those who are not qualified were counted; never certain."""
    low, high, value, _ = reading
    if low is None or high is None or value is None:
        return NOTHING
    return 100 - high, 100 - low, 100 - value, False


def _told(clauses: list[Clause], found: list[Quantity], counts: list[tuple[Clause, Quantity]]) -> Reading:
    exact = [q for q in found if not q.everything]
    if exact:
        low, high = max(q.low for q in exact), min(q.high for q in exact)
        if low <= high:
            best = min(exact, key=lambda q: q.high - q.low)
            return low, high, best.value if low <= best.value <= high else (low + high) / 2, len(exact) < 3
        wide = exact[0]
        return wide.low, wide.high, wide.value, False
    nobody = any(c.has("nobody") for c in clauses)
    if len(counts) == 2:
        return _of_two(clauses, counts)
    if (
        len(counts) == 1
        and counts[0][0].has("rest", "others")
        and any(c.has("only") and not c.quantities for c in clauses)
    ):
        one = 100 / (1 + counts[0][1].value)
        return one, one, one, True
    if not counts and nobody and not any(c.has("few_staff") for c in clauses):
        return 0, 0, 0, not any(c.has("everybody") for c in clauses)
    if not counts and (found or any(c.has("everybody") for c in clauses)):
        return 90, 100, 95, not nobody and any(c.has("qualified") for c in clauses)
    return NOTHING


def _of_two(clauses: list[Clause], counts: list[tuple[Clause, Quantity]]) -> Reading:
    """Two counts: those who are and all, or those who are and "the other" ones."""
    (first, a), (second, b) = counts
    if any(c.has("rest") for c in (first, second)) and a.value and b.value:
        rest, part = (a, b) if first.has("rest") and not second.has("rest") else (b, a)
        whole = rest.value + part.value
        return _share(part, whole, a.kind == b.kind or True)
    part, whole_quantity = (a, b) if a.value <= b.value else (b, a)
    if not whole_quantity.value:
        return NOTHING
    sure = any(c.has("total") for c in (first, second))
    return _share(part, whole_quantity.value, sure)


def _share(part: Quantity, whole: float, sure: bool) -> Reading:
    return 100 * part.low / whole, min(100.0, 100 * part.high / whole), min(100.0, 100 * part.value / whole), sure


def paid(clauses: list[Clause]) -> Reading:
    """The number of people who are paid."""
    clauses = [c for c in clauses if not c.past]
    counts = [q for c in clauses for q in c.quantities if q.kind in _COUNTS and q.value < 400]
    if not counts and any(c.has("unpaid", "nobody") for c in clauses):
        return 0, 0, 0, not any(c.has("only") for c in clauses)
    if len(counts) == 1 and counts[0].value:
        one = counts[0]
        return (
            one.low,
            one.high,
            one.value,
            not any(c.has("nobody", "unpaid", "rest") or (one in c.quantities and c.has("negator")) for c in clauses),
        )
    if counts:
        added = sum(q.value for q in counts)
        return added, added, added, False
    return NOTHING


def gone(clauses: list[Clause], high_from: float) -> tuple[Reading, bool]:
    """The number of people who left, and whether it is a high part of the team."""
    found = [q for c in clauses for q in c.quantities]
    fractions = [q for q in found if q.kind in ("percent", "fraction") and not q.everything]
    counts = [q for q in found if q.kind in _COUNTS and q.value < 400]
    if fractions:
        one = fractions[0]
        part = one.part if one.part is not None and one.whole and one.whole < 100 else None
        if one.low >= high_from:
            return (part, part, part, True), True
        return ((part, part, part, True) if part is not None else NOTHING), False
    near = [q for c in clauses if c.has("left") for q in c.quantities if q in counts]
    if any(c.has("stayed") for c in clauses) and not near:
        return (0, 0, 0, not any(c.has("left") for c in clauses) or not counts), False
    if len(near) == 1 and len(counts) != 2:
        return (near[0].low, near[0].high, near[0].value, True), False
    if len(counts) == 2 and counts[0].value and counts[1].value:
        left, whole = sorted(counts, key=lambda q: q.value)
        high = 100 * left.value / whole.value >= high_from
        return (left.low, left.high, left.value, True), high
    if len(counts) == 1 and counts[0].value:
        one = counts[0]
        return (one.low, one.high, one.value, one.value < _FEW or bool(near)), False
    return NOTHING, False


def lasting(clauses: list[Clause], question: Question, is_open: bool) -> Reading:
    """How many months the money lasts once the biggest source is gone."""
    if any(c.has("unknown") for c in clauses):
        return NOTHING
    spans = []
    for place, clause in enumerate(clauses):
        near = clauses[max(0, place - 1) : place + 2]
        for quantity in clause.quantities:
            if quantity.kind != "duration" or question.value_of_figure(quantity.value) is None:
                continue
            survive = any(c.has("survive") for c in near)
            loss = any(c.has("loss") for c in clauses[max(0, place - 2) : place + 2])
            if is_open or (survive and loss):
                spans.append((quantity, survive))
    if not spans:
        return NOTHING
    values = {question.value_of_figure(end) for q, _ in spans for end in (q.low, q.high)}
    goes_on = any(c.has("continue") for c in clauses)
    short = sum(len(c.text) for c in clauses) < 30
    best = max((q for q, _ in spans), key=lambda q: q.value)
    best = replace(best, low=min(q.low for q, _ in spans), high=max(q.high for q, _ in spans))
    return best.low, best.high, best.value, len(values) == 1 and not goes_on and (short or any(s for _, s in spans))
