"""Quantities in a text: percents, fractions, ratios, counts, amounts of money, durations.

Numbers are found first and stand as one sign in a skeleton of the text; the forms of
`data/reading/*/quantities.yml` are then looked for in that skeleton, so that none of them has to
know how a number is spelt. Every form is tried once over the text and repeats nothing without a
bound, so the work grows with the length of the text only.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc

from advisor.reading import lexicon

SIGN = "#"
_MANTISSA = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST_POWER = 1000
_LOOK = 26
"""Characters beside a quantity in which "about" or "at most" is looked for."""


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


@dataclass(frozen=True)
class _Number:
    """A number in the text, at `start` to `end`."""

    start: int
    end: int
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class _Form:
    """A form of one language, compiled."""

    look: re.Pattern[str]
    entry: dict[str, Any]
    denominators: dict[str, int]


def read_quantities(doc: Doc) -> list[Quantity]:
    """The quantities of a document of `pipeline()`, in the order of the text, not overlapping."""
    return list(doc._.quantities)


@lru_cache(maxsize=1)
def _numerals() -> tuple[re.Pattern[str], re.Pattern[str], tuple[Any, ...]]:
    """The pattern of all numerals, that of words that only look like them, and their readers."""
    readers, patterns, excluded = [], [], []
    for language in lexicon.languages():
        words = lexicon.load(language, "numbers")
        reader = importlib.import_module(f"advisor.reading.numerals_{language}").Numerals(words)
        readers.append(reader)
        patterns.append(reader.pattern)
        for phrase in words["not_numbers"]:
            edge = r"\b" if str(phrase)[0].isascii() else ""
            excluded.append(edge + re.escape(str(phrase)) + edge)
    # Chinese first: 3万 is one numeral, not a digit and a character.
    order = sorted(range(len(readers)), key=lambda place: r"\b" in patterns[place])
    joined = "|".join(f"(?P<n{place}>{patterns[place]})" for place in order)
    excluded.sort(key=len, reverse=True)
    return re.compile(joined), re.compile("|".join(excluded)), tuple(readers)


@lru_cache(maxsize=1)
def _forms() -> tuple[_Form, ...]:
    forms = []
    for language in lexicon.languages():
        content = lexicon.load(language, "quantities")
        words = {name: "(?:" + "|".join(entries) + ")" for name, entries in content["words"].items()}
        for entry in content["forms"]:
            form = entry["form"]
            for name, alternatives in words.items():
                form = form.replace("{" + name + "}", alternatives)
            forms.append(_Form(re.compile(form), entry, content["denominators"]))
    # Languages are merged by kind of form, so that what is none is taken out first everywhere.
    return tuple(sorted(forms, key=lambda form: form.entry["kind"] != "nothing"))


@lru_cache(maxsize=1)
def _beside() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns for what stands before and behind a quantity, and between the ends of a range."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    ranges: list[str] = []
    for language in lexicon.languages():
        content = lexicon.load(language, "quantities")
        for side, table in (("before", before), ("after", after)):
            for sense, entries in content[side].items():
                table.setdefault(sense, []).extend(
                    (r"(?<![a-z])" if side == "before" and e[0].isalpha() and e[0].isascii() else "") + e
                    for e in entries)
        ranges += [re.escape(word) for word in content["ranges"]]
    senses = ("slightly_over", "slightly_under", "over", "under", "upto", "around")
    first = "|".join(f"(?P<{s}>{'|'.join(before[s])})" for s in senses if s in before)
    last = "|".join(f"(?P<{s}>{'|'.join(after[s])})" for s in senses if s in after)
    ranges.sort(key=len, reverse=True)
    return (re.compile(rf"(?:{first})(?: (?:a|an|the|one|only|of))?[\s:占是有]*$"),
            re.compile(rf"[\s,]?(?:{last})(?![a-z])"),
            re.compile(rf"\s?(?:{'|'.join(ranges)})\s?"))


def find_numbers(text: str) -> list[_Number]:
    """The numbers of a lower-case text, without words that only look like numbers."""
    pattern, excluded, readers = _numerals()
    hidden = excluded.sub(lambda found: "\x00" * len(found.group()), text)
    numbers = []
    for found in pattern.finditer(hidden):
        reader = readers[int(str(found.lastgroup)[1:])]
        spread = reader.value(found.group())
        if spread is not None:
            numbers.append(_Number(found.start(), found.end(), *spread, found.group()))
    return _ranges(text, numbers)


def _ranges(text: str, numbers: list[_Number]) -> list[_Number]:
    """Two numbers with "to" between them, the first the smaller, as one number with a spread."""
    between = _beside()[2]
    joined: list[_Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if last and between.fullmatch(text[last.end:number.start]) and _makes_range(text, last, number):
            joined[-1] = _Number(last.start, number.end, last.low, number.high, text[last.start:number.end])
        else:
            joined.append(number)
    return joined


def _makes_range(text: str, first: _Number, second: _Number) -> bool:
    """Whether two numbers are the ends of a range and not a ratio or a list."""
    link = text[first.end:second.start].strip()
    if not first.low < second.high or first.low != first.high:
        return False
    if link == "and":
        return text[:first.start].rstrip().endswith("between")
    if first.high + second.high in (10, 100) and link in ("-", "to", "", "、"):
        return text[second.end:second.end + 1] == "%" and link != "、"
    return second.high <= max(first.low * 3, first.low + 6)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a normalized text, in its order; see `Quantity`."""
    text = text.lower().replace(SIGN, " ")
    numbers = find_numbers(text)
    skeleton, places = _skeleton(text, numbers)
    free = bytearray(b"\x01") * len(skeleton)
    found: list[Quantity] = []
    at = {place: number for place, number in zip((i for i, s in enumerate(skeleton) if s == SIGN), numbers)}
    for form in _forms():
        for match in form.look.finditer(skeleton):
            start, end = match.span()
            if start == end or not all(free[start:end]):
                continue
            mine = [at[place] for place in range(start, end) if place in at]
            quantity = _quantity(form, match.group(), mine, places[start], places[end])
            if quantity is None:
                continue
            free[start:end] = bytes(end - start)
            if quantity.kind != "nothing":
                found.append(quantity)
    for place, number in at.items():
        if free[place]:
            found.append(Quantity(number.start, number.end, "number", (number.low + number.high) / 2, number.low,
                                  number.high, number.low != number.high))
    found.sort(key=lambda quantity: quantity.start)
    return tuple(replace(_moved(text, q), text=text[q.start:q.end]) for q in found)


