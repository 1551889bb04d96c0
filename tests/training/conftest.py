"""One server for a file of tests; its attempts and limits start anew in every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from served import Served


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    patch = pytest.MonkeyPatch()
    patch.setenv("ADVISOR_SECRET", "s" * 40)
    running = Served(tmp_path_factory.mktemp("training"))
    running.start()
    yield running
    running.stop()
    patch.undo()


@pytest.fixture
def served(_server: Served) -> Served:
    # A day later nobody remembers the attempts of the test before.
    _server.clock.now += 2 * 86_400
    _server.gate.__init__()  # type: ignore[misc]
    return _server
