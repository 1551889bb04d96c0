"""The trained reader's own model, for tests that look inside it."""

from __future__ import annotations

import pytest

from advisor.reading.saving import load_model
from advisor.reading.training import ReaderModel
from advisor.serving import model as packed


@pytest.fixture(scope="session")
def model() -> ReaderModel:
    with packed.unpacked_reader() as folder:
        return load_model(folder)
