"""The sentences the reader learns from: `data/answers` and `data/remarks`, one file an author.

A file holds what one author wrote, so that the reader can be measured on authors it has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from advisor.knowledge.records import AnswerValue


@dataclass(frozen=True)
class Answer:
    """One leader's answer to `question`; `also` holds what else the same words settle."""

    language: str
    author: str
    question: str
    says: str
    gold: AnswerValue
    also: Mapping[str, AnswerValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """Something said off the script while `at` was open; `detail` as the file gives it."""

    language: str
    author: str
    at: str | None
    intent: str
    says: str
    detail: Any = None


def load_answers(data_folder: Path, language: str) -> Iterator[Answer]:
    """Every answer of a language, file by file; raises ValueError for a broken entry."""
    return (
        Answer(
            language,
            author,
            _text(entry, "q", path),
            _text(entry, "says", path),
            _value(entry.get("gold")),
            {str(q): _value(value) for q, value in (entry.get("also") or {}).items()},
        )
        for author, path in _files(data_folder / "answers" / language)
        for entry in _entries(path)
    )


def load_remarks(data_folder: Path, language: str) -> Iterator[Remark]:
    """Every remark of a language, file by file; raises ValueError for a broken entry."""
    return (
        Remark(
            language,
            author,
            entry.get("at"),
            _text(entry, "expect", path),
            _text(entry, "says", path),
            entry.get("detail"),
        )
        for author, path in _files(data_folder / "remarks" / language)
        for entry in _entries(path)
    )


def languages_in(data_folder: Path) -> tuple[str, ...]:
    """The languages there are answers in."""
    return tuple(sorted(folder.name for folder in (data_folder / "answers").iterdir() if folder.is_dir()))


def _files(folder: Path) -> list[tuple[str, Path]]:
    return [(path.stem, path) for path in sorted(folder.glob("*.yml"))]


def _entries(path: Path) -> list[dict[str, Any]]:
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return entries or []


def _text(entry: Mapping[str, Any], name: str, path: Path) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{path.name}: {name} is missing or no text in {dict(entry)}")
    return value


def _value(value: Any) -> AnswerValue:
    return tuple(str(entry) for entry in value) if isinstance(value, list) else str(value)
