"""Whatever is killed, hangs or is full: nothing acknowledged is lost or counted twice, and nobody gets an empty answer.

These are short; `bench/faults.py` plays the same storms for ten thousand turns.
"""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.faults.leaders import Leader
from tests.faults.setups import OneServer, TwoServers
from tests.faults.stored import compare
from tests.faults.storms import Report, Storm, weather

SEED = 7


def play(storm: Storm, turns: int, strikes: int) -> Report:
    report = asyncio.run(weather(storm, SEED, turns, strikes))
    assert report.findings.all == []
    assert report.turns >= turns
    assert not storm.faults or report.strikes.total() >= strikes
    return report


def test_the_server_is_killed_and_hangs(alone: OneServer) -> None:
    report = play(alone.storms()["server"], 150, 2)
    assert report.again > 0


def test_files_are_locked_by_somebody_else(alone: OneServer) -> None:
    play(alone.storms()["locked"], 200, 3)


def test_the_disk_is_full(alone: OneServer) -> None:
    if not alone.small:
        pytest.skip("no disk to fill: mounting one needs root")
    report = play(alone.storms()["disk"], 200, 3)
    assert report.again > 0


@pytest.mark.parametrize("what", ["actions", "postgresql", "redis"])
def test_a_service_is_killed_and_hangs(pair: TwoServers, what: str) -> None:
    storm = pair.storms()[what]
    play(storm, 150, len(storm.faults))


def test_people_leave_and_copies_go_to_two_servers_at_once(pair: TwoServers) -> None:
    report = play(pair.storms()["copies"], 300, 0)
    assert report.unheard > 0


def test_others_are_answered_while_one_conversation_hangs(pair: TwoServers) -> None:
    """One leader's actions give no reply: three whole interviews begin and end meanwhile."""

    async def talking() -> list[str]:
        async with aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=40)) as http:
            stuck, *others = [Leader(number, http, pair.where) for number in range(900, 904)]
            heard: list[int] = []

            def hang() -> None:
                heard.append(1)
                if len(heard) == 3:
                    pair.calls.hanging.add(stuck.conversation)

            hanging = asyncio.ensure_future(stuck.talk(hang))
            while not pair.calls.hanging:
                await asyncio.sleep(0.05)
            try:
                await asyncio.gather(*(other.talk() for other in others))
                assert len(heard) == 3, "nothing that hangs is answered"
                assert not hanging.done()
            finally:
                pair.calls.hanging.clear()
            await hanging
            database = pair.storms()["actions"].conversations
            return [each for leader in (stuck, *others) for each in (await compare(leader, database)).all]

    assert asyncio.run(talking()) == []
