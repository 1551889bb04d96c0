"""A reader trained once for all tests of this room (about half a minute)."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.knowledge import load_knowledge
from advisor.knowledge.records import Knowledge
from advisor.reading.reader import Reader
from advisor.reading.saving import load_model, save_model, saved_fingerprint
from advisor.reading.training import ReaderModel, fingerprint, train_reader
from advisor.settings import PROJECT, data_folder


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def model(knowledge: Knowledge) -> ReaderModel:
    """The trained reader, kept between runs as long as nothing it learned from has changed."""
    folder: Path = data_folder() / "reader"
    if saved_fingerprint(folder) != fingerprint(PROJECT / "data", knowledge):
        save_model(train_reader(PROJECT / "data", knowledge), folder)
    return load_model(folder)


@pytest.fixture(scope="session")
def reader(model: ReaderModel, knowledge: Knowledge) -> Reader:
    return Reader(model, knowledge)
