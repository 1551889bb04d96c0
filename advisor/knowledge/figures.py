"""Figures that mean a value: they must not overlap, and percentages must cover 0 to 100."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import Any

from advisor.knowledge.faults import Fault
from advisor.knowledge.files import KnowledgeFile, Step
from advisor.knowledge.records import Figures

UNITS = ("percent", "months", "people")
WHOLE = {"percent": (0.0, 100.0)}
"""What the figures of a unit must cover, where that is known (the whole, by what the word means)."""


@dataclass(frozen=True)
class _Range:
    value: str
    path: tuple[Step, ...]
    figures: Figures

    @property
    def start(self) -> tuple[float, int]:
        """Where it begins; the second number is 1 where the first is not in the range."""
        if self.figures.above is not None:
            return self.figures.above, 1
        return (-inf if self.figures.at_least is None else self.figures.at_least), 0

    @property
    def end(self) -> tuple[float, int]:
        """Where it ends; the second number is 0 where the first is not in the range."""
        if self.figures.below is not None:
            return self.figures.below, 0
        return (inf if self.figures.at_most is None else self.figures.at_most), 1

    @property
    def empty(self) -> bool:
        return self.start >= self.end


def figures_of(value: Mapping[str, Any]) -> Figures | None:
    """The figures of a value in `rules/questions.yml`, or None where it has none."""
    for unit in UNITS:
        if unit in value:
            given = value[unit]
            return Figures(unit, given.get("from"), given.get("above"), given.get("to"), given.get("below"))
    return None


def figure_faults(file: KnowledgeFile, index: int, question: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults in the figures of one question (`index`: its place in the file)."""
    ranges = []
    for place, value in enumerate(question["values"]):
        path = (index, "values", place)
        if len(given := [unit for unit in UNITS if unit in value]) > 1:
            yield file.fault(path, f'"{value["id"]}" has figures in {" and in ".join(given)}: keep one.')
            return
        if figures := figures_of(value):
            ranges.append(_Range(value["id"], path, figures))
    units = {range_.figures.unit for range_ in ranges}
    if len(units) > 1:
        wanted = " or all ".join(sorted(units))
        yield file.fault((index, "values"), f"the figures of a question must be all {wanted}.")
        return
    for range_ in ranges:
        if range_.empty:
            yield file.fault(range_.path, f'the figures of "{range_.value}" hold no number.')
    sound = sorted((r for r in ranges if not r.empty), key=lambda r: r.start)
    yield from _overlaps(file, sound)
    for unit in units & WHOLE.keys():
        yield from _holes(file, (index, "values"), sound, *WHOLE[unit], unit)


def _overlaps(file: KnowledgeFile, ranges: Sequence[_Range]) -> Iterator[Fault]:
    for one, other in combinations(ranges, 2):
        if other.start < one.end:
            first, second = sorted((one, other), key=lambda r: [str(step).zfill(4) for step in r.path])
            yield file.fault(
                second.path,
                f'the figures of "{second.value}" overlap with those of "{first.value}": '
                f"{_number(other.start[0])} {_number_kind(other)} would mean both.",
            )


def _holes(
    file: KnowledgeFile, path: tuple[Step, ...], ranges: Sequence[_Range], low: float, high: float, unit: str
) -> Iterator[Fault]:
    reached = (low, 0)
    for range_ in ranges:
        if range_.start > reached:
            yield file.fault(range_.path, f"no value means {_span(reached, range_.start)} {unit}.")
        reached = max(reached, range_.end)
    if reached < (high, 1):
        last = ranges[-1].path if ranges else path
        yield file.fault(last, f"no value means {_span(reached, (high, 1))} {unit}.")


def _span(start: tuple[float, int], end: tuple[float, int]) -> str:
    return _number(start[0]) if start[0] == end[0] else f"{_number(start[0])} to {_number(end[0])}"


def _number_kind(range_: _Range) -> str:
    return f"{range_.figures.unit}{'' if range_.start[1] == 0 else ' and a little more'}"


def _number(number: float) -> str:
    return f"{number:g}"
