"""nginx, two servers, PostgreSQL and Redis of Debian's packages on loopback, with the files of deploy/.

Whole interviews go through it while servers are killed, stopped and started: every one ends, people were told
what is kept, and nothing counts twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.assistants import (
    Assistant,
    Image,
    command_of_serve,
    command_of_the_image,
    environment,
    migrate,
)
from tests.deploy.interviews import Interview, Somebody, differences
from tests.deploy.nginx import Nginx
from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer

PEOPLE = 8
TURNS_BEFORE_THE_FAULT = 60
"""Of about 200: everybody is in the middle."""
THINKING_SECONDS = 0.2


@dataclass
class Topology:
    first: Assistant
    second: Assistant
    nginx: Nginx

    async def hold(self, numbers: range, after: Callable[[], Awaitable[None]]) -> list[Interview]:
        """Interviews at once."""
        people = [Somebody(self.nginx.address, self.nginx.trust(), after) for _ in numbers]
        talks = (each.interview(number) for each, number in zip(people, numbers, strict=True))
        return list(await asyncio.gather(*talks))


@pytest.fixture(scope="module")
def topology(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer, redis_server: RedisServer
) -> Iterator[Topology]:
    folder: Path = tmp_path_factory.mktemp("topology")
    redis_server.client().flushall()
    image = Image(folder)
    stores = (postgresql_server.database(), redis_server.url)
    done = migrate(image, environment(folder, "migrate", *stores, ""))
    assert done.returncode == 0, done.stderr
    given = environment(folder, "advisor-1", *stores, "https://localhost")
    # One as the image starts it, one as a machine without containers does.
    first = Assistant(image, folder, "first", given, command_of_the_image())
    second = Assistant(image, folder, "second", given, command_of_serve())
    nginx = Nginx(folder, [first.port, second.port])
    try:
        for assistant in (first, second):
            assistant.begin()
        for assistant in (first, second):
            assistant.wait()
        nginx.start()
        yield Topology(first, second, nginx)
    finally:
        nginx.stop()
        for assistant in (first, second):
            assistant.kill()
        image.remove()
        redis_server.client().flushall()


async def nothing() -> None:
    """After a turn, usually."""


def well(interviews: list[Interview]) -> None:
    assert {number: found for number, each in enumerate(interviews) if (found := differences(each))} == {}
    assert all(each.assessments for each in interviews)


def test_interviews_at_once_end_and_everything_told_is_kept(topology: Topology) -> None:
    interviews = asyncio.run(topology.hold(range(PEOPLE), nothing))
    well(interviews)
    assert [each.again for each in interviews] == [[]] * PEOPLE
    answered = {each.name: each.answered() for each in (topology.first, topology.second)}
    whole = [{exchange.request for exchange in each.exchanges} for each in interviews]
    by_server = [[name for name, ids in answered.items() if ids & requests] for requests in whole]
    # Each conversation stayed with one server, and both had some.
    assert all(len(names) == 1 for names in by_server)
    assert {names[0] for names in by_server} == set(answered)


def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(topology: Topology) -> None:
    turns = 0

    async def kill_in_the_middle() -> None:
        nonlocal turns
        turns += 1
        if turns == TURNS_BEFORE_THE_FAULT:
            await asyncio.to_thread(topology.first.kill)

    interviews = asyncio.run(topology.hold(range(100, 100 + PEOPLE), kill_in_the_middle))
    assert not topology.first.is_ready()
    # For the next test; it takes a while.
    topology.first.begin()
    assert turns > 2 * TURNS_BEFORE_THE_FAULT
    well(interviews)


def test_a_rolling_restart_loses_nothing_and_nobody_notices(topology: Topology) -> None:
    topology.first.wait()
    rolled = asyncio.Event()

    async def think() -> None:
        await asyncio.sleep(THINKING_SECONDS)

    async def chair(number: int) -> list[Interview]:
        held: list[Interview] = []
        while not rolled.is_set():
            held += await topology.hold(range(number, number + 1), think)
            number += PEOPLE
        return held

    def restart_one_and_stop_the_other() -> list[int]:
        codes = [topology.second.stop()]
        topology.second.begin()
        topology.second.wait()
        return [*codes, topology.first.stop()]

    async def everything() -> tuple[list[Interview], list[int]]:
        with ThreadPoolExecutor(1) as threads:
            chairs = [asyncio.ensure_future(chair(200 + number)) for number in range(4)]
            await asyncio.sleep(1)
            codes = await asyncio.get_running_loop().run_in_executor(threads, restart_one_and_stop_the_other)
            rolled.set()
            return [each for held in await asyncio.gather(*chairs) for each in held], codes

    interviews, codes = asyncio.run(everything())
    assert codes == [0, 0]
    well(interviews)
    assert [each.again for each in interviews if each.again] == []
    last = {exchange.request for each in interviews for exchange in each.exchanges}
    assert topology.second.answered() & last
    assert topology.first.answered() & last
