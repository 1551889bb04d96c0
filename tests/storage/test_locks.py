"""One turn of a conversation at a time over processes; killed, cut off or slow, nobody waits for ever."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import redis
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from advisor.conversation.lock_store import ConversationLockStore
from advisor.storage.shared.connection import PREFIX, key
from advisor.storage.shared.locks import (
    _HOLDING,
    LEASE_SECONDS,
    LOOK_AGAIN_SECONDS,
    Locks,
    NotLocked,
    locked,
    shared_locks,
)
from tests.servers.redis import PASSWORD, RedisServer
from tests.storage.lock_worker import CONVERSATION

KEY = key("lock", CONVERSATION)


@pytest.fixture
def server(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> RedisServer:
    monkeypatch.setenv("ADVISOR_REDIS_URL", empty_redis.url)
    return empty_redis


@contextmanager
def workers(server: RedisServer, file: Path, *each: tuple[object, ...]) -> Iterator[list[subprocess.Popen[str]]]:
    file.touch()
    command = [sys.executable, "-m", "tests.storage.lock_worker", server.url, str(file)]
    started = [
        subprocess.Popen([*command, *(str(given) for given in one)], stdout=subprocess.PIPE, text=True) for one in each
    ]
    try:
        yield started
    finally:
        for one in started:
            one.kill()
            one.communicate()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 60))


def quick(server: RedisServer, wait: float = 10.0, lease: float = 0.6) -> Locks:
    return Locks(server.client(), wait=wait, lease=lease, renew=lease / 6)


async def takes(locks: Locks) -> bool:
    try:
        async with locks.hold(CONVERSATION):
            return True
    except NotLocked:
        return False


def test_no_turn_is_lost_between_processes(server: RedisServer, tmp_path: Path) -> None:
    file = tmp_path / "turns"
    with workers(server, file, ("a", 8, 5), ("b", 8, 5), ("c", 8, 5)) as started:
        assert [one.wait(120) for one in started] == [0, 0, 0]
    lines = file.read_text().split()
    assert sorted(lines) == ["a"] * 40 + ["b"] * 40 + ["c"] * 40
    # While all have something to do, none goes on and on.
    until = min(max(at for at, line in enumerate(lines) if line == name) for name in "abc")
    assert max(len(list(turns)) for _, turns in groupby(lines[:until])) <= 20


def test_in_one_process_turns_come_in_order(server: RedisServer) -> None:
    async def work() -> list[int]:
        locks, order = quick(server), []

        async def turn(number: int) -> None:
            _HOLDING.set(None)
            async with locks.hold(CONVERSATION):
                order.append(number)

        async with locks.hold(CONVERSATION):
            waiting = []
            for number in range(6):
                waiting.append(asyncio.create_task(turn(number)))
                await asyncio.sleep(0)
        await asyncio.gather(*waiting)
        return order

    assert run(work()) == list(range(6))


def test_a_killed_holder_is_waited_for_and_no_longer(server: RedisServer, tmp_path: Path) -> None:
    with workers(server, tmp_path / "turns", ("a", 1, 0, 1.0)) as (holder,):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert not run(takes(quick(server, wait=0.2)))
        holder.kill()
        assert run(takes(quick(server, wait=30.0)))


def test_the_lease_of_servers_is_short(server: RedisServer, tmp_path: Path) -> None:
    assert LEASE_SECONDS + LOOK_AGAIN_SECONDS < 10
    with workers(server, tmp_path / "turns", ("a", 1, 0)) as (holder,):
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        left = server.client().pttl(KEY)
        assert 0 < left <= LEASE_SECONDS * 1000


@pytest.mark.parametrize("blocking", [False, True])
def test_a_turn_longer_than_the_lease_keeps_its_lock(server: RedisServer, blocking: bool) -> None:
    async def work() -> None:
        async with quick(server, lease=0.6).hold(CONVERSATION):
            token = server.client().get(KEY)
            if blocking:
                time.sleep(1.5)
            else:
                await asyncio.sleep(1.5)
            assert server.client().get(KEY) == token is not None
            assert not await asyncio.get_running_loop().run_in_executor(
                None, lambda: asyncio.run(takes(quick(server, wait=0.1)))
            )
        assert server.client().get(KEY) is None

    run(work())


def test_waiting_ends_here_and_elsewhere(server: RedisServer) -> None:
    async def work() -> None:
        locks = quick(server, wait=0.2)
        async with locks.hold(CONVERSATION):
            others = [locks, quick(server, wait=0.2)]
            # Tasks of their own: this one holds the conversation and would go on at once.
            asked = [asyncio.create_task(outside(one)) for one in others]
            assert await asyncio.gather(*asked) == [False, False]
        assert await takes(locks)

    run(work())


async def outside(locks: Locks) -> bool:
    """As another request asks: knowing nothing of what this one holds."""
    _HOLDING.set(None)
    return await takes(locks)


def test_what_belongs_before_a_turn_and_the_turn_take_one_lock(server: RedisServer) -> None:
    async def work() -> None:
        store = ConversationLockStore()
        async with locked(CONVERSATION):
            token = server.client().get(KEY)
            async with store.lock(CONVERSATION):
                assert server.client().get(KEY) == token
            # The inner one has not given it back.
            assert server.client().get(KEY) == token
        assert server.client().get(KEY) is None

    run(work())


def test_whoever_gives_up_waiting_keeps_nothing(server: RedisServer) -> None:
    async def work() -> None:
        locks = quick(server)
        async with locks.hold(CONVERSATION):
            waiting = asyncio.create_task(outside(locks))
            await asyncio.sleep(0.1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert await takes(locks)
        assert locks._here == {}

    run(work())


def test_a_turn_that_fails_gives_its_lock_back(server: RedisServer) -> None:
    async def work() -> None:
        with pytest.raises(ZeroDivisionError):
            async with quick(server).hold(CONVERSATION):
                raise ZeroDivisionError
        assert server.client().get(KEY) is None

    run(work())


def test_without_its_redis_no_turn_begins(server: RedisServer) -> None:
    async def refused() -> str:
        with pytest.raises(LockError) as caught:
            async with ConversationLockStore().lock(CONVERSATION):
                pytest.fail("a turn began that nobody is kept from")
        return str(caught.value)

    async def work() -> None:
        server.kill()
        try:
            said = await refused()
            assert "ADVISOR_REDIS_URL" in said
            assert PASSWORD not in said
        finally:
            server.start()
        async with ConversationLockStore().lock(CONVERSATION):
            pass

    run(work())


def test_a_redis_that_says_nothing_is_not_waited_for(server: RedisServer) -> None:
    async def work() -> None:
        locks = Locks(redis.Redis.from_url(server.url, socket_timeout=0.2))
        assert await takes(locks)
        server.process.pause()
        try:
            assert not await takes(locks)
        finally:
            server.process.resume()

    run(work())


def test_a_turn_under_way_ends_well_when_redis_goes(server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        try:
            async with quick(server).hold(CONVERSATION):
                server.kill()
        finally:
            server.start()
        assert await takes(quick(server))

    run(work())
    assert "could not be given back" in caplog.text
    assert PASSWORD not in caplog.text


def test_what_is_kept_ends_and_names_nobody(server: RedisServer) -> None:
    async def work() -> None:
        locks = shared_locks()
        assert locks is not None
        async with locks.hold("somebody@example.org"):
            (found,) = server.client().keys("*")
            assert found.startswith(PREFIX.encode())
            assert b"somebody" not in found
            assert server.client().pttl(found) > 0

    run(work())


def test_rasa_makes_the_store_from_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_REDIS_URL", raising=False)
    made = LockStore.create(EndpointConfig(type=f"{ConversationLockStore.__module__}.{ConversationLockStore.__name__}"))
    assert isinstance(made, ConversationLockStore)

    async def work() -> None:
        async with made.lock(CONVERSATION), locked(CONVERSATION):
            assert made.get_lock(CONVERSATION) is not None
        assert made.get_lock(CONVERSATION) is None

    run(work())
