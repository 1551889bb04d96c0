"""The Redis that servers share. Everything in it begins with one prefix, ends by itself, and holds no words."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from advisor.settings import redis_url

PREFIX = "advisor:"
PATIENT_SECONDS = 2.0
QUICK_SECONDS = 0.25
"""For what is asked while nothing else in the process can go on."""


@lru_cache(maxsize=8)
def _client(url: str, seconds: float) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        client_name="advisor",
        # Once more, for a connection that a restart has closed.
        retry=Retry(ExponentialBackoff(cap=0.1, base=0.02), 1),
        retry_on_error=[redis.ConnectionError],
    )


def redis_client(seconds: float = PATIENT_SECONDS) -> redis.Redis | None:
    """The client of this process, which waits so long for an answer; None where no Redis is set."""
    url = redis_url()
    return _client(url, seconds) if url else None


def key(kind: str, of: str) -> str:
    """Where something is kept: ids of people and conversations are not readable there."""
    return f"{PREFIX}{kind}:{hashlib.sha256(of.encode()).hexdigest()[:40]}"


def told(error: redis.RedisError) -> str:
    """What is wrong with the Redis, in one line and with the setting it comes from; no password."""
    said = " ".join(str(error).split()) or type(error).__name__
    return f"The Redis of ADVISOR_REDIS_URL: {said}"


def redis_must_answer() -> None:
    """Raise redis.RedisError where one is set and does not answer."""
    client = redis_client()
    if client is not None:
        client.ping()
