"""Quantities in a text: percents, fractions, ratios, counts, amounts of money, durations.

Numbers are found first and stand as one sign in a skeleton of the text; the forms of
`data/reading/*/quantities.yml` are then looked for in that skeleton, so that none of them has to
know how a number is spelt. Every form is tried once over the text and repeats nothing without a
bound, so the work grows with the length of the text only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.tokens import Doc

from advisor.reading import lexicon
from advisor.reading.numbers import Number, find_numbers, numerals, same_power
from advisor.reading.quantity import Quantity, moved
from advisor.reading.sifting import Needles, may_match, needles

__all__ = ["Quantity", "find_quantities", "read_quantities"]

SIGN = "#"


@dataclass(frozen=True)
class _Form:
    """A form of one language, compiled."""

    look: re.Pattern[str]
    entry: dict[str, Any]
    denominators: dict[str, int]
    needs: Needles


def read_quantities(doc: Doc) -> list[Quantity]:
    """The quantities of a document of `pipeline()`, in the order of the text, not overlapping."""
    return list(doc._.quantities)


@cache
def _forms() -> tuple[_Form, ...]:
    forms = []
    for language in lexicon.languages():
        content = lexicon.load(language, "quantities")
        words = {name: "(?:" + "|".join(entries) + ")" for name, entries in content["words"].items()}
        for entry in content["forms"]:
            form = entry["form"]
            for name, alternatives in words.items():
                form = form.replace("{" + name + "}", alternatives)
            forms.append(_Form(re.compile(form), entry, content["denominators"], needles(form)))
    # Languages are merged by kind of form, so that what is none is taken out first everywhere.
    return tuple(sorted(forms, key=lambda form: form.entry["kind"] != "nothing"))


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a normalized text, in its order; see `Quantity`."""
    text = text.lower().replace(SIGN, " ")
    numbers = find_numbers(text)
    skeleton, places = _skeleton(text, numbers)
    free = bytearray(b"\x01") * len(skeleton)
    found: list[Quantity] = []
    at = dict(zip((i for i, s in enumerate(skeleton) if s == SIGN), numbers, strict=True))
    for form in _forms():
        if not may_match(form.needs, skeleton):
            continue
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
            found.append(
                Quantity(
                    number.start,
                    number.end,
                    "number",
                    (number.low + number.high) / 2,
                    number.low,
                    number.high,
                    number.low != number.high,
                )
            )
    found.sort(key=lambda quantity: quantity.start)
    return tuple(replace(moved(text, q), text=text[q.start : q.end]) for q in found)


def _skeleton(text: str, numbers: list[Number]) -> tuple[str, list[int]]:
    """The text with one sign for each number, and for each place of it the place in the text."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for number in numbers:
        pieces.append(text[done : number.start] + SIGN)
        places.extend(range(done, number.start + 1))
        done = number.end
    pieces.append(text[done:])
    places.extend(range(done, len(text) + 1))
    return "".join(pieces), places


def _quantity(form: _Form, said: str, numbers: list[Number], start: int, end: int) -> Quantity | None:
    """The quantity a form says with these numbers, or None where it cannot be one."""
    entry = form.entry
    kind = entry["kind"]
    if "years" in entry and not any(low <= n.low <= high for n in numbers for low, high in entry["years"]):
        return None
    if kind == "nothing" or (kind == "price" and not numbers):
        return Quantity(start, end, "nothing", 0, 0, 0)
    if "value" in entry or "parts" in entry:
        value = float(entry.get("value", 50))
        return Quantity(
            start,
            end,
            kind,
            value,
            float(entry.get("low", value)),
            float(entry.get("high", value)),
            bool(entry.get("approximate")),
            bool(entry.get("loose")),
            bool(entry.get("all")),
            parts=tuple(map(float, entry.get("parts", ()))),
        )
    if kind == "ratio":
        return _ratio(entry, numbers, start, end)
    if kind == "fraction" and not entry.get("times"):
        return _fraction(form, said, numbers, start, end)
    if not numbers or _excluded(entry, numbers):
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


def _ratio(entry: dict[str, Any], numbers: list[Number], start: int, end: int) -> Quantity | None:
    parts = [n.low for n in numbers]
    if entry.get("digits"):
        parts = [spread[0] for sign in numbers[0].text for r in numerals()[1] if (spread := r.value(sign))]
    total = sum(parts)
    if len(parts) < 2 or (entry.get("sum") and total not in (10, 100)) or (entry.get("digits") and total != 10):
        return None
    shares = tuple(100 * part / total for part in parts)
    return Quantity(start, end, "ratio", shares[0], shares[0], shares[0], parts=shares)


def _excluded(entry: dict[str, Any], numbers: list[Number]) -> bool:
    """Whether a form does not take these numbers: over its `most`, its `never`, or no "one" in its place."""
    first = numbers[0]
    if first.low > entry.get("most", first.low) or entry.get("never") == first.low == first.high:
        return True
    if "one" not in entry or len(numbers) < 2:
        return False
    return numbers[-1 if entry["one"] == "last" else 0].low != 1


def _fraction(form: _Form, said: str, numbers: list[Number], start: int, end: int) -> Quantity | None:
    entry = form.entry
    if entry.get("denominator"):
        word = next(
            (
                w
                for w in sorted(form.denominators, key=len, reverse=True)
                if re.search(rf"(?<![a-z]){w}(?:-?ish)?$", said)
            ),
            None,
        )
        if word is None:
            return None
        part = numbers[0] if numbers else Number(start, end, 1, 1, "")
        whole = float(form.denominators[word])
        low, high = part.low / whole * 100, part.high / whole * 100
        return None if high > 100 else Quantity(start, end, "fraction", (low + high) / 2, low, high, low != high)
    if "whole" in entry:
        part, wholes = numbers[0], Number(start, end, entry["whole"], entry["whole"], "")
    elif len(numbers) >= 2:
        part, wholes = (numbers[-1], numbers[0]) if entry.get("reversed") else (numbers[0], numbers[-1])
    else:
        return None
    part, wholes = same_power(part, wholes)
    if not wholes.high or part.high > wholes.high or (entry.get("slash") and part.low + wholes.low == 100):
        return None
    low, high = part.low / wholes.high * 100, min(part.high / wholes.low * 100 if wholes.low else 100.0, 100.0)
    middle = (part.low + part.high) / (wholes.low + wholes.high) * 100
    return Quantity(
        start,
        end,
        "fraction",
        middle,
        low,
        high,
        low != high,
        part=(part.low + part.high) / 2,
        whole=(wholes.low + wholes.high) / 2,
    )
