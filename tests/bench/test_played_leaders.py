"""The leaders the load client plays get through whole interviews with the real reader and interview."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from load import BadReply, Rest, Said, rest_message
from people import LANGUAGES, Leader, played

from advisor.knowledge.records import Knowledge

TALK = Path(__file__).resolve().parents[1] / "conversations" / "talk.py"


def talk_in_memory(knowledge: Knowledge, reader: Any) -> Any:
    specification = importlib.util.spec_from_file_location("talk_of_leaders", TALK)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.Talk(knowledge, reader)


def conversation(leader: Leader, talk: Any) -> Iterator[tuple[Said, list[dict[str, Any]]]]:
    """Each line of the leader with its replies, as a channel hands them over."""
    replies: list[dict[str, Any]] = []
    while (said := leader.next(replies)) is not None:
        messages = talk.say(said.text or rest_message(said.choices))
        replies = [{"text": message.text, "custom": message.custom} for message in messages]
        leader.check(replies)
        yield said, replies


@pytest.mark.parametrize("number", range(12))
def test_every_leader_reaches_a_result(number: int, knowledge: Knowledge, reader: Any) -> None:
    talk = talk_in_memory(knowledge, reader)
    lines = [said for said, _ in conversation(Leader(number), talk)]
    (kept,) = talk.records.kept
    assert kept["language"] == LANGUAGES[number % 2]
    assert {question.id for question in knowledge.in_stage("core")} <= set(kept["answers"])
    answers_in_words = [line for line in lines if line.text in spoken(number)]
    assert 4 <= len(answers_in_words) <= 9


@pytest.mark.parametrize("number", range(2))
def test_a_long_conversation_goes_on_as_long_as_it_is_told(number: int, knowledge: Knowledge, reader: Any) -> None:
    talk = talk_in_memory(knowledge, reader)
    assert sum(1 for _ in conversation(Leader(number, turns=60), talk)) == 60
    results = talk.records.kept
    assert len(results) >= 6
    assert all(one["answers"] != other["answers"] for one, other in pairwise(results))


def spoken(number: int) -> set[str]:
    organizations = played()[LANGUAGES[number % 2]]
    return {answer["words"] for organization in organizations for answer in organization.values()}


def test_played_buttons_are_values_of_the_questions(knowledge: Knowledge) -> None:
    for language in LANGUAGES:
        for organization in played()[language]:
            for question, answer in organization.items():
                chosen = answer["button"] if isinstance(answer["button"], list) else [answer["button"]]
                assert set(chosen) <= set(knowledge.questions[question].values)


def test_a_failed_turn_stops_the_measurement(knowledge: Knowledge) -> None:
    from advisor.wording.texts import Texts

    leader = Leader(0)
    leader.next([])
    for replies in ([], [{"text": Texts(knowledge, "zh").say("failure.turn")}], [{"text": "…", "failed": True}]):
        with pytest.raises(BadReply):
            leader.check(replies)


def test_several_options_are_one_message() -> None:
    assert rest_message(("funding_channels=project", "funding_channels=fees")) == "funding_channels=project,fees"
    assert rest_message(("do=change:say_no",)) == "do=change:say_no"
    assert Rest("http://127.0.0.1:1").address
