"""The table of the storms, for the terminal and for docs/*/faults.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from turns_pages import put_between_marks

from advisor.settings import PROJECT

if TYPE_CHECKING:
    from tests.faults.storms import Report


def read_words() -> dict[str, Any]:
    """faults_words.yml: language → texts."""
    file = Path(__file__).parent / "faults_words.yml"
    read: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


def as_text(reports: Sequence[Report], minutes: float, language: str = "en") -> str:
    """A table in Markdown with a line of sums below it."""
    words = read_words()[language]
    lines = [f"| {' | '.join(words['headings'])} |", "|---|" + "---:|" * (len(words["headings"]) - 1)]
    lines += [f"| {' | '.join([words['storms'][each.name], *map(str, each.figures)])} |" for each in reports]
    sums = words["sums"].format(
        turns=sum(report.turns for report in reports),
        interviews=sum(report.interviews for report in reports),
        faults=sum(report.strikes.total() for report in reports),
        minutes=minutes,
        seed=reports[0].seed,
    )
    return "\n".join([*lines, "", sums])


def write_pages(reports: Sequence[Report], minutes: float) -> None:
    """Put the table between the marks of the page in each language."""
    for language in read_words():
        page = PROJECT / "docs" / language / "faults.md"
        put_between_marks(page, "bench/faults.py", as_text(reports, minutes, language))
