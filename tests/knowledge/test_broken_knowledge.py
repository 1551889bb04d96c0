"""The shelf of broken knowledge: one folder a mistake, and the words its message must hold.

A folder holds either whole files that replace those of the same name, or `change.yml`, a list of
changes to the real files:

  file, replace, with     the text is replaced where it stands first (a regular expression)
  file, at, to            what stands at this path is set; without `to` it is taken out
  file, rename            the file gets another name; without `rename`, `at` and `replace` it goes

`expected.txt`: all its lines must be found in one single fault (file, line and message); HERE stands
for the line that was changed.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.knowledge import Fault, KnowledgeError, check_knowledge, load_knowledge

SHELF = Path(__file__).parent / "broken"
MOST_FAULTS = 5
"""One mistake may be told where it stands and, if ids go, where each language misses them."""
MISTAKES = sorted(path.name for path in SHELF.iterdir() if path.is_dir())


def broken(mistake: str, folder: Path) -> int | None:
    """Make this mistake in a copy of the real knowledge. Returns the line of the last text replaced."""
    line = None
    for path in (SHELF / mistake).rglob("*"):
        if path.is_file() and path.parent != SHELF / mistake:
            shutil.copy(path, folder / path.relative_to(SHELF / mistake))
    changes = SHELF / mistake / "change.yml"
    for change in yaml.safe_load(changes.read_text(encoding="utf-8")) if changes.exists() else ():
        line = _make(change, folder / change["file"]) or line
    return line


def _make(change: dict[str, Any], file: Path) -> int | None:
    if "replace" in change:
        text = file.read_text(encoding="utf-8")
        found = re.search(change["replace"], text, re.MULTILINE)
        assert found, f"{change['replace']} is not in {file.name}"
        file.write_text(text[: found.start()] + change["with"] + text[found.end() :], encoding="utf-8")
        return text.count("\n", 0, found.start()) + 1
    elif "at" in change:
        data = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        *above, last = change["at"]
        place = data
        for step in above:
            place = place[step]
        if "to" in change:
            place[last] = change["to"]
        else:
            del place[last]
        file.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    elif "rename" in change:
        file.rename(file.with_name(change["rename"]))
    else:
        file.unlink()
    return None


def told(faults: list[Fault], words: list[str]) -> bool:
    """Whether one of the faults holds all these words."""
    return any(all(word in str(fault) for word in words) for fault in faults)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_mistake_is_named_where_it_stands_and_little_else_is_said(mistake: str, copied: Path) -> None:
    line = broken(mistake, copied)
    faults = check_knowledge(copied)
    complaints = "\n".join(str(fault) for fault in faults)
    expected = (SHELF / mistake / "expected.txt").read_text(encoding="utf-8")
    words = expected.replace("HERE", str(line)).splitlines()
    assert words
    assert told(faults, words), complaints
    assert len(faults) <= MOST_FAULTS, complaints


def test_the_shelf_is_long_enough_to_mean_something() -> None:
    assert len(MISTAKES) >= 20


def test_broken_knowledge_is_not_loaded(copied: Path) -> None:
    broken("duplicate_key", copied)
    with pytest.raises(KnowledgeError) as refused:
        load_knowledge(copied)
    assert told(refused.value.faults, ["given twice"])
