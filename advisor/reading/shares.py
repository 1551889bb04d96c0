"""Who pays which part of the income: figures in a text tied to payers, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from advisor.reading.clauses import Clause, Payer, whos
from advisor.reading.quantities import Quantity
from advisor.reading.ties import Tie, denied, tie_figures

FULL = (97.0, 103.0)
"""Percents that count as the whole: people round."""
_AMOUNT_FROM = 1000.0


@dataclass(frozen=True)
class Part:
    """A part of the income, in percent, and who pays it (several where it is said of them together).

    No payer: the figure stands alone.
    """

    whos: frozenset[str]
    channels: frozenset[str]
    low: float
    high: float
    value: float
    loose: bool = False
    everything: bool = False


@dataclass
class Shares:
    """What a text says about the parts of the income.

    parts       figures with their payers; alone: figures without one
    rest_of     the payers of "the rest"; None where no rest is spoken of
    most        payers that most comes from; most_of_rest: those of which it is said of what is left
    complete    everything that comes in is named
    none_from   payers that give nothing
    doubtful    figures and payers could be tied in more than one way
    """

    parts: list[Part] = field(default_factory=list)
    alone: list[Part] = field(default_factory=list)
    rest_of: frozenset[str] | None = None
    rest_channels: frozenset[str] = frozenset()
    complete: bool = False
    none_from: set[str] = field(default_factory=set)
    payers: list[Payer] = field(default_factory=list)
    mixed: bool = False
    most: set[str] = field(default_factory=set)
    most_of_rest: set[str] = field(default_factory=set)
    doubtful: bool = False
    nothing: bool = False
    """Something is said to be nothing, without a payer."""

    def of(self, who: str) -> Part | None:
        """The part of one payer, if it follows from what is said; None where it does not."""
        mine = [p for p in self.parts if p.whos == {who}]
        shared = [p for p in self.parts if who in p.whos and len(p.whos) > 1]
        if shared:
            return None
        if self.rest_of == frozenset({who}):
            others = _sum([p for p in self.parts if p.whos != {who}] + mine + self.alone)
            if others.high <= FULL[1] and (self.parts or self.alone):
                low, high, value = (max(0.0, 100 - end) for end in (others.high, others.low, others.value))
                rest = Part(frozenset({who}), self.rest_channels, low, high, value)
                return _sum([*mine, rest]) if mine else rest
            return None
        if mine:
            return _sum(mine)
        if who in self.none_from or (self.complete and who not in {p.who for p in self.payers}):
            return Part(frozenset({who}), frozenset(), 0, 0, 0)
        return None


def _sum(parts: list[Part]) -> Part:
    return Part(
        frozenset().union(*(p.whos for p in parts)),
        frozenset().union(*(p.channels for p in parts)),
        sum(p.low for p in parts),
        sum(p.high for p in parts),
        sum(p.value for p in parts),
        any(p.loose for p in parts),
        any(p.everything for p in parts),
    )


def read_shares(clauses: list[Clause], open_payer: str | None) -> Shares:
    """The shares that the clauses tell; `open_payer`: whose share has been asked, if one has."""
    clauses = [_with_them(c, open_payer) for c in clauses if not c.past]
    shares = Shares()
    _find_signs(clauses, shares)
    found = tie_figures(clauses, open_payer)
    shares.doubtful = found.doubtful
    if found.rest is not None:
        shares.rest_of = frozenset(p.who for p in found.rest)
        shares.rest_channels = frozenset[str]().union(*(p.channels for p in found.rest))
    _measure(found.ties, found.total, shares, open_payer)
    _share_equally(clauses, shares)
    _complement(shares, open_payer)
    _conclude(shares)
    return shares


def _with_them(clause: Clause, open_payer: str | None) -> Clause:
    """The clause with "them" read as the payer who was asked about, where it speaks of a part."""
    if open_payer and clause.has("them") and not clause.payers and (clause.shares or clause.has("rest", "most")):
        them = clause.signs["them"][0]
        clause.payers = [Payer(open_payer, frozenset(), them.start, them.end)]
    return clause


def _find_signs(clauses: list[Clause], shares: Shares) -> None:
    for place, clause in enumerate(clauses):
        none = denied(clause, clauses[place + 1] if place + 1 < len(clauses) else None)
        shares.none_from |= {p.who for p in none if not p.channels or not _gives_otherwise(p, clauses)}
        shares.payers += [p for p in clause.payers if p not in none]
        shares.mixed |= clause.has("mixed")
        if clause.has("most") and len({p.who for p in clause.payers}) == 1 and not none and not clause.has("weak"):
            shares.most |= {p.who for p in clause.payers}
            if clause.has("rest"):
                shares.most_of_rest |= {p.who for p in clause.payers}
        shares.complete |= clause.has("closed")
        shares.nothing |= clause.has("zero") and not clause.payers and not clause.has("closed", "weak")


def _gives_otherwise(denied_one: Payer, clauses: list[Clause]) -> bool:
    """Whether the payer of a channel that brings nothing gives through another one ("no dues, only fees")."""
    return any(
        p.who == denied_one.who and p.channels - denied_one.channels and p not in denied(c, None)
        for c in clauses
        for p in c.payers
    )


def _measure(ties: list[Tie], total: Quantity | None, shares: Shares, open_payer: str | None) -> None:
    """Turn tied quantities into percents of the income."""
    ratios = [t for t in ties if t.quantity.kind == "ratio"]
    sides = [side for t in ratios for side in t.quantity.parts]
    named = [t for t in ties if t.whos and t.quantity.kind == "number" and t.quantity.value * 10 in sides]
    if ratios and not [t for t in ties if t.whos and t.quantity.kind == "number"]:
        _split_ratio(ratios[0], shares, open_payer)
        return
    if named:
        for tie in named:
            _add(shares, tie, 10.0)
        return
    percents = [t for t in ties if t.quantity.kind in ("percent", "fraction")]
    if any(not t.quantity.everything and not t.quantity.loose for t in percents):
        percents = [t for t in percents if not t.quantity.everything or t.rest]
    bare = [t for t in ties if t.quantity.kind == "number"]
    money = [t for t in ties if t.quantity.kind == "money" or (t in bare and t.quantity.value >= _AMOUNT_FROM)]
    bare = [t for t in bare if t not in money]
    if total is None:
        total, money = _sum_named(money)
    whole = next((t.quantity.whole for t in percents if t.quantity.whole and t.quantity.whole > 100), None)
    if percents:
        for tie in percents:
            _add(shares, tie, 1.0)
        known = sum(t.quantity.value for t in percents if t.whos)
        tied = [t for t in bare if t.whos]
        if tied and FULL[0] <= known + sum(t.quantity.value for t in tied) <= FULL[1]:
            for tie in tied:
                _add(shares, tie, 1.0)
        elif whole and [t for t in money + tied if t.whos]:
            if not _tell_the_rest(percents, money + tied, shares):
                shares.doubtful = True
        elif tied and known + sum(t.quantity.value for t in tied) < FULL[0] and all(t.bare for t in tied):
            for tie in tied:
                _add(shares, tie, 1.0)
        elif [t for t in bare if not t.whos and open_payer and t.quantity.value <= 100]:
            for tie in [t for t in bare if not t.whos]:
                if any(_meets(tie.quantity, p.quantity) for p in percents):
                    _add(shares, tie, 1.0)
        return
    tied = [t for t in money + bare if t.whos]
    if total is not None and tied:
        scale = total.value
        for tie in tied:
            value = tie.quantity.value
            if tie in bare and value < 1000 <= scale:
                value *= _power(scale)
            if value > scale * FULL[1] / 100:
                shares.doubtful = True
                return
            _add(shares, tie, 100.0 * (value / tie.quantity.value if tie.quantity.value else 1) / scale)
        return
    plain = sum(t.quantity.value for t in bare if t.whos)
    left = shares.rest_of is not None and len({t.whos for t in bare if t.whos}) > 1 and 10 < plain < FULL[0]
    tenths = abs(plain - 10) < 0.01 and (ratios or len({t.whos for t in bare if t.whos}) > 1)
    if bare and not money and (left or FULL[0] <= plain <= FULL[1] or tenths):
        for tie in bare:
            if tie.whos:
                _add(shares, tie, 10.0 if plain < 11 else 1.0)
        return
    if len({t.whos for t in money}) > 1 and all(t.whos for t in money) and not [t for t in bare if t.whos]:
        added = sum(t.quantity.value for t in money)
        for tie in money:
            _add(shares, tie, 100.0 / added)
        shares.doubtful |= not shares.complete
        return
    if open_payer:
        for tie in bare:
            if (not tie.whos or tie.whos == {open_payer}) and tie.bare and 0 <= tie.quantity.value <= 100:
                _add(shares, tie, 100.0 if 0 < tie.quantity.value < 1 else 1.0)


def _sum_named(money: list[Tie]) -> tuple[Quantity | None, list[Tie]]:
    """An amount without a payer that is the sum of all that have one, and those that have one."""
    named = [t for t in money if t.whos]
    others = [t for t in money if not t.whos]
    added = sum(t.quantity.value for t in named)
    if len(named) > 1 and len(others) == 1 and abs(others[0].quantity.value - added) <= added * (FULL[1] - 100) / 100:
        return others[0].quantity, named
    return None, money


def _tell_the_rest(percents: list[Tie], amounts: list[Tie], shares: Shares) -> bool:
    """Whether an amount beside "9,900 of 11,000" is just what is left over; it is put in."""
    parts = [t.quantity for t in percents if t.quantity.whole and t.quantity.part is not None]
    named = [t for t in amounts if t.whos]
    if len(parts) != 1 or len(named) != 1:
        return False
    whole, part = parts[0].whole or 1.0, parts[0].part or 0.0
    said = named[0].quantity.value
    amount = min((said, aligned(said, whole)[0]), key=lambda each: abs(part + each - whole))
    if abs(part + amount - whole) > whole * (FULL[1] - 100) / 100:
        return False
    share = 100.0 * amount / whole
    shares.parts.append(Part(named[0].whos, named[0].channels, share, share, share))
    return True


def aligned(part: float, whole: float) -> tuple[float, float]:
    """The two amounts in the same power of ten, where the part's was left out ("430 of 480 thousand")."""
    return (part * _power(whole) if part < 1000 <= whole else part), whole


