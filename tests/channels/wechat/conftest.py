"""A data folder for tests of the channels; the modules of this folder are importable by name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and no account."""
    from accounts import ACCOUNTS

    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    monkeypatch.setenv("ADVISOR_SECRET", "x" * 32)
    for settings in ACCOUNTS.values():
        for name in settings:
            monkeypatch.delenv(name, raising=False)
    return tmp_path
