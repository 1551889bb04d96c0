"""A quantity and how what stands beside it ("about", "at most") moves its ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from advisor.reading import lexicon

_LOOK = 26
"""Characters beside a quantity in which "about" or "at most" is looked for."""
_SENSES = ("slightly_over", "slightly_under", "over", "under", "upto", "around")


@dataclass(frozen=True)
class Quantity:
    """A quantity at characters `start` to `end`.

    kind    percent, fraction (value in percent; `part` of `whole`), ratio (`parts` in percent),
            money, people, duration (value in months), number, price (money a head)
    value   the figure meant; `low` and `high` the least and most it may be (equal where exact)
    loose   said without a figure ("most of it"); whole: "everything" and its like
    """

    start: int
    end: int
    kind: str
    value: float
    low: float
    high: float
    approximate: bool = False
    loose: bool = False
    everything: bool = False
    part: float | None = None
    whole: float | None = None
    parts: tuple[float, ...] = ()
    text: str = ""


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for what stands before and behind a quantity; a group for each sense."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    links: list[str] = []
    for language in lexicon.languages():
        content = lexicon.load(language, "quantities")
        for sense, words in content["before"].items():
            edge = (r"(?<![a-z])" if word[0].isalpha() and word[0].isascii() else "" for word in words)
            before.setdefault(sense, []).extend(e + word for e, word in zip(edge, words, strict=True))
        for sense, words in content["after"].items():
            after.setdefault(sense, []).extend(words)
        links += content["links"]
    first = "|".join(f"(?P<{s}>{'|'.join(before[s])})" for s in _SENSES if s in before)
    last = "|".join(f"(?P<{s}>{'|'.join(after[s])})" for s in _SENSES if s in after)
    return (re.compile(rf"(?:{first})(?:{'|'.join(links)})?[\s:]*$"), re.compile(rf"[\s,]?(?:{last})(?![a-z])"))


def moved(text: str, quantity: Quantity) -> Quantity:
    """The quantity with its ends moved by what stands beside it ("over", "at most", 不到, 出头)."""
    before, after = _beside()
    for found in (
        before.search(text[max(0, quantity.start - _LOOK) : quantity.start]),
        after.match(text[quantity.end : quantity.end + _LOOK]),
    ):
        if found:
            quantity = _apply(str(found.lastgroup), quantity)
    return quantity


def _apply(sense: str, quantity: Quantity) -> Quantity:
    if quantity.kind == "ratio" and len(set(quantity.parts)) == 1 and sense != "around":
        quantity = replace(quantity, kind="percent", parts=())
    if sense == "around" or quantity.kind in ("ratio", "price") or (quantity.everything and quantity.value >= 100):
        return replace(quantity, approximate=True)
    step = _step(quantity)
    shares = quantity.kind in ("percent", "fraction")
    low, high = quantity.low, quantity.high
    if sense.endswith("over"):
        reach = step / 2 if sense == "slightly_over" else step
        low, high = high + step / 1000, high + reach
        high = min(high, 100.0) if shares else high
        low = min(low, high)
    elif sense == "slightly_under":
        low, high = low - step / 2, low - step / 1000
    else:
        low, high = max(low - step, 0.0) + step / 1000, low if sense == "upto" else low - step / 1000
    low = max(low, 0.0)
    high = max(high, low)
    return replace(quantity, approximate=True, low=low, high=high, value=(low + high) / 2)


def _step(quantity: Quantity) -> float:
    """How far "over" or "under" may reach: one round place of the number, ten percent for shares."""
    if quantity.kind in ("percent", "fraction"):
        return 10.0
    step = 1.0
    while quantity.value >= step * 10 and quantity.value % (step * 10) == 0:
        step *= 10
    return step
