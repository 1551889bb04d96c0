"""The table of the storms, for the terminal and for docs/*/faults.md.

python bench/faults_pages.py    writes the pages again from the kept figures (bench/faults.json)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from turns_pages import put_between_marks

from advisor.settings import PROJECT

KEPT = Path(__file__).parent / "faults.json"
COLUMNS = ("interviews", "turns", "faults", "again", "failed", "lost", "twice", "empty", "wrong", "seed")
Rows = Mapping[str, Mapping[str, Any]]
"""Storm → its figures: those of COLUMNS, `minutes`, and `strikes` by kind of fault."""


def read_words() -> dict[str, Any]:
    """faults_words.yml: language → texts."""
    read: dict[str, Any] = yaml.safe_load(KEPT.with_name("faults_words.yml").read_text(encoding="utf-8"))
    return read


def as_text(rows: Rows, language: str = "en") -> str:
    """A table in Markdown with a line of sums below it."""
    words = read_words()[language]
    lines = [f"| {' | '.join(words['headings'])} |", "|---|" + "---:|" * len(COLUMNS)]
    for storm, row in rows.items():
        figures = [f"{row[name]:,}" for name in COLUMNS]
        lines.append(f"| {' | '.join([words['storms'][storm], *figures])} |")
    sums = {name: sum(row[name] for row in rows.values()) for name in ("interviews", "turns", "faults", "minutes")}
    return "\n".join([*lines, "", words["sums"].format(**sums)])


def write_pages(rows: Rows) -> None:
    """Keep the figures, those of storms that were not played as they were; the table in every language."""
    before: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    storms = read_words()["en"]["storms"]
    kept = {storm: {**before, **rows}[storm] for storm in storms if storm in {**before, **rows}}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    for language in read_words():
        page = PROJECT / "docs" / language / "faults.md"
        put_between_marks(page, "bench/faults.py", as_text(kept, language))


if __name__ == "__main__":
    write_pages({})
