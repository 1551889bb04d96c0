"""Which signed pushes have come before."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Protocol

import redis

from advisor.storage.shared.connection import QUICK_SECONDS, redis_client
from advisor.storage.shared.connection import key as place
from advisor.storage.shared.or_here import OrHere


class SeenPushes(Protocol):
    """Remembers which message a signature first came with."""

    def first_with(self, signature: str, key: str, now: float, until: float) -> str | None:
        """The key of the message this signature came with before; None, and it is remembered, when it is new.

        One step, so that of two at once only one is new. now, until: seconds since 1970; kept at least until then.
        """
        ...


class SeenHere:
    """The memory of one process. Only what was rightly signed gets in, so strangers cannot fill it."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = Lock()

    def first_with(self, signature: str, key: str, now: float, until: float) -> str | None:
        """See SeenPushes."""
        with self._lock:
            self._forget(now)
            known = self._keys.get(signature)
            if known is None:
                self._keys[signature] = (key, until)
                return None
            return known[0]

    def _forget(self, now: float) -> None:
        # In order of arrival, which is the order of ending but for the clocks' difference: some stay a little longer.
        while self._keys and next(iter(self._keys.values()))[1] < now:
            self._keys.popitem(last=False)


class SeenEverywhere:
    """The memory of all servers that share a Redis; a signature is in there for as long as it is fresh.

    While Redis is away each server knows what it has seen itself: the inbox, in the database, still takes in no
    message twice.
    """

    # In one step, and on Redis before 7, whose SET takes NX or GET but not both.
    _FIRST = """
        local first = redis.call('get', KEYS[1])
        if not first then
            redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
        end
        return first
    """

    def __init__(self, client: redis.Redis) -> None:
        self._first, self._here = client.register_script(self._FIRST), SeenHere()
        self._or_here = OrHere("pushes seen before")

    def first_with(self, signature: str, key: str, now: float, until: float) -> str | None:
        """See SeenPushes."""
        return self._or_here.ask(
            lambda: self._ask(signature, key, until - now),
            lambda: self._here.first_with(signature, key, now, until),
        )

    def _ask(self, signature: str, key: str, seconds: float) -> str | None:
        found = self._first(keys=[place("push", signature)], args=[key, max(1000, int(seconds * 1000) + 1000)])
        return found.decode() if found else None


def seen_pushes() -> SeenPushes:
    """By the settings: shared by all servers, or of this process."""
    client = redis_client(QUICK_SECONDS)
    return SeenEverywhere(client) if client is not None else SeenHere()
