"""The databases every test of the stores runs on: SQLite files, and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from advisor.storage.database import conversations_database, own_database
from advisor.storage.postgresql import postgresql
from tests.servers.fixtures import empty_redis, postgresql_server, redis_server

__all__ = ["empty_redis", "postgresql_server", "redis_server"]

ENGINES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Databases:
    """folder: where they are kept, on SQLite."""

    own: sa.engine.Engine
    conversations: sa.engine.Engine
    folder: Path


@pytest.fixture(params=ENGINES)
def databases(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Databases]:
    """Both databases, empty and up to date, as the settings give them."""
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    if request.param == "postgresql":
        monkeypatch.setenv("ADVISOR_DATABASE_URL", request.getfixturevalue("postgresql_server").migrated())
    made = Databases(own_database(), conversations_database(), tmp_path)
    yield made
    made.own.dispose()
    made.conversations.dispose()
    postgresql.cache_clear()


@pytest.fixture
def own(databases: Databases) -> sa.engine.Engine:
    return databases.own