def _power(number: float) -> float:
    """The power of ten that people leave out: of 610 000 the ten thousand, of 400 000 the thousand."""
    return 10_000.0 if number % 10_000 == 0 and number < 1e7 else 1000.0


def _meets(one: Quantity, other: Quantity) -> bool:
    return one.low <= other.high and other.low <= one.high


def _add(shares: Shares, tie: Tie, times: float) -> None:
    q = tie.quantity
    part = Part(tie.whos, tie.channels, q.low * times, q.high * times, q.value * times, q.loose, q.everything)
    if not tie.whos and tie.rest:
        return
    (shares.parts if tie.whos else shares.alone).append(part)


def _split_ratio(tie: Tie, shares: Shares, open_payer: str | None) -> None:
    """A ratio: equal halves for two payers, or its sides in the order the payers are named."""
    sides = tie.quantity.parts
    named: list[Payer] = []
    for payer in tie.payers or tuple(shares.payers):
        if payer.who not in {p.who for p in named}:
            named.append(payer)
    if len(set(sides)) == 1 and open_payer and not named:
        shares.alone.append(Part(frozenset(), frozenset(), sides[0], sides[0], sides[0]))
    elif len(named) == len(sides):
        for side, payer in zip(sides, named, strict=True):
            shares.parts.append(Part(frozenset({payer.who}), payer.channels, side, side, side))
        shares.doubtful |= len(set(sides)) > 1
    else:
        shares.doubtful = True
    shares.mixed |= len(set(sides)) == 1


