"""Puts the figures of a run into docs/: tables between two marks, a picture for each language.

python bench/turns_pages.py    writes the pages again from the kept figures (bench/turns.json)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from turns_plot import growth_picture
from turns_table import BOTS, TARGETS, plain

from advisor.settings import PROJECT

KEPT = Path(__file__).parent / "turns.json"
BEGIN, END = "<!-- figures: {by} -->", "<!-- end of figures -->"


def read_words() -> dict[str, Any]:
    """turns_words.yml: language → texts."""
    read: dict[str, Any] = yaml.safe_load(KEPT.with_name("turns_words.yml").read_text(encoding="utf-8"))
    return read


def write_pages(report: Mapping[str, Any]) -> None:
    """Keep the figures; tables and pictures in every language."""
    KEPT.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    report = json.loads(KEPT.read_text(encoding="utf-8"))
    for language, said in read_words().items():
        put_between_marks(PROJECT / "docs" / language / "speed.md", "bench/turns.py", speed_tables(report, said))
        if all("curve_ms" in report["figures"][name] for name in BOTS):
            picture = growth_picture(report["figures"], said["picture"], language)
            (PROJECT / "docs" / "pictures" / f"turns-{language}.svg").write_text(picture + "\n", encoding="utf-8")


def speed_tables(report: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """The targets and all figures, as markdown."""
    figures = report["figures"]
    targets = []
    for target, name in zip(TARGETS, said["targets"], strict=True):
        ratio = target.ratio(figures)
        bound = said["bounds"]["at_least" if target.at_least else "at_most"].format(limit=f"{target.limit:.2g}")
        met = "–" if ratio is None else said["met"][target.met(ratio)]
        targets.append([name, bound, "–" if ratio is None else f"{ratio:.2f}", met])
    rows = [
        [label, *(plain(figures[bot].get(key)) for bot in BOTS)]
        for key, label in said["rows"].items()
        if any(figures[bot].get(key) is not None for bot in BOTS)
    ]
    run = said["run"].format(
        rounds=report["rounds"],
        cores=report["cores"],
        busy=f"{report['load_before']:.1f}",
        turns=plain(figures["ours"].get("conversation_turns")),
        environment=f"{report['environment_mib']:,.0f}",
        client=f"{max(figures[bot].get('at8_client', 0) for bot in BOTS):.0%}",
    )
    head = [said[key] for key in ("target", "wanted", "measured", "was_met")]
    return "\n".join(
        [run, "", *markdown(head, targets), "", *markdown([said["figure"], *(said["bots"][b] for b in BOTS)], rows)]
    )


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def put_between_marks(page: Path, by: str, text: str) -> None:
    """Replace what stands between the two marks of a page; raises ValueError where a mark is missing."""
    begin = BEGIN.format(by=by)
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"{page}: expected the line {begin!r} and after it {END!r}; put both where figures belong.")
    page.write_text(f"{before}{begin}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write_pages(json.loads(KEPT.read_text(encoding="utf-8")))
