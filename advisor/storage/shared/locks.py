"""One turn of a conversation at a time, over every server that shares a Redis.

A lock is redis-py's own: taken in one step, given back by its holder alone. It lasts a few seconds and is renewed
by a thread while the turn runs, so that a holder that was killed does not keep anybody waiting, and a busy event
loop loses none. Should a lock be lost all the same, the store of conversations refuses the turn that comes second.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

import redis
import redis.exceptions
from redis.lock import Lock

from advisor.storage.shared.connection import key, redis_client, told
from advisor.storage.shared.heartbeat import Heartbeat

logger = logging.getLogger(__name__)

LEASE_SECONDS = 8.0
"""How long a killed server's lock is still there."""
RENEW_SECONDS = 2.0
LONGEST_TURN_SECONDS = 300.0
"""Nothing is renewed for longer: Rasa waits so long for an action."""
WAIT_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.05
GIVE_WAY_SECONDS = 2 * LOOK_AGAIN_SECONDS
"""A server that had the lock and wants it again lets the others look once."""
AT_ONCE = 8


class NotLocked(RuntimeError):
    """A turn that may not begin: others hold the conversation for too long, or Redis does not answer."""


@dataclass
class _Here:
    """Who waits for a conversation in this process, in order of arrival."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    give_way: bool = False


@dataclass
class _Holding:
    conversation: str
    active: bool = True


_HOLDING: ContextVar[_Holding | None] = ContextVar("holding", default=None)


class Locks:
    """The locks of one process. `wait`: seconds until somebody who waits is refused."""

    def __init__(
        self,
        client: redis.Redis,
        wait: float = WAIT_SECONDS,
        lease: float = LEASE_SECONDS,
        renew: float = RENEW_SECONDS,
    ) -> None:
        self._client, self._wait, self._lease = client, wait, lease
        self._here: dict[str, _Here] = {}
        # Of its own: whatever keeps the loop's threads busy must not keep locks from being given back.
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="locks")
        self._heartbeat = Heartbeat(renew, LONGEST_TURN_SECONDS)

    @asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """Hold a conversation; whoever holds it already goes on at once. Raises NotLocked."""
        before = _HOLDING.get()
        if before is not None and before.active and before.conversation == conversation:
            yield
            return
        until = asyncio.get_running_loop().time() + self._wait
        here = self._here.setdefault(conversation, _Here())
        here.waiting += 1
        try:
            await self._wait_here(here, until)
            try:
                lock = await self._wait_everywhere(conversation, here, until)
                holding = _Holding(conversation)
                mark = _HOLDING.set(holding)
                self._heartbeat.add(lock)
                try:
                    yield
                finally:
                    holding.active = False
                    _HOLDING.reset(mark)
                    self._heartbeat.remove(lock)
                    await asyncio.shield(asyncio.wrap_future(self._pool.submit(_give_back, lock)))
            finally:
                here.give_way = here.waiting > 1
                here.lock.release()
        finally:
            here.waiting -= 1
            if not here.waiting:
                self._here.pop(conversation, None)

    async def _wait_here(self, here: _Here, until: float) -> None:
        try:
            await asyncio.wait_for(here.lock.acquire(), until - asyncio.get_running_loop().time())
        except asyncio.TimeoutError:
            raise NotLocked("The conversation is busy; the messages before this one take too long.") from None

    async def _wait_everywhere(self, conversation: str, here: _Here, until: float) -> Lock:
        loop = asyncio.get_running_loop()
        if here.give_way:
            await asyncio.sleep(GIVE_WAY_SECONDS)
        lock = Lock(self._client, key("lock", conversation), timeout=self._lease, thread_local=False)
        while not await self._taken(lock):
            if loop.time() > until:
                raise NotLocked("The conversation is busy on another server; its message takes too long.")
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        return lock

    async def _taken(self, lock: Lock) -> bool:
        taking = self._pool.submit(lock.acquire, blocking=False)
        try:
            return bool(await asyncio.wrap_future(taking))
        except redis.RedisError as error:
            raise NotLocked(told(error)) from None
        except asyncio.CancelledError:
            # Nobody is there any more to give back what the thread may get.
            taking.add_done_callback(lambda _: _give_back(lock))
            raise


def _give_back(lock: Lock) -> None:
    """Never raises: the turn is over and saved, and the lease ends by itself."""
    if lock.local.token is None:
        return
    try:
        lock.release()
    except redis.exceptions.LockError:
        logger.error("a conversation's lock was lost before its turn was over")
    except redis.RedisError as error:
        logger.warning("a conversation's lock could not be given back; it ends by itself. %s", told(error))


@lru_cache(maxsize=2)
def _locks_of(client: redis.Redis) -> Locks:
    return Locks(client)


def shared_locks() -> Locks | None:
    """The locks of this process; None where no Redis is set, and with it only one server process."""
    client = redis_client()
    return _locks_of(client) if client is not None else None


@asynccontextmanager
async def locked(conversation: str) -> AsyncIterator[None]:
    """Keep other servers from taking a turn of a conversation meanwhile; alone, there are none to keep off.

    For what belongs before a turn (was this message answered?) or instead of one (delete everything). The turn
    inside takes the same lock and goes on at once. Raises NotLocked.
    """
    locks = shared_locks()
    if locks is None:
        yield
        return
    async with locks.hold(conversation):
        yield