def _share_equally(clauses: list[Clause], shares: Shares) -> None:
    """“Project, fees, gifts, a third each”: one fraction, as many payers' channels as make the whole."""
    said = [p for p in (*shares.parts, *shares.alone) if not p.loose and p.low == p.high]
    if len(said) != 1 or len(shares.parts) + len(shares.alone) != 1 or not any(c.has("each") for c in clauses):
        return
    givers = list({(p.who, p.channels): p for p in shares.payers if p.channels}.values())
    share = said[0].value
    if len(givers) < 2 or not FULL[0] <= share * len(givers) <= FULL[1]:
        return
    shares.alone, shares.doubtful = [], False
    shares.parts = [Part(frozenset({p.who}), p.channels, share, share, share) for p in givers]


def _complement(shares: Shares, open_payer: str | None) -> None:
    """The share asked for stands alone ("40 %, the project; the other 60 are fees"): it is the asked payer's."""
    if open_payer is None or len(shares.alone) != 1 or shares.alone[0].loose or not shares.parts:
        return
    alone = shares.alone[0]
    others = all(not p.loose and p.whos and open_payer not in p.whos for p in shares.parts)
    if others and FULL[0] <= alone.value + sum(p.value for p in shares.parts) <= FULL[1]:
        channels = frozenset[str]().union(*(p.channels for p in shares.payers if p.who == open_payer))
        shares.parts.append(replace(alone, whos=frozenset({open_payer}), channels=channels))
        shares.alone = []


