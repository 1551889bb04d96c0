"""What the short storms share, one after the other in one file: servers take long to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.setups import OneServer, TwoServers, one_server, two_servers
from tests.servers.fixtures import postgresql_server, redis_server
from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer

__all__ = ["postgresql_server", "redis_server"]


@pytest.fixture(scope="module")
def alone() -> Iterator[OneServer]:
    with one_server() as made:
        yield made


@pytest.fixture(scope="module")
def pair(postgresql_server: PostgresqlServer, redis_server: RedisServer) -> Iterator[TwoServers]:
    with two_servers(postgresql_server, redis_server) as made:
        yield made