def _skeleton(text: str, numbers: list[_Number]) -> tuple[str, list[int]]:
    """The text with one sign for each number, and for each place of it the place in the text."""
    pieces, places, done = [], [], 0
    for number in numbers:
        pieces.append(text[done:number.start] + SIGN)
        places.extend(range(done, number.start + 1))
        done = number.end
    pieces.append(text[done:])
    places.extend(range(done, len(text) + 1))
    return "".join(pieces), places


def _quantity(form: _Form, said: str, numbers: list[_Number], start: int, end: int) -> Quantity | None:
    """The quantity a form says with these numbers, or None where it cannot be one."""
    entry = form.entry
    kind = entry["kind"]
    if entry.get("year") and not any(1900 <= n.low <= 2100 or (kind == "nothing" and "年" in said and n.low < 100)
                                     for n in numbers):
        return None
    if kind == "nothing" or (kind == "price" and not numbers):
        return Quantity(start, end, "nothing", 0, 0, 0)
    if "value" in entry or "parts" in entry:
        value = float(entry.get("value", 50))
        return Quantity(start, end, kind, value, float(entry.get("low", value)), float(entry.get("high", value)),
                        bool(entry.get("approximate")), bool(entry.get("loose")), bool(entry.get("all")),
                        parts=tuple(map(float, entry.get("parts", ()))))
    if kind == "ratio":
        return _ratio(entry, numbers, start, end)
    if kind == "fraction" and not entry.get("times"):
        return _fraction(form, said, numbers, start, end)
    if not numbers or numbers[0].low > entry.get("most", numbers[0].low) or entry.get("never") == numbers[0].low == numbers[0].high or _not_one(entry, numbers):
        return None
    times, plus = float(entry.get("times", 1)), float(entry.get("plus", 0))
    number = numbers[0]
    low, high = number.low * times + plus, number.high * times + plus
    if entry.get("tail") and len(numbers) > 1:
        if numbers[1].high >= 10:
            return None
        low, high = low + numbers[1].low, high + numbers[1].high
    if kind in ("percent", "fraction"):
        if high > 100:
            return None
        kind = "percent"
    return Quantity(start, end, kind, (low + high) / 2, low, high, low != high)


