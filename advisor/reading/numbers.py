"""Numbers in a text, however they are spelt, and the two ends of a range as one number."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from advisor.reading import lexicon

_MANTISSA = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST_POWER = 1000
_RATIO_SUMS = (10, 100)


@dataclass(frozen=True)
class Number:
    """A number in the text, at `start` to `end`."""

    start: int
    end: int
    low: float
    high: float
    text: str


@cache
def numerals() -> tuple[re.Pattern[str], tuple[Any, ...]]:
    """The pattern of all numerals, and their readers."""
    readers, patterns = [], []
    for language in lexicon.languages():
        words = lexicon.load(language, "numbers")
        reader = importlib.import_module(f"advisor.reading.numerals_{language}").Numerals(words)
        readers.append(reader)
        patterns.append(reader.pattern)
    # Chinese first: 3万 is one numeral, not a digit and a character.
    order = sorted(range(len(readers)), key=lambda place: r"\b" in patterns[place])
    joined = "|".join(f"(?P<n{place}>{patterns[place]})" for place in order)
    return re.compile(joined), tuple(readers)


@cache
def _not_numbers() -> tuple[str, ...]:
    """Phrases that only look like numbers ("one another", 万一), the longest first."""
    phrases = [str(p) for language in lexicon.languages() for p in lexicon.load(language, "numbers")["not_numbers"]]
    return tuple(sorted(phrases, key=len, reverse=True))


@lru_cache(maxsize=1000)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # 三分之二是: the end of a fraction is no part of 二是 ("secondly").
    edges = [(r"\b", r"\b") if phrase[0].isascii() else ("(?<!之)", "") for phrase in phrases]
    return re.compile("|".join(a + re.escape(p) + b for p, (a, b) in zip(phrases, edges, strict=True)))


@cache
def _between() -> re.Pattern[str]:
    """What may stand between the ends of a range."""
    words = [
        re.escape(word) for language in lexicon.languages() for word in lexicon.load(language, "quantities")["ranges"]
    ]
    words.sort(key=len, reverse=True)
    return re.compile(rf"\s?(?:{'|'.join(words)})\s?")


def find_numbers(text: str) -> list[Number]:
    """The numbers of a lower-case text, without words that only look like numbers."""
    pattern, readers = numerals()
    hidden = text
    if here := tuple(phrase for phrase in _not_numbers() if phrase in text):
        hidden = _any_of(here).sub(lambda found: "\x00" * len(found.group()), text)
    numbers = []
    for found in pattern.finditer(hidden):
        reader = readers[int(str(found.lastgroup)[1:])]
        spread = reader.value(found.group())
        if spread is not None:
            low, high = spread
            numbers.append(Number(found.start(), found.end(), low, high, found.group()))
    return _ranges(text, numbers)


def _ranges(text: str, numbers: list[Number]) -> list[Number]:
    """Two numbers with "to" between them, the first the smaller, as one number with a spread."""
    between = _between()
    joined: list[Number] = []
    for number in numbers:
        last = joined[-1] if joined else None
        if last and between.fullmatch(text[last.end : number.start]) and _makes_range(text, last, number):
            joined[-1] = Number(last.start, number.end, last.low, number.high, text[last.start : number.end])
        else:
            joined.append(number)
    return joined


def _makes_range(text: str, first: Number, second: Number) -> bool:
    """Whether two numbers are the ends of a range and not a ratio or a list."""
    link = text[first.end : second.start].strip()
    if not first.low < second.high or first.low != first.high:
        return False
    if link == "and":
        return text[: first.start].rstrip().endswith("between")
    if first.high + second.high in _RATIO_SUMS and link in ("-", "to", "", "、"):
        return text[second.end : second.end + 1] == "%" and link != "、"
    return second.high <= max(first.low * 3, first.low + 6)


def same_power(part: Number, whole: Number) -> tuple[Number, Number]:
    """Both numbers with the power that is said only once: "7.1 of 10.2 lakh", "3 lakh of the 10"."""
    ends = [_MANTISSA.match(number.text) for number in (part, whole)]
    if not all(ends) or part.low != part.high or whole.low != whole.high:
        return part, whole
    plain = [float(end.group().replace(",", "")) for end in ends if end]
    powers = [number.low / base if base else 1.0 for number, base in zip((part, whole), plain, strict=True)]
    if plain[0] <= plain[1] and (powers[0] == 1.0) != (powers[1] == 1.0) and max(powers) >= _LEAST_POWER:
        power = max(powers)
        return (
            replace(part, low=plain[0] * power, high=plain[0] * power),
            replace(whole, low=plain[1] * power, high=plain[1] * power),
        )
    return part, whole
