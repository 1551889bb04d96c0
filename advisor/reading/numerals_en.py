"""English numerals: digits with and without thousands, words, "a couple", "nine ten", "3 lakh"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_DIGITS = r"\d{1,3}(?:[, ]\d{2,3}(?!\d))+(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?(?!\d)|\d{1,12}"


class Numerals:
    """Finds and reads the numerals of `numbers.yml` (`ones`, `powers`, `vague`, `halves`)."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.ones: dict[str, float] = words["ones"]
        self.powers: dict[str, float] = words["powers"]
        self.vague: dict[str, list[float]] = words["vague"]
        joined = {
            name: "|".join(sorted(map(re.escape, getattr(self, name)), key=len, reverse=True))
            for name in ("ones", "powers", "vague")
        }
        self.half: str = words["half"]
        letters = {p for p in self.powers if len(p) == 1}
        long_powers = "|".join(sorted((re.escape(p) for p in self.powers if p not in letters), key=len, reverse=True))
        word = rf"(?:{joined['ones']}|{long_powers})"
        self.pattern = (
            rf"\d{{1,9}},\d{{1,2}}(?!\d)(?=\s?%)"
            rf"|(?:{_DIGITS})(?:\s?(?:{long_powers})(?![a-z])|[{''.join(letters)}](?![a-z\d]))?(?:{self.half})?"
            rf"|\b(?:{joined['vague']})\b(?: (?:{long_powers})\b)?"
            rf"|\b(?:a (?={long_powers}))?{word}(?:(?:-| and | ){word}){{0,8}}(?![a-z])(?:{self.half})?"
        )
        self._half = re.compile(rf"(?:{self.half})$")
        self._digits = re.compile(r"([\d,. ]*\d)\s?(.*)")

    def value(self, text: str) -> tuple[float, float] | None:
        """The lowest and highest number meant (equal where it is exact), or None: not a number."""
        half = self._half.search(text)
        extra = 0.5 if half else 0.0
        text = text[: half.start()] if half else text
        found = self._digits.match(text)
        if found:
            number = _digits(found.group(1)) * self.powers.get(found.group(2).strip(), 1)
            return number + extra, number + extra
        words = [word for word in re.split(r"[ -]", text) if word not in ("and", "a", "")]
        for name, (low, high) in self.vague.items():
            if text == name or text.startswith(name + " "):
                power = self.powers.get(text[len(name) :].strip(), 1)
                return low * power, high * power
        return self._words(words, extra)

    def _words(self, words: list[str], extra: float) -> tuple[float, float] | None:
        total = section = 0.0
        before: float | None = None
        low: float | None = None
        for word in words:
            if word in self.powers:
                power = self.powers[word]
                section = (section or 1) * power
                if power >= 1000:
                    total, section = total + section, 0.0
                before = None
            elif word in self.ones:
                one = self.ones[word]
                if before is not None and not (before >= 20 and before % 10 == 0 and one < 10):
                    if one != before + 1:
                        return None
                    low, section = section, section - before
                section += one
                before = one
            else:
                return None
        number = total + section + extra
        return (number if low is None else total + low + extra), number


def _digits(text: str) -> float:
    """Digits as a number; a comma before one or two last digits is a decimal comma."""
    text = text.replace(" ", "")
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", "."))
    return float(text.replace(",", ""))
