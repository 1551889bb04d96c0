"""Conversations written as data, played word by word: tests/conversations/en and zh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.knowledge.records import Knowledge
from tests.conversations.talk import Talk

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*/*.yml"))


def conversations() -> list[Any]:
    found = []
    for path in FILES:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(entry, id=f"{path.parent.name}/{path.stem}: {entry['name']}"))
    return found


@pytest.mark.parametrize("conversation", conversations())
def test_the_conversation_goes_as_written(conversation: dict[str, Any], knowledge: Knowledge, reader: Any) -> None:
    talk = Talk(knowledge, reader)
    for number, turn in enumerate(conversation["turns"], 1):
        talk.say(turn["say"])
        check(turn, talk, f"turn {number}, {turn['say']!r}")


def check(turn: dict[str, Any], talk: Talk, where: str) -> None:
    said = f"{where}: it said {talk.text!r}"
    assert talk.text.strip(), f"{where}: nothing was said"
    if "asks" in turn:
        question = talk.custom("question")
        assert question is not None, said
        assert question["id"] == turn["asks"], said
    if "shows" in turn:
        assert talk.custom(turn["shows"]) is not None, said
    if "confirms" in turn:
        confirm = talk.custom("confirm")
        assert confirm is not None, said
        assert confirm["about"] == turn["confirms"], said
    for words in turn.get("says", []):
        assert words in talk.text, f"{words!r} is missing. {said}"
    for words in turn.get("not_says", []):
        assert words not in talk.text, said
    for question, value in turn.get("answers", {}).items():
        stored = talk.interview.answers.get(question)
        assert (list(stored) if isinstance(stored, tuple) else stored) == value, f"{question}: {stored!r}. {said}"
    if turn.get("forgotten"):
        assert talk.forgotten


def test_every_conversation_exists_in_both_languages() -> None:
    names = {
        folder.name: {
            p.name: [e["name"] for e in yaml.safe_load(p.read_text(encoding="utf-8"))] for p in folder.glob("*.yml")
        }
        for folder in FOLDER.iterdir()
        if folder.is_dir() and any(folder.glob("*.yml"))
    }
    assert len(names) >= 2
    first, *others = names.values()
    assert all(other.keys() == first.keys() for other in others)
    for file in first:
        assert all(len(other[file]) == len(first[file]) for other in others), file
