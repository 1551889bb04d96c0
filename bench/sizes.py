"""How many leaders one server serves, and what a city needs: the arithmetic of docs/*/sizes.md.

    python bench/sizes.py [--people N] [--write]

Starts from the figures `bench/turns.py --write` kept. Assumptions are the fields of `Assumed`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from turns_pages import KEPT, markdown, put_between_marks, read_words

from advisor.settings import DAYS_KEPT, PROJECT

MORNING_MINUTES = 180


@dataclass(frozen=True)
class Assumed:
    """What is not measured. load, busy_week: parts of one; busy_hour: times the average hour of that week."""

    minutes: float = 7
    load: float = 0.5
    people: int = 10_000_000
    per_community: int = 6_000
    per_organization: int = 10
    a_year: int = 2
    busy_week: float = 0.1
    hours: int = 30
    busy_hour: float = 2


@dataclass(frozen=True)
class Measured:
    """per_second: turns of one server; turns: of an interview; memory: MiB; bytes: of the databases, an interview."""

    per_second: float
    turns: float
    memory: float
    bytes: float

    @staticmethod
    def of(report: Mapping[str, Any]) -> Measured:
        """From the figures of a run; raises KeyError where a part was not measured.

        Load is measured through the REST channel; the chat window's channel takes more processor time a turn.
        """
        ours = report["figures"]["ours"]
        return Measured(
            per_second=ours["at8_per_second"] * ours["turn_cpu_ms"] / ours["web_turn_cpu_ms"],
            turns=ours["conversation_turns"],
            memory=ours["peak_mib"],
            bytes=ours["web_interview_bytes"],
        )


def one_server(measured: Measured, assumed: Assumed) -> dict[str, float]:
    """Step → figure, in the order of the page."""
    at_once = measured.per_second * assumed.load * assumed.minutes * 60 / measured.turns
    return {
        "per_second": measured.per_second,
        "turns": measured.turns,
        "minutes": assumed.minutes,
        "load": assumed.load,
        "at_once": math.floor(at_once),
        "an_hour": math.floor(at_once * 60 / assumed.minutes),
        "memory": measured.memory,
        "bytes": measured.bytes,
    }


def city(measured: Measured, assumed: Assumed) -> dict[str, float]:
    """Step → figure, in the order of the page."""
    served = max(1.0, one_server(measured, assumed)["at_once"])
    communities = assumed.people / assumed.per_community
    organizations = communities * assumed.per_organization
    interviews = organizations * assumed.a_year
    peak_hour = interviews * assumed.busy_week / assumed.hours * assumed.busy_hour
    at_once = peak_hour * assumed.minutes / 60
    morning = organizations * assumed.minutes / MORNING_MINUTES
    stored = interviews * measured.bytes / 1e6
    return {
        "people": assumed.people,
        "per_community": assumed.per_community,
        "communities": communities,
        "per_organization": assumed.per_organization,
        "organizations": organizations,
        "a_year": assumed.a_year,
        "interviews": interviews,
        "busy_week": assumed.busy_week,
        "hours": assumed.hours,
        "busy_hour": assumed.busy_hour,
        "peak_hour": peak_hour,
        "peak_at_once": math.ceil(at_once),
        "servers": math.ceil(at_once / served),
        "morning_at_once": math.ceil(morning),
        "morning_servers": math.ceil(morning / served),
        "stored": stored,
        "kept": stored * DAYS_KEPT / 365,
    }


def table(steps: Mapping[str, float], said: Mapping[str, Any], columns: Sequence[str]) -> str:
    """Steps as markdown; `said`: step → what it is, its figure, where it comes from."""
    rows = [[said[step][0], said[step][1].format(value=_shown(value)), said[step][2]] for step, value in steps.items()]
    return "\n".join(markdown(columns, rows))


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}" if value < 10 else f"{value:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the steps; where told so write them into the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=Assumed.people, help="residents of the city")
    parser.add_argument("--write", action="store_true", help="write docs/*/sizes.md")
    options = parser.parse_args(arguments)
    if not KEPT.is_file():
        print(f"There are no figures yet at {KEPT}: python bench/turns.py --write makes them.", file=sys.stderr)
        return 1
    measured = Measured.of(json.loads(KEPT.read_text(encoding="utf-8")))
    assumed = replace(Assumed(), people=options.people)
    for language, words in read_words().items():
        said = words["sizes"]
        parts = {
            "bench/sizes.py, one server": table(one_server(measured, assumed), said["machine"], said["columns"]),
            "bench/sizes.py, a city": table(city(measured, assumed), said["city"], said["columns"]),
        }
        for by, text in parts.items():
            if options.write:
                put_between_marks(PROJECT / "docs" / language / "sizes.md", by, text)
            else:
                print(text, end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
