"""What tests share: the knowledge, and the reader the assistant uses."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.knowledge import load_knowledge
from advisor.knowledge.records import Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def reader() -> Any:
    from advisor.commands.read import load_reader

    return load_reader()
