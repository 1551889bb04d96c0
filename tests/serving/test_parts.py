"""The parts of a server that stands on PostgreSQL and Redis, each gone and back again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from advisor.serving import health
from advisor.serving.health import Readiness
from advisor.serving.parts import parts_of
from advisor.storage.database import own_database
from advisor.storage.postgresql import postgresql
from tests.servers.fixtures import postgresql_server, redis_server
from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer

__all__ = ["postgresql_server", "redis_server"]

LOADED = SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(is_ready=lambda: True)))


@pytest.fixture
def settings(
    postgresql_server: PostgresqlServer, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setattr(health, "SHARED_SECONDS", 0.0)
    monkeypatch.setenv("ADVISOR_DATABASE_URL", postgresql_server.migrated())
    monkeypatch.setenv("ADVISOR_REDIS_URL", redis_server.url)
    monkeypatch.delenv("ADVISOR_ACTIONS", raising=False)
    yield
    postgresql.cache_clear()


def test_a_database_and_redis_that_go_and_come_back(
    settings: None, postgresql_server: PostgresqlServer, redis_server: RedisServer
) -> None:
    async def look() -> None:
        readiness = Readiness(parts_of(LOADED, own_database()))
        assert await readiness.parts() == {"model": True, "database": True, "redis": True}
        for name, server in (("redis", redis_server), ("database", postgresql_server)):
            server.stop()
            try:
                parts = await readiness.parts()
            finally:
                server.start()
            assert {part for part, well in parts.items() if not well} == {name}
            assert await readiness.parts() == {"model": True, "database": True, "redis": True}

    asyncio.run(look())


def test_without_a_model_nobody_is_ready(settings: None) -> None:
    app = SimpleNamespace(ctx=SimpleNamespace())
    parts = asyncio.run(Readiness(parts_of(app, own_database())).parts())
    assert parts == {"model": False, "database": True, "redis": True}
