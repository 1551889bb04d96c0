"""What the words of a text are about, as marks that the classifiers learn to weigh.

Facts (`facts`) say what follows from a text; marks are the pieces it is made of, for the many texts
from which no rule draws a conclusion: who pays, what is denied, and the bands its figures fall in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, zip_longest

from advisor.knowledge.records import Question
from advisor.reading.clauses import Clause
from advisor.reading.quantities import Quantity
from advisor.reading.shares import Shares, aligned
from advisor.reading.ties import denied

_PERCENT = ("percent", "fraction")
_AMOUNTS = ("money", "people", "number")
_MOST_AMOUNTS = 4
"""With more amounts than this, their ratios say nothing."""


def marks_of(clauses: list[Clause], shares: Shares | None, banded: Question | None) -> frozenset[str]:
    """The marks of a text.

    shares   who pays which part, where the text speaks of money
    banded   the question in whose bands figures are told, where one with figures is open
    """
    marks = set(_words(clauses))
    if banded is not None:
        marks |= set(_figures([q for c in clauses if not c.past for q in c.quantities], banded))
        if shares is not None:
            marks |= set(_parts(shares, banded))
    return frozenset(marks)


def _words(clauses: list[Clause]) -> Iterator[str]:
    """Payers and channels ("!": said to give nothing, "~": of other times), signs, kinds of figures."""
    for clause, behind in zip_longest(clauses, clauses[1:]):
        time = "~" if clause.past else ""
        none = denied(clause, behind)
        for payer in clause.payers:
            said = time + ("!" if payer in none else "")
            yield said + payer.who
            yield from (f"{said}{payer.who}/{channel}" for channel in payer.channels)
        yield from (f"{time}sign {sign}" for sign in clause.signs if "/" not in sign)
        yield from (f"figure {quantity.kind}" for quantity in clause.quantities)


def _figures(quantities: list[Quantity], banded: Question) -> Iterator[str]:
    """The bands of the figures, of what they leave of the whole, and of the ratios of amounts."""
    percents = [q.value for q in quantities if q.kind in _PERCENT]
    bare = [q.value for q in quantities if q.kind == "number" and q.value <= 100]
    for value, name in ((v, "percent") for v in percents or bare):
        yield from _band(name, value, banded)
        yield from _band("left", 100 - value, banded)
    for place, name in ((0, "first"), (-1, "last")):
        if percents or bare:
            yield from _band(name, (percents or bare)[place], banded)
    amounts = [q.value for q in quantities if q.kind in _AMOUNTS and q.value > 0]
    if len(amounts) <= _MOST_AMOUNTS:
        for one, other in combinations(amounts, 2):
            small, large = aligned(min(one, other), max(one, other))
            yield from _band("of", 100 * small / large, banded)
            yield from _band("beside", 100 * small / (small + large), banded)
            yield "smaller first" if one < other else "larger first"
    for quantity in quantities:
        if quantity.kind == "ratio":
            yield from _band("ratio", quantity.parts[0], banded)


def _parts(shares: Shares, banded: Question) -> Iterator[str]:
    for part in shares.parts:
        for who in part.whos:
            yield from _band(f"part {who}", part.value, banded)
    for part in shares.alone:
        yield from _band("part", part.value, banded)
    for who in shares.rest_of or ():
        yield f"rest {who}"
    yield from (f"most {who}" for who in shares.most)
    if shares.complete:
        yield "complete"


def _band(name: str, value: float, banded: Question) -> Iterable[str]:
    band = banded.value_of_figure(value)
    return () if band is None else (f"{name} {band}",)
