"""Loading: whole or not at all, once per folder, from the folder that is meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from advisor.knowledge import Knowledge, KnowledgeError, check_knowledge, load_knowledge
from advisor.knowledge.files import read_file

COLD_SECONDS = 3.0
"""The aim is 1.5 s on a quiet machine; a test must also pass on a busy one."""


def test_the_same_folder_is_read_once(copied: Path) -> None:
    assert load_knowledge(copied) is load_knowledge(copied / ".." / "knowledge")


def test_without_a_folder_the_projects_own_is_loaded(knowledge: Knowledge) -> None:
    assert load_knowledge() is knowledge


def test_the_environment_can_name_another_folder(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_KNOWLEDGE", str(copied))
    assert load_knowledge() is load_knowledge(copied)


def test_the_version_stays_while_no_file_changes(knowledge: Knowledge, copied: Path) -> None:
    assert load_knowledge(copied).version == knowledge.version
    assert len(knowledge.version) == 12


def test_the_version_changes_with_any_file(knowledge: Knowledge, copied: Path) -> None:
    file = copied / "rules" / "cases.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("2013", "2014"), encoding="utf-8")
    assert load_knowledge(copied).version != knowledge.version


def test_faulty_knowledge_is_never_returned_and_every_fault_is_told(copied: Path) -> None:
    (copied / "rules" / "parties.yml").write_text("- {id: organization}\n- {id: organization}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load_knowledge(copied)
    assert refused.value.faults == check_knowledge(copied)
    assert str(refused.value).startswith(str(refused.value.faults[0]))


def test_mended_knowledge_can_be_loaded_again(copied: Path) -> None:
    file = copied / "rules" / "parts.yml"
    whole = file.read_text(encoding="utf-8")
    file.write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError):
        load_knowledge(copied)
    file.write_text(whole, encoding="utf-8")
    assert load_knowledge(copied).parts


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="there is no folder"):
        load_knowledge(tmp_path / "nowhere")


def test_nothing_loaded_can_be_changed(knowledge: Knowledge) -> None:
    language = knowledge.languages[0]
    wording: Any = knowledge.wording[language]["questions"]
    changeable: Any = knowledge.questions
    with pytest.raises(TypeError):
        changeable["main_source"] = None
    with pytest.raises(TypeError):
        wording["main_source"]["ask"] = "?"
    assert isinstance(knowledge.wording[language]["topics"]["three_types"]["asked_as"], tuple)  # type: ignore[index]


def test_parts_know_their_questions_and_types_their_stance(knowledge: Knowledge) -> None:
    assert knowledge.parts["funding"].questions[0] == "main_source"
    assert knowledge.orientations["market"].stance.id == "stance_market"


def test_loading_from_cold_is_fast() -> None:
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", "from advisor.knowledge import load_knowledge; load_knowledge()"], check=True)
    assert perf_counter() - begun < COLD_SECONDS


def test_a_file_knows_the_line_of_every_entry(real_folder: Path) -> None:
    file, _ = read_file(real_folder, "rules/parts.yml")
    assert file is not None
    lines = (real_folder / "rules" / "parts.yml").read_text(encoding="utf-8").splitlines()
    for index, part in enumerate(file.data):
        assert part["id"] in lines[file.line((index, "id")) - 1]
