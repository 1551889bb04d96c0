"""One server for a file of tests; its attempts and limits start anew in every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from served import Served

from advisor.training import passwords


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    patch = pytest.MonkeyPatch()
    patch.setenv("ADVISOR_SECRET", "s" * 40)
    # As cheap as the library allows: what is counted here are checks, not what each of them costs.
    patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()
    running = Served(tmp_path_factory.mktemp("training"))
    running.start()
    yield running
    running.stop()
    patch.undo()
    passwords._nobodys.cache_clear()


@pytest.fixture
def served(_server: Served) -> Served:
    # A day later nobody remembers the attempts of the test before.
    _server.clock.now += 2 * 86_400
    _server.gate.__init__()  # type: ignore[misc]
    return _server
