"""Figures tied to the payers that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from advisor.reading.clauses import Clause, Payer
from advisor.reading.quantities import Quantity

_SHORT = 15
_BESIDE = 10
"""Characters that may stand in a short clause beside the words that matter."""
_LITTLE = 14
"""Characters beside a bare number that make it an answer by itself ("maybe 45 or so")."""
_BESIDE_TOTAL = (14, 6)
"""How far in front of a figure, and behind it, a word like "total" may stand."""


@dataclass(frozen=True)
class Tie:
    """A figure and its payers (none: it stands alone).

    rest    said as what is left over ("the other 20")
    bare    the clause says little but the number
    """

    quantity: Quantity
    payers: tuple[Payer, ...] = ()
    rest: bool = False
    bare: bool = False

    @property
    def whos(self) -> frozenset[str]:
        """The payers' ids."""
        return frozenset(p.who for p in self.payers)

    @property
    def channels(self) -> frozenset[str]:
        """The channels that their words name."""
        return frozenset[str]().union(*(p.channels for p in self.payers))


@dataclass
class Ties:
    """All ties of a text; `rest`: payers of "the rest" said without a figure, None where none is
    spoken of; `total`: the amount of the whole; `doubtful`: a tie could have been another one."""

    ties: list[Tie] = field(default_factory=list)
    rest: list[Payer] | None = None
    total: Quantity | None = None
    doubtful: bool = False


def tie_figures(clauses: list[Clause], open_payer: str | None) -> Ties:
    """Tie the figures of the clauses; `open_payer`: whose share has been asked, if one has."""
    found = Ties()
    used: set[int] = set()
    for place, clause in enumerate(clauses):
        payers = _principal(clause)
        quantities = _without_total(clause, payers, found)
        if clause.has("rest") and not quantities:
            found.rest = [*(found.rest or []), *(payers or _next_payers(clauses, place, used))]
        elif len(quantities) == 1 and clause.has("each") and (several := _listed(clauses, place, used)):
            found.ties += [Tie(quantities[0], (p,)) for p in several]
            used.add(place)
        elif quantities and not payers:
            payers = _neighbours(clauses, place, used, open_payer)
            found.ties += _pair(clause, quantities, payers, found)
            used.add(place)
        elif quantities and _speaks_of_both(clauses, place, used):
            found.ties.append(Tie(quantities[0], (*_principal(clauses[place - 1]), *payers), clause.has("rest")))
            found.doubtful |= len(quantities) > 1
            used |= {place - 1, place}
        elif quantities:
            found.ties += _pair(clause, quantities, payers, found)
            used.add(place)
    return found


def denied(clause: Clause, behind: Clause | None = None) -> list[Payer]:
    """The payers a clause says nothing comes from, or the short one behind it does ("dues: none")."""
    if (
        behind
        and clause.payers
        and not clause.quantities
        and _only_denies(behind)
        and len(clause.text) <= clause.payers[-1].end - clause.payers[0].start + _BESIDE
    ):
        return clause.payers
    if clause.has("weak", "except") or any(q.value > 0 and q.kind != "number" for q in clause.shares):
        return []
    if clause.has("zero"):
        return clause.payers
    short = len(clause.text.strip())
    return [
        p
        for p in clause.payers
        if any(
            0 <= p.start - sign.end <= 2
            or (0 <= sign.start - p.end <= 2 and short < _SHORT + p.end - p.start)
            or _links(clause, p.end, sign.start)
            or _links(clause, sign.end, p.start)
            for sign in clause.signs.get("negator", ())
        )
    ]


def _links(clause: Clause, start: int, end: int) -> bool:
    """Whether between two places stand only words that carry a "no" to its payer ("is", "那边")."""
    between = clause.text[start - clause.start : end - clause.start].strip().lower()
    return start < end and any(
        m.start - clause.start <= start - clause.start + 1 and m.end >= end - 1
        for m in clause.signs.get("link", ())
        if between == m.text.strip()
    )


def _only_denies(clause: Clause) -> bool:
    """Whether a clause says nothing but "none" or "not this year"."""
    signs = [m for name in ("zero", "negator") for m in clause.signs.get(name, ())]
    return (
        bool(signs)
        and not clause.payers
        and not clause.quantities
        and not clause.has("closed", "weak", "rest")
        and len(clause.text.strip()) <= max(m.end - m.start for m in signs) + _BESIDE
    )


def _principal(clause: Clause) -> list[Payer]:
    """The payers of a clause; where some name a channel, those that only may pay are left out."""
    named = [p for p in clause.payers if p.channels]
    if named and len({p.who for p in clause.payers}) > len({p.who for p in named}):
        return named
    return clause.payers


