"""What the tests of the knowledge share: the real knowledge, the contract and copies to change."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.knowledge import Knowledge, load_knowledge

HERE = Path(__file__).parent
REAL = HERE.parents[1] / "knowledge"


@pytest.fixture(autouse=True)
def _the_projects_own_knowledge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_KNOWLEDGE", raising=False)


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The project's knowledge folder."""
    return REAL


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The project's knowledge, loaded."""
    return load_knowledge(REAL)


@pytest.fixture(scope="session")
def contract() -> Any:
    """Ids, values and evidence that others rely on."""
    return yaml.safe_load((HERE / "contract.yml").read_text(encoding="utf-8"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project's knowledge that a test may change."""
    return Path(shutil.copytree(REAL, tmp_path / "knowledge"))
