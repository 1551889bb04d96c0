"""Documents: every one in both languages, with the same parts, and no link that leads nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = PROJECT / "docs" / "en", PROJECT / "docs" / "zh"
AT_THE_TOP = ("README", "CHANGELOG")
NOT_OURS = {"build", "models", "node_modules", "var"}

FENCE = re.compile(r"^ {0,3}(```|~~~)")
CODE = re.compile(r"(`+).+?\1")
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _prose(path: Path) -> Iterator[str]:
    """The lines of a document that are no code."""
    fenced = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield line


def _second_level_headings(path: Path) -> int:
    return sum(line.startswith("## ") for line in _prose(path))


def _links(path: Path) -> list[str]:
    """Where the links and pictures of a document lead."""
    prose = "\n".join(CODE.sub("code", line) for line in _prose(path))
    return [inline or reference for inline, reference in LINK.findall(prose)]


def _documents() -> Iterator[Path]:
    """Every markdown file of the project; what is fetched or built is not the project's."""
    for folder, folders, files in os.walk(PROJECT):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in NOT_OURS)
        yield from (Path(folder, name) for name in sorted(files) if name.endswith(".md"))


def _name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def test_both_languages_have_the_same_documents() -> None:
    assert _names(ENGLISH)
    assert _names(ENGLISH) == _names(CHINESE)


@pytest.mark.parametrize("name", sorted(name for name in _names(ENGLISH) & _names(CHINESE) if name.endswith(".md")))
def test_both_languages_of_a_document_have_as_many_parts(name: str) -> None:
    assert _second_level_headings(ENGLISH / name) == _second_level_headings(CHINESE / name)


@pytest.mark.parametrize("name", AT_THE_TOP)
def test_a_document_at_the_top_has_its_peer_and_each_leads_to_the_other(name: str) -> None:
    english, chinese = PROJECT / f"{name}.md", PROJECT / f"{name}.zh.md"
    assert chinese.name in _links(english)
    assert english.name in _links(chinese)
    assert _second_level_headings(english) == _second_level_headings(chinese)


@pytest.mark.parametrize("document", list(_documents()), ids=_name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    lost = []
    for link in _links(document):
        target = unquote(link.partition("#")[0])
        if not target or ELSEWHERE.match(link):
            continue
        found = (document.parent / target).resolve()
        if not found.is_relative_to(PROJECT) or not found.exists():
            lost.append(link)
    assert lost == []