def _without_total(clause: Clause, payers: list[Payer], found: Ties) -> list[Quantity]:
    """The figures of a clause without the one that is the amount of the whole, which is kept apart."""
    quantities = clause.shares
    if found.total is not None or not clause.has("total") or clause.has("zero"):
        return quantities
    before, behind = _BESIDE_TOTAL
    near = [
        q
        for q in quantities
        if q.kind in ("money", "number")
        and any(-before <= q.start - m.end <= behind or 0 <= m.start - q.end <= behind for m in clause.signs["total"])
    ]
    if not near or (len(quantities) <= len(payers) and len(near) < 2 and payers):
        return quantities
    found.total = max(near, key=lambda q: q.value)
    return [q for q in quantities if q is not found.total]


def _speaks_of_both(clauses: list[Clause], place: int, used: set[int]) -> bool:
    """Whether the figure of a clause is said of it and the one before ("fees and donations make 40")."""
    if not place or not clauses[place].joined or place - 1 in used:
        return False
    before, clause = clauses[place - 1], clauses[place]
    return not before.shares and bool(_principal(before)) and clause.payers[0].start < clause.shares[0].start


def _listed(clauses: list[Clause], place: int, used: set[int]) -> list[Payer]:
    """The payers in front of "each a third", or behind it, each one named once; none where fewer than two are."""
    in_front = _named_once(clauses, range(place, -1, -1), used)
    return in_front or ([] if clauses[place].payers else _named_once(clauses, range(place + 1, len(clauses)), used))


def _named_once(clauses: list[Clause], places: range, used: set[int]) -> list[Payer]:
    listed: dict[str, Payer] = {}
    for other in places:
        if other != places.start and (clauses[other].shares or other in used or not clauses[other].payers):
            break
        for payer in _principal(clauses[other]):
            if payer.who in listed:
                return []
            listed[payer.who] = payer
    return list(listed.values()) if len(listed) > 1 else []


def _next_payers(clauses: list[Clause], place: int, used: set[int]) -> list[Payer]:
    for other in (place + 1, place + 2):
        if other < len(clauses) and clauses[other].payers and not clauses[other].shares:
            used.add(other)
            return _principal(clauses[other])
    return []


def _neighbours(clauses: list[Clause], place: int, used: set[int], open_payer: str | None) -> list[Payer]:
    """The payers of the clause before or behind one that has a figure only."""
    before, behind = place - 1, place + 1
    if before >= 0 and clauses[place].has("that_is") and clauses[before].payers:
        return _principal(clauses[before])
    while behind < len(clauses) - 1 and not clauses[behind].payers and not clauses[behind].quantities:
        behind += 1
    free = [
        other
        for other in (before, behind)
        if 0 <= other < len(clauses)
        and clauses[other].payers
        and not clauses[other].shares
        and not denied(clauses[other])
    ]
    if before in free and before not in used:
        used.add(before)
        return _principal(clauses[before])
    if open_payer is None and behind in free and not clauses[behind].has("rest"):
        used.add(behind)
        return _principal(clauses[behind])
    return []


def _pair(clause: Clause, quantities: list[Quantity], payers: list[Payer], found: Ties) -> list[Tie]:
    """Ties within a clause: one to one, in turn, or each figure to the nearest payer (doubtful)."""
    rest, bare = clause.has("rest"), _is_bare(clause, quantities)
    one_payer = len({p.who for p in payers}) == 1
    if not payers:
        return [Tie(q, (), rest and len(quantities) == 1, bare) for q in quantities]
    if one_payer and (len(quantities) == 1 or all(q.kind != "number" for q in quantities)):
        return [Tie(q, tuple(payers), rest, bare) for q in quantities]
    if len(quantities) == 1 and (quantities[0].kind == "ratio" or quantities[0].everything):
        return [Tie(quantities[0], tuple(payers), rest, bare)]
    order = sorted([(q.start, 0) for q in quantities] + [(p.start, 1) for p in payers])
    in_turn = len(quantities) == len(payers) and all(a[1] != b[1] for a, b in pairwise(order))
    if in_turn:
        last = len(payers) - 1
        return [
            Tie(q, (p,), rest and place == last, bare)
            for place, (q, p) in enumerate(zip(quantities, payers, strict=True))
        ]
    values = {q.value for q in quantities}
    if len(values) == 1 and len(quantities) > 1 and len({p.who for p in payers}) == len(payers) <= len(quantities):
        return [Tie(quantities[0], (p,), rest, bare) for p in payers]
    found.doubtful = True
    return [
        Tie(q, (min(payers, key=lambda p: min(abs(p.end - q.start), abs(p.start - q.end))),), rest, bare)
        for q in quantities
    ]


def _is_bare(clause: Clause, quantities: list[Quantity]) -> bool:
    """Whether a clause is little more than its number and payer."""
    words = sum(q.end - q.start for q in quantities) + sum(p.end - p.start for p in clause.payers)
    last = max([quantities[-1].end, *(p.end for p in clause.payers)]) - clause.start
    return len(clause.text) - words <= _LITTLE and (not clause.text[last:].strip() or quantities[-1].approximate)