def _ratio(entry: dict[str, Any], numbers: list[_Number], start: int, end: int) -> Quantity | None:
    parts = [n.low for n in numbers]
    if entry.get("digits"):
        parts = [spread[0] for sign in numbers[0].text for r in _numerals()[2] if (spread := r.value(sign))]
    total = sum(parts)
    if len(parts) < 2 or (entry.get("sum") and total not in (10, 100)) or (entry.get("digits") and total != 10):
        return None
    shares = tuple(100 * part / total for part in parts)
    return Quantity(start, end, "ratio", shares[0], shares[0], shares[0], parts=shares)


def _not_one(entry: dict[str, Any], numbers: list[_Number]) -> bool:
    """Whether a form that wants a "one" ("a month", 一人) has another number in its place."""
    if "one" not in entry or len(numbers) < 2:
        return False
    return numbers[-1 if entry["one"] == "last" else 0].low != 1


def _fraction(form: _Form, said: str, numbers: list[_Number], start: int, end: int) -> Quantity | None:
    entry = form.entry
    if entry.get("denominator"):
        word = next((w for w in sorted(form.denominators, key=len, reverse=True)
                     if re.search(rf"(?<![a-z]){w}(?:-?ish)?$", said)), None)
        if word is None:
            return None
        part = numbers[0] if numbers else _Number(start, end, 1, 1, "")
        whole = float(form.denominators[word])
        low, high = part.low / whole * 100, part.high / whole * 100
        return None if high > 100 else Quantity(start, end, "fraction", (low + high) / 2, low, high, low != high)
    if "whole" in entry:
        part, wholes = numbers[0], _Number(start, end, entry["whole"], entry["whole"], "")
    elif len(numbers) >= 2:
        part, wholes = (numbers[-1], numbers[0]) if entry.get("reversed") else (numbers[0], numbers[-1])
    else:
        return None
    part, wholes = _same_power(part, wholes)
    if not wholes.high or part.high > wholes.high or (entry.get("slash") and part.low + wholes.low == 100):
        return None
    low, high = part.low / wholes.high * 100, min(part.high / wholes.low * 100 if wholes.low else 100.0, 100.0)
    middle = (part.low + part.high) / (wholes.low + wholes.high) * 100
    return Quantity(start, end, "fraction", middle, low, high, low != high, part=(part.low + part.high) / 2,
                    whole=(wholes.low + wholes.high) / 2)


def _same_power(part: _Number, whole: _Number) -> tuple[_Number, _Number]:
    """Both numbers with the power that is said only once: "7.1 of 10.2 lakh", "3 lakh of the 10"."""
    ends = [_MANTISSA.match(number.text) for number in (part, whole)]
    if not all(ends) or part.low != part.high or whole.low != whole.high:
        return part, whole
    plain = [float(end.group().replace(",", "")) for end in ends if end]
    powers = [number.low / base if base else 1.0 for number, base in zip((part, whole), plain)]
    if plain[0] <= plain[1] and (powers[0] == 1.0) != (powers[1] == 1.0) and max(powers) >= _LEAST_POWER:
        power = max(powers)
        return (replace(part, low=plain[0] * power, high=plain[0] * power),
                replace(whole, low=plain[1] * power, high=plain[1] * power))
    return part, whole


def _moved(text: str, quantity: Quantity) -> Quantity:
    """The quantity with its ends moved by what stands beside it ("over", "at most", 不到, 出头)."""
    before, after, _ = _beside()
    senses = [(found.lastgroup, side) for side, found in (
        ("before", before.search(text[max(0, quantity.start - _LOOK):quantity.start])),
        ("after", after.match(text[quantity.end:quantity.end + _LOOK]))) if found]
    for sense, _side in senses:
        quantity = _apply(str(sense), quantity)
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
    return replace(quantity, approximate=True, low=low, high=high, value=(low + high) / 2)


def _step(quantity: Quantity) -> float:
    """How far "over" or "under" may reach: one round place of the number, ten percent for shares."""
    if quantity.kind in ("percent", "fraction"):
        return 10.0
    step = 1.0
    while quantity.value >= step * 10 and quantity.value % (step * 10) == 0:
        step *= 10
    return step
