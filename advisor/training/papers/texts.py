"""The texts of papers and files (`training_papers.yml`), filled in."""

from __future__ import annotations

from advisor.wording.texts import Texts

PAPERS = "training_papers"


def say(texts: Texts, path: str, **words: object) -> str:
    """A text of training_papers.yml (`path` with dots), filled in; raises KeyError where there is none."""
    return texts.get(PAPERS, *path.split(".")).format_map({name: str(word) for name, word in words.items()})


def said(texts: Texts, path: str) -> tuple[str, ...]:
    """A list of training_papers.yml, its entries as they stand."""
    found = texts.find(PAPERS, *path.split("."))
    return (str(found),) if isinstance(found, str) else tuple(str(entry) for entry in found)
