"""The assistant beside the least Rasa can do and beside the bot of `rasa init`: turns, load, growth, launch, memory.

    python bench/turns.py [--quick] [--rounds N] [--only PART …] [--json FILE] [--write]

The bots take turns within each round, so that a noisy machine hits all alike; a figure is the median over
rounds. `--quick` is one short round with models that are there already (peers: ADVISOR_BENCH_CACHE, default
a folder of the system's temporary one). `--write` puts the figures into docs/.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bots import Bot, Launched, floor_bot, init_bot, launched, our_bot, train, wait_until_idle
from load import Taken, Web, at_once, one_at_a_time
from people import LANGUAGES, Leader
from processes import cpu_seconds, folder_mib, proportional_mib
from turns_table import as_text

from advisor.settings import PROJECT, model_folder

PARTS = ("training", "turns", "web", "at8", "at32", "growth")
EARLY, LATE = 5, 200
"""Turns whose neighbourhood (two before, two after) is compared for growth."""
Figures = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Plan:
    """How much is measured in one round. interviews: one at a time; grown: conversations of LATE turns."""

    rounds: int
    parts: tuple[str, ...]
    interviews: int
    seconds: float
    grown: int
    only_ours_grows: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and where told so write."""
    options = _options(arguments)
    plan = _plan(options)
    # Whoever stops us stops the bots too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as folder:
        kept = Path(os.environ.get("ADVISOR_BENCH_CACHE") or Path(tempfile.gettempdir()) / "advisor-bench")
        models = Path(folder) / "models" if "training" in plan.parts else model_folder()
        bots = [floor_bot(kept / "floor"), init_bot(kept / "init"), our_bot(Path(folder) / "data", models)]
        rounds = [_round(number, bots, plan) for number in range(plan.rounds)]
        figures = _medians(rounds)
        for bot in bots:
            figures[bot.name]["model_mib"] = bot.model.stat().st_size / 2**20
    report = {
        "rounds": plan.rounds,
        "parts": plan.parts,
        "cores": os.cpu_count(),
        "environment_mib": folder_mib(Path(sys.prefix)),
        "minutes": (time.monotonic() - began) / 60,
        "figures": figures,
    }
    print(as_text(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round without training and 32 at once")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args(arguments)


def _plan(options: argparse.Namespace) -> Plan:
    quick = options.quick
    parts = options.only or [part for part in PARTS if not quick or part not in ("training", "at32", "web")]
    return Plan(
        rounds=options.rounds or (1 if quick else 3),
        parts=tuple(parts),
        interviews=4 if quick else 12,
        seconds=3 if quick else 10,
        grown=1 if quick else 2,
        only_ours_grows=quick,
    )


def _round(number: int, bots: Sequence[Bot], plan: Plan) -> Figures:
    """Every part with every bot, the bots one after the other within each part."""
    found: Figures = {bot.name: {} for bot in bots}
    for bot in bots:
        seconds = train(bot, anew="training" in plan.parts)
        if seconds is not None and "training" in plan.parts:
            found[bot.name]["training_cpu"] = seconds
    with ExitStack() as stack:
        running = []
        for bot in bots:
            _say(f"round {number + 1}: launch {bot.name}")
            running.append(stack.enter_context(launched(bot)))
            one, figures = running[-1], found[bot.name]
            figures.update(launch_wall=one.wall, launch_cpu=one.cpu, settled_cpu=wait_until_idle(one.process))
            # What happens once only (words not met yet, files not read yet) is no turn of an everyday.
            _people_one_at_a_time(one, 4, number=1000)
        for part, measure in MEASURES.items():
            for one in running if part in plan.parts else []:
                _say(f"round {number + 1}: {part} {one.bot.name}")
                found[one.bot.name].update(measure(one, plan))
        for one in running:
            found[one.bot.name].update(peak_mib=one.memory.stop(), pss_mib=proportional_mib(one.process))
    return found


def _people_one_at_a_time(one: Launched, count: int, number: int = 0) -> Taken:
    return asyncio.run(one_at_a_time(one.channel, [one.bot.person(number + each, None) for each in range(count)]))


def _turns(one: Launched, plan: Plan) -> dict[str, Any]:
    taken = _people_one_at_a_time(one, plan.interviews)
    return _percentiles(taken, "") | {"conversation_turns": len(taken.turns) / plan.interviews}


def _web(one: Launched, plan: Plan) -> dict[str, Any]:
    if one.bot.name != "ours":
        return {}
    taken = Taken()
    for language in LANGUAGES:
        people = [Leader(number, language=language) for number in range(plan.interviews // 2)]
        taken.times += asyncio.run(one_at_a_time(Web(one.address, language), people)).times
    return _percentiles(taken, "web_")


def _percentiles(taken: Taken, prefix: str) -> dict[str, Any]:
    ordered = sorted(taken.turns)
    return {
        f"{prefix}p50_ms": statistics.median(ordered) * 1e3,
        f"{prefix}p95_ms": ordered[int(0.95 * (len(ordered) - 1))] * 1e3,
    }


def _at(count: int) -> Callable[[Launched, Plan], dict[str, Any]]:
    def measure(one: Launched, plan: Plan) -> dict[str, Any]:
        before = cpu_seconds(one.process)
        taken = asyncio.run(at_once(one.channel, lambda each: one.bot.person(each, None), count, plan.seconds))
        turns = len(taken.turns)
        return {
            f"at{count}_per_second": turns / taken.wall,
            f"at{count}_cpu_ms": (cpu_seconds(one.process) - before) / turns * 1e3,
            # The share of one core the client itself needs; near 1 it would be the client that is measured.
            f"at{count}_client": taken.own / taken.wall,
        }

    return measure


def _growth(one: Launched, plan: Plan) -> dict[str, Any]:
    if plan.only_ours_grows and one.bot.name != "ours":
        return {}
    people = [one.bot.person(each, LATE + 2) for each in range(plan.grown)]
    conversations = asyncio.run(one_at_a_time(one.channel, people)).times
    return {"grown_ms": [[seconds * 1e3 for seconds in each] for each in conversations]}


MEASURES: dict[str, Callable[[Launched, Plan], dict[str, Any]]] = {
    "turns": _turns,
    "web": _web,
    "at8": _at(8),
    "at32": _at(32),
    "growth": _growth,
}


def _medians(rounds: Sequence[Figures]) -> Figures:
    """Medians over rounds; of growth, over all conversations of all rounds."""
    figures: Figures = {}
    for name in rounds[0]:
        figures[name] = {}
        for key in rounds[0][name]:
            values = [each[name][key] for each in rounds]
            if key == "grown_ms":
                conversations = [times for value in values for times in value]
                around = {turn: [t for times in conversations for t in times[turn - 3 : turn + 2]] for turn in CURVE}
                medians = {turn: statistics.median(times) for turn, times in around.items()}
                figures[name].update(early_ms=medians[EARLY], late_ms=medians[LATE], curve_ms=medians)
                figures[name]["grown"] = len(conversations)
            else:
                figures[name][key] = statistics.median(values)
    return figures


CURVE = range(EARLY, LATE + 1, 5)


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
