"""The assessment object is exactly the contract's section 5, and says its reasons in either language."""

import json
import re

import pytest

from advisor.assessment import assess, check_answers
from advisor.knowledge import load_knowledge
from advisor.wording.assessment_object import assessment_object

KNOWLEDGE = load_knowledge()
FIELDS = (
    "type version id language created knowledge_version answers orientation confidence leans nearest reasons "
    "table1 counterfactuals problems suggestions gaps"
)


def made(language="en", **raw):
    answers, faults = check_answers(raw, KNOWLEDGE)
    assert faults == []
    return assessment_object(assess(answers, KNOWLEDGE), language, KNOWLEDGE, id="x", created="2026-11-23T09:00:00Z")


STUDIO = {"main_source": "government", "needs_first": "government", "funding_channels": ["project"], "venue": "none"}


def test_it_has_the_fields_of_the_contract_in_their_shapes():
    entry = made(**STUDIO)
    assert " ".join(entry) == FIELDS
    assert entry["answers"] == STUDIO
    assert entry["table1"][0] == {"row": "R1", "points_to": "government", "answers": ["needs_first"]}
    assert set(entry["reasons"][0]) == {"text", "answers", "section", "basis"}
    assert entry["counterfactuals"][0] == {
        "change": {"main_source": "users"},
        "orientation": "government_market",
        "confidence": "provisional",
    }
    by_id = {problem["id"]: problem for problem in entry["problems"]}
    assert by_id["P4.3-2"] == {
        "id": "P4.3-2",
        "section": "4.3",
        "status": "found",
        "evidence": ["main_source"],
        "basis": "inferred",
    }
    assert entry["suggestions"][0] == {
        "id": "S5.2-4",
        "section": "5.2",
        "who": ["organization"],
        "for": ["P4.2-5", "P4.2-6", "P4.3-2"],
        "basis": "inferred",
    }
    assert entry["gaps"] == ["P4.3-9"]


def test_it_can_be_written_as_json_and_read_again():
    entry = made(**STUDIO)
    assert json.loads(json.dumps(entry)) == entry


@pytest.mark.parametrize("language", KNOWLEDGE.languages)
def test_the_same_answers_give_the_same_object_but_for_id_and_time(language):
    assert made(language, **STUDIO) == made(language, **STUDIO)


def test_id_and_time_are_made_where_none_are_given():
    assessment = assess({}, KNOWLEDGE)
    one, other = (assessment_object(assessment, "en", KNOWLEDGE) for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", one["id"])
    assert one["id"] != other["id"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one["created"])


@pytest.mark.parametrize("language", KNOWLEDGE.languages)
def test_every_decision_and_note_can_be_said(language):
    told = set()
    for money in (*KNOWLEDGE.questions["main_source"].values, "skip"):
        for needs in (*KNOWLEDGE.questions["needs_first"].values, "skip"):
            for channels in ("skip", [], ["dues"], ["project"], ["project", "dues"]):
                for role, no, staff in (("guardian", "cannot", "few"), ("director", "can", "most")):
                    raw = {"main_source": money, "needs_first": needs, "funding_channels": channels}
                    entry = made(language, **raw, government_role=role, say_no=no, staff_qualified=staff)
                    told.update(reason["text"] for reason in entry["reasons"])
    assert len(told) >= len(KNOWLEDGE.decision_reasons) + len(KNOWLEDGE.reason_notes)
    assert not [text for text in told if not text.strip() or "{" in text]


def test_a_reason_puts_in_the_leaders_own_answers():
    short = KNOWLEDGE.wording["en"]["questions"]["main_source"]["options"]["donors"]["short"]
    assert short in made(main_source="donors")["reasons"][0]["text"]
