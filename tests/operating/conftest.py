"""Data folders and databases for the commands an operator runs, and somebody's data to put into them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.commands import backup
from advisor.storage.postgresql import postgresql
from tests.operating.stored import Stores
from tests.servers.fixtures import postgresql_server

__all__ = ["postgresql_server"]

ENGINES = ("sqlite", "postgresql")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder the settings name."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("ADVISOR_DATA", str(folder))
    for name in ("ADVISOR_SECRET", "ADVISOR_SECRET_FILE", "ADVISOR_DATABASE_URL", "ADVISOR_DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    postgresql.cache_clear()


@pytest.fixture(params=ENGINES)
def stores(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    """Both databases by the settings, on each engine."""
    if request.param == "postgresql":
        monkeypatch.setenv("ADVISOR_DATABASE_URL", request.getfixturevalue("postgresql_server").migrated())
    made = Stores()
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar.gz"


@pytest.fixture
def made(home: Path, file: Path) -> Path:
    """A backup of a folder that is not there any more."""
    stores = Stores()
    stores.leader("r1")
    stores.close()
    (home / "secret").write_text("s" * 40)
    assert backup.run([str(file)]) == 0
    shutil.rmtree(home)
    home.mkdir()
    return file
