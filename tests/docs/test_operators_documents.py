"""What documents tell operators is so: every figure is named, and where Rasa is used is listed whole."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from advisor.metrics import REGISTRY
from advisor.serving.metrics import LookedUp

PROJECT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
METHOD = ("knowledge", "assessment", "reading", "wording", "interview", "reports", "training", "storage")


def document(language: str, name: str) -> str:
    return (PROJECT / "docs" / language / name).read_text(encoding="utf-8")


@cache
def imported(path: Path) -> frozenset[str]:
    """The packages a file imports, also inside of functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return frozenset(found)


def figures() -> set[str]:
    """Names as Prometheus shows them; a histogram by its family's."""
    looked_up = LookedUp(sa.create_engine("sqlite://"), lambda: True).describe()
    families = [*REGISTRY.collect(), *looked_up]
    names = {f"{family.name}_total" if family.type == "counter" else family.name for family in families}
    return {name for name in names if name.startswith("advisor_")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_figures_is_whole_and_names_no_other(language: str) -> None:
    text = document(language, "monitoring.md")
    named = {name.removesuffix("_bucket") for name in re.findall(r"advisor_[a-z_]+", text)}
    assert named == figures()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_that_imports_rasa_is_listed(language: str) -> None:
    text = document(language, "rasa-end-of-life.md")
    listed = set(re.findall(r"^\| `((?:actions|advisor)/[a-z_/]+\.py)` \|", text, re.MULTILINE))
    files = [path for folder in ("actions", "advisor") for path in (PROJECT / folder).rglob("*.py")]
    found = {path.relative_to(PROJECT).as_posix() for path in files if imported(path) & {"rasa", "rasa_sdk"}}
    assert listed == found


@pytest.mark.parametrize("room", METHOD)
def test_the_method_knows_neither_rasa_nor_http(room: str) -> None:
    files = sorted((PROJECT / "advisor" / room).rglob("*.py"))
    assert files
    assert [path.name for path in files if imported(path) & {"rasa", "rasa_sdk", "sanic"}] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_tests_the_threat_model_names_exist(language: str) -> None:
    named = set(re.findall(r"`(tests/[a-z_/.]+)`", document(language, "threat-model.md")))
    assert len(named) > 10
    assert [name for name in named if not (PROJECT / name).exists()] == []
