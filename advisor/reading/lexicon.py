"""The words a language gives to readers: YAML files of phrases, and phrases spelt short.

In a phrase `(a|b|)` stands for one of several spellings; a hyphen may also be a space or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).resolve().parents[2] / "data" / "reading"
_CHOICE = re.compile(r"\(([^()]*)\)")


@cache
def languages() -> tuple[str, ...]:
    """The folders of `data/reading/`, which are the languages that can be read."""
    return tuple(sorted(folder.name for folder in DATA.iterdir() if folder.is_dir()))


@cache
def load(language: str, file: str) -> Mapping[str, Any]:
    """The content of one file of a language's folder; raises FileNotFoundError or YAMLError."""
    with open(DATA / language / f"{file}.yml", encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content if isinstance(content, dict) else {}


def spellings(phrase: str) -> Iterator[str]:
    """Every spelling of a phrase: choices in brackets expanded, hyphens also open and closed."""
    found = _CHOICE.search(phrase)
    if found:
        for choice in found.group(1).split("|"):
            yield from spellings(phrase[: found.start()] + choice + phrase[found.end() :])
        return
    for joint in ("-", " ", "") if "-" in phrase else ("-",):
        yield " ".join(phrase.replace("-", joint).split())


def phrases(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(label, phrase) for a nested mapping of lists; the label is the keys joined by `/`."""
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from phrases(inner, (*path, str(key)))
    else:
        for phrase in content or ():
            for spelling in spellings(str(phrase)):
                yield "/".join(path), spelling


@cache
def load_file(file: str) -> Mapping[str, Any]:
    """The content of a file that belongs to no language; raises FileNotFoundError or YAMLError."""
    with open(DATA / f"{file}.yml", encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content if isinstance(content, dict) else {}
