"""One agent for the tests of this room: loading it takes Rasa seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversation.agents import Served


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("conversations")
    with pytest.MonkeyPatch.context() as settings:
        settings.setenv("ADVISOR_DATA", str(folder))
        settings.delenv("ADVISOR_DATABASE_URL", raising=False)
        yield Served(folder)
