"""The list of parts: valid, whole, and at the versions that are locked."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BROUGHT_BY_OTHERS = {"pip", "setuptools", "wheel", "uv"}
"""What an environment may come with before anything is installed."""


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    specification = importlib.util.spec_from_file_location("sbom", PROJECT / "requirements" / "sbom.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(sbom: ModuleType) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sbom.made())
    return found


def locked() -> dict[str, set[str]]:
    """Name → versions, of which the one for this Python is installed."""
    lock = (PROJECT / "requirements" / "requirements.lock").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^ ;\\]+)", lock, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_it_follows_the_schema_of_cyclonedx(sbom: ModuleType, made: dict[str, Any]) -> None:
    assert sbom.faults(json.dumps(made)) == []
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")


@pytest.mark.parametrize(
    "slip",
    [
        {"type": "parcel"},
        {"hashes": [{"alg": "MD4", "content": "x"}]},
        {"licenses": [{"license": {"id": "Mine"}}]},
    ],
)
def test_the_check_finds_slips(sbom: ModuleType, made: dict[str, Any], slip: dict[str, Any]) -> None:
    first, *others = made["components"]
    assert sbom.faults(json.dumps({**made, "components": [{**first, **slip}, *others]}))


def test_every_part_is_at_its_locked_version(made: dict[str, Any]) -> None:
    lock = locked()
    python = {part["name"]: part["version"] for part in made["components"] if part["bom-ref"].startswith("pypi:")}
    assert {"rasa", "sanic", "spacy", "weasyprint", "tensorflow-cpu"} <= python.keys()
    strangers = python.keys() - lock.keys() - BROUGHT_BY_OTHERS
    assert strangers == set(), "installed and not locked"
    assert {name: version for name, version in python.items() if name in lock and version not in lock[name]} == {}


def test_what_the_pages_load_is_required_and_what_tests_load_is_not(made: dict[str, Any]) -> None:
    npm = {part["name"]: part for part in made["components"] if part["bom-ref"].startswith("npm:")}
    assert npm["preact"]["scope"] == "required"
    assert npm["preact"]["hashes"][0]["alg"] == "SHA-512"
    assert npm["axe-core"]["scope"] == "optional"


def test_who_needs_whom_is_told(made: dict[str, Any]) -> None:
    needs = {entry["ref"]: set(entry.get("dependsOn", ())) for entry in made["dependencies"]}
    assert "pypi:sanic" in needs["pypi:rasa"]
    assert {"pypi:rasa", "npm:node_modules/preact"} <= needs["pypi:cultivation-advisor"]
