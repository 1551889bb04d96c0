"""Storms over many interviews: every part is killed and hangs; what leaders were told is compared with what is kept.

    python bench/faults.py [--turns N] [--strikes N] [--seed N] [--only STORM …] [--log FILE] [--write]

The turns are shared out among the storms; each goes on until enough faults have struck as well. PostgreSQL and Redis
are started for this alone, on loopback ports. The faults and what people say follow from the seed; at which moment of
a turn a fault strikes also depends on the machine. Ends with 1 where anything was lost, counted twice, empty or wrong.
`--write` keeps the figures and puts the table into docs/.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from faults_pages import as_text, write_pages

from tests.faults.setups import one_server, two_servers
from tests.faults.storms import Report, Storm, weather
from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer

ALONE = {"server": 0.1, "locked": 0.1, "disk": 0.1, "leaving": 0.1}
PAIR = {"actions": 0.15, "postgresql": 0.125, "redis": 0.125, "copies": 0.1, "everything": 0.1}
"""Storm → its share of the turns; those of one server, and those of two."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the storms, print the table."""
    options = _options(arguments)
    # Whoever stops us stops the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    said = os.dup(2)
    with open(options.log, "ab") as log, os.fdopen(said, "w") as terminal:
        # What servers say about their faults fills a file, not the terminal.
        os.dup2(log.fileno(), 2)
        rows, well = {}, True
        for report in _played(options):
            rows[report.name], well = report.row, well and not report.findings.all
            print(f"{time.strftime('%H:%M:%S')} {report.name} {report.row}", file=terminal, flush=True)
            for each in report.findings.all:
                print(f"    {each}", file=terminal, flush=True)
    print(as_text(rows))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if options.write:
        write_pages(rows)
    return 0 if well else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--strikes", type=int, default=20, help="faults in each storm at least, whatever the turns")
    parser.add_argument("--leaders", type=int, default=12, help="interviews at once")
    parser.add_argument("--only", nargs="+", choices=[*ALONE, *PAIR], metavar="STORM", help=", ".join([*ALONE, *PAIR]))
    parser.add_argument("--log", type=Path, default=Path(os.devnull), metavar="FILE", help="what the servers say")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--write", action="store_true", help="put the table into docs/")
    return parser.parse_args(arguments)


def _played(options: argparse.Namespace) -> Iterator[Report]:
    wanted = set(options.only or [*ALONE, *PAIR])
    whole = sum(share for name, share in {**ALONE, **PAIR}.items() if name in wanted)

    def play(storm: Storm, share: float) -> Report:
        turns = round(options.turns * share / whole)
        return asyncio.run(weather(storm, options.seed, turns, options.strikes))

    if wanted & set(ALONE):
        with one_server() as alone:
            storms = alone.storms(options.leaders)
            yield from (play(storms[name], share) for name, share in ALONE.items() if name in wanted & set(storms))
    if wanted & set(PAIR):
        with ExitStack() as stack:
            database, redis = PostgresqlServer(), RedisServer()
            for service in (database, redis):
                stack.callback(service.remove)
                service.start()
            storms = stack.enter_context(two_servers(database, redis)).storms(options.leaders)
            yield from (play(storms[name], share) for name, share in PAIR.items() if name in wanted)


if __name__ == "__main__":
    sys.exit(main())
