"""One assistant in production for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.safety.production import Production


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    running = Production(tmp_path_factory.mktemp("production"))
    try:
        running.start()
        yield running
    finally:
        running.stop()
