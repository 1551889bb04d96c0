"""Chinese numerals, with what people do to them: 七八, 十几, 一百二, 两万三, 3万2, 二十来, 廿, 俩."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class Numerals:
    """Finds and reads the numerals of `numbers.yml` (`digits`, `powers`, `several`, `about`, `point`)."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.digits: dict[str, int] = words["digits"]
        self.powers: dict[str, int] = words["powers"]
        self.whole: dict[str, int] = words["whole"]
        self.several: str = words["several"]
        self.point: str = words["point"]
        self.about: tuple[str, ...] = tuple(words["about"])
        self.more: str = words["more"]
        vague = "|".join(map(re.escape, (*self.about, self.more)))
        self._scaled = re.compile(rf"(.+?)(?:{vague})([{''.join(self.powers)}])")
        digits, powers, whole = ("".join(map(re.escape, group)) for group in (self.digits, self.powers, self.whole))
        large = "".join(sign for sign, value in self.powers.items() if value >= 1000)
        one = f"[{digits}{powers}{whole}{self.several}]"
        about = "|".join(map(re.escape, self.about))
        self.pattern = (
            rf"\d[\d,]{{0,14}}(?:\.\d{{1,6}})?\s?[{powers}]{{1,3}}(?:\d(?![\d.%]|,\d))?"
            rf"|{one}{{1,14}}(?:{self.point}[{digits}{self.several}]{{1,6}})?(?:(?:{about}|{self.more}(?=[{large}]))[{large}]?)?"
        )

    def value(self, text: str) -> tuple[float, float] | None:
        """The lowest and highest number meant (equal where it is exact), or None: not a number."""
        scaled = self._scaled.fullmatch(text)
        if scaled:
            exact, power = self.value(scaled.group(1)), self.powers[scaled.group(2)]
            return None if exact is None else (exact[0] * power, _next_round(exact[1]) * power)
        for ending in self.about:
            if text.endswith(ending) and len(text) > len(ending):
                exact = self.value(text[: -len(ending)])
                return None if exact is None else (exact[0], _next_round(exact[1]))
        if text[0].isdigit():
            return self._mixed(text)
        whole, point, decimals = text.partition(self.point)
        if point:
            base = self._exact(whole)
            tenths = self._spread(decimals)
            if base is None or any(len(t) > 6 for t in tenths):
                return None
            ends = [base + self._decimals(t) for t in tenths]
            return ends[0], ends[-1]
        ends_or_none = [self._exact(spelling) for spelling in self._spread(text)]
        ends = [end for end in ends_or_none if end is not None]
        return (min(ends), max(ends)) if len(ends) == len(ends_or_none) else None

    def _mixed(self, text: str) -> tuple[float, float] | None:
        """Digits with a power behind them: 23.6万, 1万5."""
        found = re.fullmatch(r"([\d,]+(?:\.\d+)?)\s?([^\d\s]+)(\d)?", text)
        if not found:
            return None
        power = 1
        for character in found.group(2):
            power *= self.powers.get(character, 1)
        number = float(found.group(1).replace(",", "")) * power
        number += int(found.group(3) or 0) * power / 10
        return number, number

    def _spread(self, text: str) -> list[str]:
        """The spellings a vague numeral stands for: 七八 → 七, 八; 十几 → 十一, 十九."""
        if self.several in text:
            place = text.index(self.several)
            low = 1 if place and text[place - 1] in self.powers else 2 if place + 1 < len(text) else 3
            return [text.replace(self.several, self._digit(number), 1) for number in (low, 9)]
        for place in range(len(text) - 1):
            first, second = self.digits.get(text[place]), self.digits.get(text[place + 1])
            if first and second == first + 1 and (len(text) == 2 or set(text) & set(self.powers)):
                return [text[:place] + text[place] + text[place + 2 :], text[:place] + text[place + 1 :]]
        return [text]

    def _digit(self, number: int) -> str:
        return next(sign for sign, value in self.digits.items() if value == number)

    def _decimals(self, text: str) -> float:
        return float("0." + "".join(str(self.digits.get(sign, 0)) for sign in text))

    def _exact(self, text: str) -> float | None:
        """An exact numeral as a number; 一百二 is 120, 二〇 read digit by digit is 20."""
        if not text:
            return None
        if text in self.whole:
            return float(self.whole[text])
        if not set(text) & set(self.powers) and not set(text) & set(self.whole):
            if any(sign not in self.digits for sign in text):
                return None
            return float("".join(str(self.digits[sign]) for sign in text))
        total = section = 0.0
        digit: int | None = None
        last = 0
        for sign in text:
            if sign in self.whole:
                section += self.whole[sign]
                last = 10
            elif sign in self.digits:
                digit = self.digits[sign]
                if not digit:
                    last = 10
            elif self.powers.get(sign, 0) >= 10_000:
                section = (section + (digit or 0)) or 1
                total = (total + section) * self.powers[sign]
                section, digit, last = 0.0, None, self.powers[sign]
            elif sign in self.powers:
                section += (1 if digit is None else digit) * self.powers[sign]
                digit, last = None, self.powers[sign]
            else:
                return None
        if digit:
            section += digit * (last / 10 if last >= 100 else 1)
        return total + section


def _next_round(number: float) -> float:
    """Where "二十来" ends: half a step of its last round place above it."""
    step = 10.0
    while step < number and number % (step * 10) == 0:
        step *= 10
    return number + step / 2
