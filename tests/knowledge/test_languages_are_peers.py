"""Languages: each complete, none above the others, a new one nothing but a folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from advisor.knowledge import Knowledge, check_knowledge, load_knowledge
from advisor.wording.texts import Texts

PROJECTS_OWN = ("en", "zh")


@pytest.fixture(params=PROJECTS_OWN)
def wording(request: pytest.FixtureRequest, knowledge: Knowledge) -> Mapping[str, Any]:
    return knowledge.wording[request.param].texts


def test_both_languages_of_the_project_are_found(knowledge: Knowledge) -> None:
    assert knowledge.languages == PROJECTS_OWN


def test_every_question_and_option_has_its_words(knowledge: Knowledge, wording: Mapping[str, Any]) -> None:
    for question in knowledge.questions.values():
        texts = wording["questions"][question.id]
        assert set(texts["options"]) == set(question.values)
        assert all(texts[field] for field in ("name", "ask", "why", "plainly"))
        assert all(option["label"] and option["short"] and option["means"] for option in texts["options"].values())


def test_every_problem_suggestion_and_reason_has_its_words(knowledge: Knowledge, wording: Mapping[str, Any]) -> None:
    assert set(wording["problems"]) == set(knowledge.problems)
    assert set(wording["suggestions"]) == set(knowledge.suggestions)
    assert set(wording["reasons"]) == {*knowledge.decision_reasons, *knowledge.reason_notes}
    gaps = {problem.id for problem in knowledge.problems.values() if problem.gap}
    assert {name for name, texts in wording["problems"].items() if "gap" in texts} == gaps


def test_every_topic_is_asked_in_at_least_ten_ways(knowledge: Knowledge, wording: Mapping[str, Any]) -> None:
    assert set(wording["topics"]) == set(knowledge.topics)
    assert all(len(set(texts["asked_as"])) >= 10 for texts in wording["topics"].values())


def test_what_a_contradiction_fills_in_are_its_own_questions(knowledge: Knowledge, wording: Mapping[str, Any]) -> None:
    for entry in knowledge.contradictions.values():
        named = set(re.findall(r"\{(\w+)\}", wording["contradictions"][entry.id]))
        assert named == {condition.question for condition in entry.when}


def test_the_assistants_own_sentences_fill_in_the_same_in_every_language(knowledge: Knowledge) -> None:
    first, *others = (dict(_filled(knowledge.wording[name]["conversation"])) for name in knowledge.languages)
    assert first
    assert all(other == first for other in others)


def _filled(data: Any, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    if isinstance(data, Mapping):
        for name, entry in data.items():
            yield from _filled(entry, f"{path}.{name}")
    else:
        text = data if isinstance(data, str) else " ".join(data)
        yield path, frozenset(re.findall(r"\{(\w+)\}", text))


def test_a_new_language_is_only_a_new_folder(copied: Path) -> None:
    shutil.copytree(copied / "en", copied / "fr")
    assert check_knowledge(copied) == []
    call_itself(copied, "fr", "own_name: Français")
    knowledge = load_knowledge(copied)
    assert knowledge.languages == ("en", "fr", "zh")
    assert Texts(knowledge, "zh").own_names() == {"en": "English", "fr": "Français", "zh": "中文"}


def test_what_a_language_calls_itself_is_missed_by_name(copied: Path) -> None:
    call_itself(copied, "en", "")
    call_itself(copied, "zh", "")
    found = [str(fault) for fault in check_knowledge(copied)]
    assert [fault.split(":")[0] for fault in found] == ["en/conversation.yml", "zh/conversation.yml"]
    assert all("own_name" in fault for fault in found)


def call_itself(folder: Path, language: str, line: str) -> None:
    path = folder / language / "conversation.yml"
    changed, number = re.subn(r"^own_name: .*$", line, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert number == 1
    path.write_text(changed, encoding="utf-8")


def test_a_new_language_must_be_complete(copied: Path) -> None:
    shutil.copytree(copied / "en", copied / "fr")
    (copied / "fr" / "topics.yml").unlink()
    assert [str(fault) for fault in check_knowledge(copied)] == ["fr/topics.yml:1: this file is missing."]