def _conclude(shares: Shares) -> None:
    """Merge what is said twice of one payer; see whether the parts make the whole."""
    for who in whos():
        mine = [p for p in shares.parts if p.whos == {who}]
        if len(mine) < 2:
            continue
        whole = sum(p.value for p in shares.parts)
        apart = len({p.channels for p in mine}) == len(mine)
        same = not apart or (any(p.loose for p in mine) and not FULL[0] <= whole <= FULL[1])
        low, high = max(p.low for p in mine), min(p.high for p in mine)
        over = whole > FULL[1]
        if same and low <= high + 1.5 and (over or any(p.loose or not p.channels for p in mine)):
            best = min(mine, key=lambda p: p.high - p.low)
            merged = replace(best, low=max(low, best.low), high=max(min(high, best.high), max(low, best.low)))
            shares.parts = [p for p in shares.parts if p.whos != {who}] + [merged]
        elif over:
            shares.doubtful = True
    positive = {p.who for p in shares.payers} - shares.none_from
    if shares.nothing and not shares.parts:
        shares.doubtful = shares.doubtful or bool(positive)
    if shares.alone and not any(p.loose for p in shares.alone):
        shares.complete = False
    if shares.complete and len(positive) == 1 and not shares.parts and not shares.alone:
        who = next(iter(positive))
        channels = frozenset().union(*(p.channels for p in shares.payers if p.who == who))
        shares.parts.append(Part(frozenset({who}), channels, 100, 100, 100))
    if len(shares.parts) == 1 and shares.parts[0].everything and positive - shares.parts[0].whos:
        shares.doubtful = True
    if shares.parts:
        known = _sum(shares.parts)
        if known.low > FULL[1]:
            shares.doubtful = True
        if FULL[0] <= known.value <= FULL[1] and (len(known.whos) == 1 or not any(p.loose for p in shares.parts)):
            shares.complete = True
        elif shares.rest_of is None and known.value < FULL[0] and not (shares.none_from or shares.complete):
            shares.complete = False
        elif shares.complete and shares.rest_of is None and known.value < FULL[0]:
            shares.complete = not positive - known.whos
    if shares.rest_of and shares.parts:
        shares.complete = True
    elif shares.rest_of is not None and not shares.rest_of:
        shares.complete = False
