"""A storm: leaders talk at once while faults strike at random; afterwards all is compared with what they were told."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp
import sqlalchemy as sa

from tests.faults.interviews import Astray
from tests.faults.leaders import PATIENCE_SECONDS, GaveUp, Habits, Leader
from tests.faults.ledger import Findings
from tests.faults.stored import compare

LONGEST_SECONDS = 3 * 3600.0
"""A net: nothing here waits by the clock."""

MOST_WRONG = 20
"""A storm with more than that is broken off."""


class Fault(Protocol):
    """Something that goes wrong, and is put right again before `strike` returns."""

    name: str

    async def strike(self, chance: random.Random) -> None: ...


@dataclass
class Storm:
    """servers: the addresses leaders may use; pauses: seconds between two strikes, least and most."""

    name: str
    servers: Callable[[], Sequence[str]]
    conversations: sa.engine.Engine
    faults: Sequence[Fault]
    leaders: int = 8
    pauses: tuple[float, float] = (0.2, 4.0)
    habits: Habits = field(default_factory=Habits)


@dataclass
class Report:
    """What a storm came to. turns: messages that were answered; unheard: those nobody waited for."""

    name: str
    seed: int
    interviews: int = 0
    turns: int = 0
    strikes: Counter[str] = field(default_factory=Counter)
    again: int = 0
    failed: int = 0
    unheard: int = 0
    minutes: float = 0.0
    findings: Findings = field(default_factory=Findings)

    @property
    def row(self) -> dict[str, Any]:
        """The figures, JSON-ready."""
        names = ("interviews", "turns", "again", "failed", "unheard", "seed", "minutes")
        counts = {name: getattr(self, name) for name in names}
        found = {name: len(each) for name, each in vars(self.findings).items()}
        return {**counts, **found, "faults": self.strikes.total(), "strikes": dict(self.strikes)}


async def weather(storm: Storm, seed: int, turns: int, strikes: int) -> Report:
    """Go on until so many turns were answered and so many faults struck, and every interview begun is over."""
    report, people = Report(storm.name, seed), list[Leader]()
    over, began = asyncio.Event(), time.monotonic()

    def heard() -> None:
        report.turns += 1

    def enough() -> bool:
        return report.turns >= turns and report.strikes.total() >= (strikes if storm.faults else 0)

    async def chair(number: int, http: aiohttp.ClientSession) -> None:
        while not enough():
            leader = Leader(seed * 100_000 + len(people), http, storm.servers, storm.habits)
            people.append(leader)
            try:
                await leader.talk(heard)
            except (Astray, GaveUp) as fault:
                report.findings.wrong.append(str(fault))
                assert len(report.findings.wrong) < MOST_WRONG, report.findings.all

    async def saboteur() -> None:
        chance = random.Random(seed)
        order: list[Fault] = []
        while storm.faults and not enough() and not over.is_set():
            await asyncio.sleep(chance.uniform(*storm.pauses))
            # Each kind once before any comes twice: a short storm has them all.
            order = order or chance.sample(list(storm.faults), k=len(storm.faults))
            fault = order.pop()
            report.strikes[fault.name] += 1
            await fault.strike(chance)

    patience = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=patience, connector=connector, trust_env=False) as http:
        striking = asyncio.ensure_future(saboteur())
        chairs = [asyncio.ensure_future(chair(number, http)) for number in range(storm.leaders)]
        try:
            await asyncio.wait_for(asyncio.gather(*chairs), LONGEST_SECONDS)
            over.set()
            await striking
        finally:
            for task in (striking, *chairs):
                task.cancel()
            await asyncio.gather(striking, *chairs, return_exceptions=True)
        for leader in people:
            report.findings.add(await compare(leader, storm.conversations))
    entries = [entry for leader in people for entry in leader.ledger.entries]
    report.interviews, report.minutes = len(people), (time.monotonic() - began) / 60
    report.again = sum(entry.again for entry in entries)
    report.failed = sum(entry.failed for entry in entries)
    report.unheard = sum(entry.told is None for entry in entries)
    return report
