"""The assistant beside the least Rasa can do and beside the bot of `rasa init`: turns, load, growth, launch, memory.

    python bench/turns.py [--quick] [--rounds N] [--only PART …] [--json FILE] [--write]

The bots take turns within each round, so that a noisy machine hits all alike; a figure is the median over
rounds. `--quick` is one short round with models that are there already (peers: ADVISOR_BENCH_CACHE, default
a folder of the system's temporary one). `--write` puts the figures into docs/.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bots import Bot, floor_bot, init_bot, launched, our_bot, train, wait_until_idle
from measures import MEASURES, Figures, Plan, medians, warm_up
from processes import folder_mib, proportional_mib
from turns_pages import write_pages
from turns_table import as_text

from advisor.settings import model_folder

PARTS = ("training", *MEASURES)
CONVERSATIONS_GROWN = 6
"""At least so many in all rounds together."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and where told so write."""
    options = _options(arguments)
    plan = _plan(options)
    # Whoever stops us stops the bots too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began, busy = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as folder:
        kept = Path(os.environ.get("ADVISOR_BENCH_CACHE") or Path(tempfile.gettempdir()) / "advisor-bench")
        models = Path(folder) / "models" if "training" in plan.parts else model_folder()
        bots = [floor_bot(kept / "floor"), init_bot(kept / "init"), our_bot(Path(folder) / "data", models)]
        rounds = [_round(number, bots, plan) for number in range(plan.rounds)]
        figures = medians(rounds)
        for bot in bots:
            figures[bot.name]["model_mib"] = bot.model.stat().st_size / 2**20
    report = {
        "rounds": plan.rounds,
        "parts": plan.parts,
        "cores": os.cpu_count(),
        # What else the machine did: processes that ran or waited, the minute before.
        "load_before": busy,
        "environment_mib": folder_mib(Path(sys.prefix)),
        "minutes": (time.monotonic() - began) / 60,
        "figures": figures,
    }
    print(as_text(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.write:
        write_pages(report)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one short round without training and 32 at once")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--write", action="store_true", help="keep the figures and write the pages that show them")
    return parser.parse_args(arguments)


def _plan(options: argparse.Namespace) -> Plan:
    quick = options.quick
    parts = options.only or [part for part in PARTS if not quick or part not in ("training", "at32", "web")]
    rounds = options.rounds or (1 if quick else 3)
    return Plan(
        rounds=rounds,
        parts=tuple(parts),
        interviews=4 if quick else 12,
        seconds=3 if quick else 10,
        grown=1 if quick else math.ceil(CONVERSATIONS_GROWN / rounds),
        only_ours_grows=quick and not options.only,
    )


def _round(number: int, bots: Sequence[Bot], plan: Plan) -> Figures:
    """Every part with every bot, the bots one after the other within each part."""
    found: Figures = {bot.name: {} for bot in bots}
    for bot in bots:
        _say(f"round {number + 1}: train {bot.name} (where needed)")
        seconds = train(bot, anew="training" in plan.parts)
        if "training" in plan.parts:
            found[bot.name]["training_cpu"] = seconds
    if plan.parts == ("training",):
        return found
    with ExitStack() as stack:
        running = []
        for bot in bots:
            _say(f"round {number + 1}: launch {bot.name}")
            running.append(stack.enter_context(launched(bot)))
            one, figures = running[-1], found[bot.name]
            figures.update(launch_wall=one.wall, launch_cpu=one.cpu, settled_cpu=wait_until_idle(one.process))
            warm_up(one)
        for part, measure in MEASURES.items():
            if part in plan.parts:
                _say(f"round {number + 1}: {part}")
                for name, figures in measure(running, plan).items():
                    found[name].update(figures)
        for one in running:
            found[one.bot.name].update(peak_mib=one.memory.stop(), pss_mib=proportional_mib(one.process))
    return found


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
