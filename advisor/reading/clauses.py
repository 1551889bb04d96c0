"""A text cut into clauses, each with the payers, quantities and signs that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Doc

from advisor.reading import lexicon
from advisor.reading.pipelines import Mark
from advisor.reading.quantities import Quantity

ANY = "any"
OTHERWISE = "otherwise_"
"""A channel that counts only where the payer's other words name none ("what the pupils pay")."""
_TAKES_NUMBERS = ("zero", "nobody", "unpaid", "stayed", "closed")
"""Signs whose words may hold a numeral ("not one cent") that is no quantity."""
SHARES = frozenset({"percent", "fraction", "money", "number", "ratio"})
"""Kinds of quantities that can be part of an income."""

_HAN = "\u3400-\u9fff"
_BREAK = re.compile(
    rf"[.!?;:。;:!?\n]+(?=\s|$|[{_HAN}A-Za-z])|[,，、()\[\]]|\.\.\.|\s-\s"
    rf"|(?<!\d)\s(?=[{_HAN}])"
    r"|\s?\+\s?|(?<!\ball )(?<!thing )\bbut\b|\b(?:and|plus|while|whereas|then|also|n|so|because)\b|&",
    re.IGNORECASE,
)
_STRONG = re.compile(r"[.!?;。!?\n]")


@dataclass(frozen=True)
class Payer:
    """Words for who pays: `who` is a payer of `payers.yml`, `channels` those the words name."""

    who: str
    channels: frozenset[str]
    start: int
    end: int


@dataclass
class Clause:
    """A stretch of the text; `past` where it tells of other times than now, `joined` by "and" to the last."""

    start: int
    end: int
    text: str
    past: bool = False
    joined: bool = False
    payers: list[Payer] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    signs: dict[str, list[Mark]] = field(default_factory=dict)

    def has(self, *signs: str) -> bool:
        """Whether one of these signs stands in the clause."""
        return any(sign in self.signs for sign in signs)

    @property
    def shares(self) -> list[Quantity]:
        """The quantities that can be a part of the income."""
        return [q for q in self.quantities if q.kind in SHARES]


def clauses_of(doc: Doc) -> list[Clause]:
    """The clauses of a document of `pipeline()`, in order; those without any content are left out."""
    text = doc.text
    clauses = _cut(text, doc._.quantities)
    _sort_in(clauses, doc)
    for clause in clauses:
        _drop_spoken_for(clause)
        clause.payers = _payers(clause)
    _set_time(clauses, text)
    return _after_correction(clauses)


def _cut(text: str, quantities: Iterable[Quantity]) -> list[Clause]:
    """Cut at punctuation, "and" and Chinese spaces, but not inside a quantity."""
    inside = bytearray(len(text) + 1)
    for quantity in quantities:
        inside[quantity.start + 1 : quantity.end] = b"\x01" * max(0, quantity.end - quantity.start - 1)
    clauses: list[Clause] = []
    start = 0
    joined = False
    for found in _BREAK.finditer(text):
        if inside[found.start()] or found.start() < start:
            continue
        if text[start : found.start()].strip():
            clauses.append(Clause(start, found.start(), text[start : found.start()], joined=joined))
            joined = False
        word = found.group().strip().lower()
        joined = word in ("and", "plus", "+", "&", "n") or (joined and not word)
        start = found.end()
    if text[start:].strip():
        clauses.append(Clause(start, len(text), text[start:], joined=joined))
    return clauses


def _sort_in(clauses: list[Clause], doc: Doc) -> None:
    """Put every quantity and sign into the clause where it begins.

    A sign that is only a piece of a quantity (the last "0" of "100.0 %") is none.
    """
    place = 0
    for quantity in doc._.quantities:
        while place < len(clauses) - 1 and clauses[place].end <= quantity.start:
            place += 1
        if clauses:
            clauses[place].quantities.append(quantity)
    place = 0
    around: dict[int, list[Quantity]] = {}
    for quantity in doc._.quantities:
        for character in range(quantity.start, quantity.end):
            around.setdefault(character, []).append(quantity)
    for mark in doc._.marks:
        if any(
            q.start <= mark.start and mark.end <= q.end and mark.end - mark.start < q.end - q.start
            for q in around.get(mark.start, ())
            if mark.label.split("/")[-1] in _TAKES_NUMBERS
        ):
            continue
        while place < len(clauses) - 1 and clauses[place].end <= mark.start:
            place += 1
        if clauses:
            name = mark.label.split("/", 1)[1]
            clauses[place].signs.setdefault(name, []).append(mark)


