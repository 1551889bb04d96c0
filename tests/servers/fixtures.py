"""Fixtures for a conftest.py: `from tests.servers.fixtures import postgresql_server, redis_server`.

Each server is started once in a test run and left as it was found: who stops one starts it again.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from functools import lru_cache

import pytest

from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer


@lru_cache(maxsize=1)
def _postgresql() -> PostgresqlServer:
    # Fixtures imported into two folders are two fixtures: the server is the same.
    server = PostgresqlServer()
    atexit.register(server.remove)
    server.start()
    return server


@lru_cache(maxsize=1)
def _redis() -> RedisServer:
    server = RedisServer()
    atexit.register(server.remove)
    server.start()
    return server


@pytest.fixture(scope="session")
def postgresql_server() -> PostgresqlServer:
    return _postgresql()


@pytest.fixture(scope="session")
def redis_server() -> RedisServer:
    return _redis()


@pytest.fixture
def empty_redis(redis_server: RedisServer) -> Iterator[RedisServer]:
    """The same, with nothing in it, before and after."""
    redis_server.client().flushall()
    yield redis_server
    redis_server.client().flushall()
