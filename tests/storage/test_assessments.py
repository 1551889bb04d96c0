"""Results are kept by conversation, and deleting leaves nothing in the file."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from advisor.storage.assessments import AssessmentStore
from advisor.storage.database import own_database


def assessment(number: int, words: str = "") -> dict[str, str]:
    return {"id": f"a{number}", "created": "2026-01-01T00:00:00Z", "knowledge_version": "v", "words": words}


def test_the_last_result_of_a_conversation_is_found_after_opening_the_database_again(own: sa.engine.Engine) -> None:
    store = AssessmentStore(own)
    store.keep("one", assessment(1))
    store.keep("one", assessment(2))
    store.keep("two", assessment(3))
    own.dispose()
    again = AssessmentStore(own_database())
    assert (again.last("one") or {})["id"] == "a2"
    assert (again.last("two") or {})["id"] == "a3"
    assert again.last("three") is None


def test_forgetting_one_conversation_keeps_the_others(own: sa.engine.Engine) -> None:
    store = AssessmentStore(own)
    store.keep("one", assessment(1))
    store.keep("one", assessment(2))
    store.keep("two", assessment(3))
    assert store.forget("one") == 2
    assert store.last("one") is None
    assert store.last("two") is not None
    assert store.forget("one") == 0


def test_deleted_words_are_not_left_in_the_files(tmp_path: Path) -> None:
    store = AssessmentStore(own_database(tmp_path / "assessments.db"))
    store.keep("one", assessment(1, words="our street office pays everything"))
    store.forget("one")
    for file in tmp_path.iterdir():
        assert b"street office" not in file.read_bytes(), file.name