def _drop_spoken_for(clause: Clause) -> None:
    """Take out quantities that belong to a sign: "not one cent", "no leg is longer than half"."""
    marks = [m for sign in _TAKES_NUMBERS for m in clause.signs.get(sign, ())]
    clause.quantities = [
        q
        for q in clause.quantities
        if not any(m.start < q.end and q.start < m.end for m in marks)
        and not (clause.has("mixed") and q.kind in ("percent", "fraction") and q.value >= 40)
        and not (q.everything and clause.has("rest"))
    ]


def _payers(clause: Clause) -> list[Payer]:
    """The payers of a clause; words of the same payer side by side are one."""
    found: list[Payer] = []
    marks = sorted((m for name, group in clause.signs.items() if "/" in name for m in group), key=lambda m: m.start)
    cut = [q.start for q in clause.shares]
    for mark in marks:
        _, who, channel = mark.label.split("/")
        if channel.startswith("verb"):
            continue
        channels = frozenset() if channel == ANY else frozenset({channel})
        last = found[-1] if found else None
        if last and last.who == who and not any(last.end <= place < mark.start for place in cut):
            found[-1] = Payer(who, last.channels | channels, last.start, max(last.end, mark.end))
        else:
            found.append(Payer(who, channels, mark.start, mark.end))
    return [_with_verb(clause, _named(payer)) for payer in found]


def _named(payer: Payer) -> Payer:
    """The payer with channels that hold only otherwise settled."""
    named = frozenset(c for c in payer.channels if not c.startswith(OTHERWISE))
    spare = sorted(c.removeprefix(OTHERWISE) for c in payer.channels - named)
    return Payer(payer.who, named or frozenset(spare[:1]), payer.start, payer.end)


def _with_verb(clause: Clause, payer: Payer) -> Payer:
    """The payer with the channel that a word of work or gift beside it names."""
    if payer.channels:
        return payer
    for name, channel in (("verb", "project"), ("verb_subsidy", "subsidy")):
        if f"{payer.who}/{name}" in clause.signs and payer.who == "government":
            return Payer(payer.who, frozenset({channel}), payer.start, payer.end)
    return payer


def _set_time(clauses: list[Clause], text: str) -> None:
    """Mark what is said of former times: from its word to the word for now or the sentence's end."""
    past = False
    for place, clause in enumerate(clauses):
        if place and _STRONG.search(text[clauses[place - 1].end : clause.start]):
            past = False
        if clause.has("now"):
            past = False
        elif clause.has("past"):
            past = True
        clause.past = past or (clause.has("future") and bool(clause.shares))


def _after_correction(clauses: list[Clause]) -> list[Clause]:
    """The clauses from a correction ("no wait") on, where a quantity follows it."""
    for place in range(len(clauses) - 1, 0, -1):
        if (
            clauses[place].has("correction")
            and any(c.shares for c in clauses[:place])
            and any(c.quantities for c in clauses[place:])
        ):
            kept = [c for c in clauses[:place] if not c.quantities]
            return kept[-1:] + clauses[place:]
    return clauses


def whos() -> tuple[str, ...]:
    """The payers that the lexicons know, in their order."""
    return tuple(lexicon.load(lexicon.languages()[0], "payers"))


@cache
def payer_of(channel: str) -> str | None:
    """The payer whose words can name this channel."""
    words = lexicon.load(lexicon.languages()[0], "payers")
    return next((who for who, channels in words.items() if channel in channels), None)
