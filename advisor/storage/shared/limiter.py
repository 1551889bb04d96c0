"""How often something may be done: counted over all servers that share a Redis, else in this process."""

from __future__ import annotations

import hashlib
import hmac
import time

import redis
from limits import RateLimitItem
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from advisor.settings import redis_url, secret
from advisor.storage.shared.connection import PREFIX, QUICK_SECONDS, redis_client
from advisor.storage.shared.or_here import OrHere


class Limiter:
    """Counts in a window that moves with time.

    Where Redis does not answer, people are let through as each server counts by itself, and the log says so.
    """

    def __init__(self, client: redis.Redis | None = None) -> None:
        self._here = MovingWindowRateLimiter(MemoryStorage())
        self._there = _over_servers(client) if client is not None else None
        self._or_here = OrHere("rate limits")

    def wait(self, limit: RateLimitItem, who: str) -> int:
        """Count once more for `who`: 0, or above the limit, which is then not counted, whole seconds to wait."""
        there = self._there
        if there is None:
            return _hit(self._here, limit, who)
        return self._or_here.ask(
            lambda: _hit(there, limit, _sealed(who)),
            lambda: _hit(self._here, limit, who),
        )


def limiter() -> Limiter:
    """A limiter by the settings."""
    return Limiter(redis_client(QUICK_SECONDS))


def _over_servers(client: redis.Redis) -> MovingWindowRateLimiter:
    storage = RedisStorage(redis_url(), connection_pool=client.connection_pool, key_prefix=f"{PREFIX}limits")
    return MovingWindowRateLimiter(storage)


def _hit(window: MovingWindowRateLimiter, limit: RateLimitItem, who: str) -> int:
    if window.hit(limit, who):
        return 0
    reset, _ = window.get_window_stats(limit, who)
    return max(1, int(reset - time.time()) + 1)


def _sealed(who: str) -> str:
    """Addresses can be guessed: a hash with the servers' secret."""
    return hmac.new(secret().encode(), b"limits:" + who.encode(), hashlib.sha256).hexdigest()[:40]
