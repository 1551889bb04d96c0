"""What is measured with bots that run: one turn at a time, several conversations at once, growth."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bots import Launched
from load import Channel, Person, Taken, Web, at_once, one_at_a_time
from people import LANGUAGES, Leader
from processes import cpu_seconds, databases_bytes

EARLY, LATE = 5, 200
"""Turns whose neighbourhood (two before, two after) is compared for growth."""
CURVE = range(EARLY, LATE + 1, 5)
Figures = dict[str, dict[str, Any]]
"""By bot: figure → number, or for growth the milliseconds of each turn of each conversation."""

Visits = Callable[[int], tuple[Channel, Person]]
"""Number of a conversation → where it goes and who talks."""


@dataclass(frozen=True)
class Plan:
    """How much is measured in one round. interviews: one at a time; grown: conversations of LATE turns."""

    rounds: int
    parts: tuple[str, ...]
    interviews: int
    seconds: float
    grown: int
    only_ours_grows: bool


def warm_up(one: Launched) -> None:
    """What happens once only (files not read yet, words not met yet) is no everyday turn."""
    people = [one.bot.person(1000 + number, None) for number in range(4)]
    asyncio.run(one_at_a_time(one.channel, people))


def turns(running: Sequence[Launched], plan: Plan) -> Figures:
    """One conversation at a time; the bots take turns conversation by conversation."""

    def visits(one: Launched) -> Visits:
        return lambda number: (one.channel, one.bot.person(number, None))

    return _in_turn([(one, visits(one)) for one in running], plan, "")


def web(running: Sequence[Launched], plan: Plan) -> Figures:
    """The same through our own channel."""
    ours = next(one for one in running if one.bot.name == "ours")

    def visit(number: int) -> tuple[Channel, Person]:
        language = LANGUAGES[number % len(LANGUAGES)]
        return Web(ours.address, language), Leader(number, language=language)

    return _in_turn([(ours, visit)], plan, "web_")


def _in_turn(talks: Sequence[tuple[Launched, Visits]], plan: Plan, prefix: str) -> Figures:
    taken = {one.bot.name: Taken() for one, _ in talks}
    cpu = dict.fromkeys(taken, 0.0)
    before = {one.bot.name: _stored(one) for one, _ in talks}
    for number in range(plan.interviews):
        for one, visit in talks:
            channel, person = visit(number)
            began = cpu_seconds(one.process)
            taken[one.bot.name].times += asyncio.run(one_at_a_time(channel, [person])).times
            cpu[one.bot.name] += cpu_seconds(one.process) - began
    found: Figures = {}
    for one, _ in talks:
        name = one.bot.name
        ordered = sorted(taken[name].turns)
        found[name] = {
            f"{prefix}p50_ms": statistics.median(ordered) * 1e3,
            f"{prefix}p95_ms": ordered[int(0.95 * (len(ordered) - 1))] * 1e3,
            f"{prefix}turn_cpu_ms": cpu[name] / len(ordered) * 1e3,
            f"{prefix}conversation_turns": len(ordered) / plan.interviews,
        }
        if before[name] is not None:
            found[name][f"{prefix}interview_bytes"] = (_stored(one) - before[name]) / plan.interviews
    return found


def _stored(one: Launched) -> Any:
    """Bytes in the databases of ours; None for a bot that keeps conversations in memory."""
    folder = one.bot.environment.get("ADVISOR_DATA")
    return databases_bytes(Path(folder)) if folder else None


def at(count: int) -> Callable[[Sequence[Launched], Plan], Figures]:
    """`count` conversations at once with one bot after the other."""

    def measure(running: Sequence[Launched], plan: Plan) -> Figures:
        found: Figures = {}
        for one in running:
            before = cpu_seconds(one.process)
            taken = asyncio.run(at_once(one.channel, partial(one.bot.person, turns=None), count, plan.seconds))
            number = len(taken.turns)
            found[one.bot.name] = {
                f"at{count}_per_second": number / taken.wall,
                f"at{count}_cpu_ms": (cpu_seconds(one.process) - before) / number * 1e3,
                # The share of one core the client itself needs; near 1 it would be the client that is measured.
                f"at{count}_client": taken.own / taken.wall,
            }
        return found

    return measure


def growth(running: Sequence[Launched], plan: Plan) -> Figures:
    """Conversations that go on and on, one at a time."""
    found: Figures = {one.bot.name: {} for one in running}
    for number in range(plan.grown):
        for one in running:
            if one.bot.name == "ours" or not plan.only_ours_grows:
                person = one.bot.person(number, LATE + 2)
                times = asyncio.run(one_at_a_time(one.channel, [person])).turns
                found[one.bot.name].setdefault("grown_ms", []).append([seconds * 1e3 for seconds in times])
    return found


MEASURES: dict[str, Callable[[Sequence[Launched], Plan], Figures]] = {
    "turns": turns,
    "web": web,
    "at8": at(8),
    "at32": at(32),
    "growth": growth,
}


def medians(rounds: Sequence[Figures]) -> Figures:
    """Medians over rounds; of growth, over the turns around one in all conversations of all rounds."""
    figures: Figures = {}
    for name in rounds[0]:
        figures[name] = {}
        for key in rounds[0][name]:
            values = [each[name][key] for each in rounds]
            if key == "grown_ms":
                figures[name].update(_growth_curve([times for value in values for times in value]))
            else:
                figures[name][key] = statistics.median(values)
    return figures


def _growth_curve(conversations: Sequence[Sequence[float]]) -> dict[str, Any]:
    # The fifth turn stands at index 4; two before it to two after it.
    curve = {
        turn: statistics.median(time for times in conversations for time in times[turn - 3 : turn + 2])
        for turn in CURVE
    }
    return {"early_ms": curve[EARLY], "late_ms": curve[LATE], "grown": len(conversations), "curve_ms": curve}
