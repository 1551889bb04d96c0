"""A conversation goes on from where it stands: what its events would lead to, and nothing counts twice."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import BotUttered, UserUttered
from sqlalchemy.exc import IntegrityError

from advisor.conversation.conversation_store import NotSaved, RestoredTracker
from advisor.knowledge import load_knowledge
from advisor.storage.conversation_tables import CONVERSATIONS, EVENTS, STATES, TAKEN
from tests.conversation.agents import Served

KNOWLEDGE = load_knowledge()
WORDS = {
    "en": ["hello", "why do you ask?", "about seventy percent", "none of them", "go back", "skip", "what is a ledger?"],
    "zh": ["你好", "为什么问这个", "大概七成吧", "都没有", "回上一题", "跳过", "今天天气真好"],
}


def payloads() -> list[str]:
    answers = [f"{question.id}={value}" for question in KNOWLEDGE.in_stage("core") for value in question.values]
    return [*answers, "do=start", "do=looks_right", "do=result_now", "do=change", "do=why", "do=resume", "do=enough"]


@pytest.mark.parametrize(("language", "seed"), [("en", 1), ("zh", 2), ("en", 3), ("zh", 4)])
def test_a_conversation_stands_where_its_events_lead(served: Served, language: str, seed: int) -> None:
    whose, chance = uuid.uuid4().hex, random.Random(seed)
    for text in [*WORDS[language][:1], "do=start", *chance.choices([*payloads(), *WORDS[language] * 4], k=40)]:
        assert served.say(whose, text), f"no answer to {text}"
        now = served.run(served.store.retrieve(whose))
        played = served.run(served.store.retrieve_full_tracker(whose))
        assert now is not None
        assert played is not None
        assert now.current_slot_values() == played.current_slot_values(), f"after {text}"
        assert (now.active_loop_name, now.latest_action_name) == (played.active_loop_name, played.latest_action_name)


def test_what_is_restored_does_not_grow_with_the_conversation(served: Served) -> None:
    whose = uuid.uuid4().hex
    sizes = []
    for _ in range(30):
        served.say(whose, "hello")
        tracker = served.run(served.store.retrieve(whose))
        assert isinstance(tracker, RestoredTracker)
        sizes.append(len(tracker.events))
    assert sizes[-1] <= sizes[2]
    assert sizes[-1] < len(KNOWLEDGE.questions) + 10


def test_a_message_that_was_answered_is_not_taken_in_again(served: Served) -> None:
    whose = uuid.uuid4().hex
    served.say(whose, "hello")
    served.say(whose, "do=start", id="the-same")
    before = everything(served, whose)
    with pytest.raises(NotSaved):
        served.say(whose, "do=start", id="the-same")
    assert everything(served, whose) == before
    served.say(whose, "main_source=users")
    before = everything(served, whose)
    with pytest.raises(IntegrityError):
        served.say(whose, "do=start", id="the-same")
    assert everything(served, whose) == before


def test_of_two_turns_at_once_one_is_kept(served: Served) -> None:
    whose = uuid.uuid4().hex
    served.say(whose, "hello")
    one, other = (served.run(served.store.retrieve(whose)) for _ in range(2))
    for tracker, text in ((one, "first"), (other, "second")):
        assert tracker is not None
        tracker.update(UserUttered(text, {"name": "greet"}, [], {}, message_id=text))
        tracker.update(BotUttered("answer"))
    assert one is not None
    assert other is not None
    served.run(served.store.save(one))
    before = everything(served, whose)
    with pytest.raises(NotSaved):
        served.run(served.store.save(other))
    assert everything(served, whose) == before


def test_a_turn_without_an_answer_is_not_kept(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    whose = uuid.uuid4().hex
    served.say(whose, "hello")
    before = everything(served, whose)

    async def fails(*_how: Any, **_more: Any) -> dict[str, Any]:
        raise OSError("the action server is gone")

    with monkeypatch.context() as broken:
        broken.setattr(served.actions, "request", fails)
        with pytest.raises(NotSaved):
            served.say(whose, "do=start", id="again")
    assert everything(served, whose) == before
    assert served.say(whose, "do=start", id="again"), "the same message is taken once all is well"


def test_a_result_is_kept_once_however_often_its_turn_is_tried(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from actions.conversation import assessments

    whose = uuid.uuid4().hex
    served.say(whose, "hello")
    served.say(whose, "do=start")
    for question in KNOWLEDGE.in_stage("core"):
        served.say(whose, f"{question.id}={question.values[0]}")

    def fails(*_what: Any) -> None:
        raise OSError("the disk is full")

    for _ in range(3):
        with monkeypatch.context() as broken:
            broken.setattr(served.store, "_write", fails)
            with pytest.raises(OSError, match="full"):
                served.say(whose, "do=looks_right", id="result")
    told = served.say(whose, "do=looks_right", id="result")
    object = next(reply["custom"] for reply in told if (reply.get("custom") or {}).get("type") == "assessment")
    assert assessments().all_of(whose) == [object]


def test_after_hours_a_leader_is_met_as_coming_back(served: Served) -> None:
    whose = uuid.uuid4().hex
    for text in ("hello", "do=start", "main_source=users"):
        served.say(whose, text)
    assert "do=resume" not in str(served.say(whose, "hello"))
    with served.store.engine.begin() as connection:
        mine = STATES.c.sender_id == whose
        document = connection.execute(sa.select(STATES.c.document).where(mine)).scalar()
        at = document[document.index('"at": ') + 6 : document.index(",")]
        older = document.replace(f'"at": {at}', f'"at": {float(at) - 5 * 3600}')
        connection.execute(STATES.update().where(mine).values(document=older))
    assert "do=resume" in str(served.say(whose, "hello"))
    assert served.run(served.store.retrieve(whose)).get_slot("main_source") == "users"


def test_a_conversation_of_the_version_before_goes_on(served: Served) -> None:
    whose = uuid.uuid4().hex
    for text in ("hello", "do=start", "main_source=users"):
        served.say(whose, text)
    with served.store.engine.begin() as connection:
        connection.execute(STATES.delete().where(STATES.c.sender_id == whose))
    said = served.say(whose, "government_share=0")
    assert any((reply.get("custom") or {}).get("id") == "funding_channels" for reply in said)
    state = served.run(served.store.retrieve(whose))
    assert (state.get_slot("main_source"), state.get_slot("government_share")) == ("users", "0")


def test_who_asks_to_be_forgotten_is_gone_from_every_table(served: Served) -> None:
    whose = uuid.uuid4().hex
    for text in ("hello", "do=start", "main_source=users", "do=delete", "do=yes"):
        served.say(whose, text)
    assert everything(served, whose) == {table.name: [] for table in CONVERSATIONS.sorted_tables}


def test_what_actions_answer_is_as_rasa_wants_it(served: Served) -> None:
    """The server does not check it with every turn."""
    from jsonschema import validate

    whose = uuid.uuid4().hex
    for text in ("hello", "do=start", "main_source=users", "why do you ask?", "do=result_now", "do=looks_right"):
        served.say(whose, text)
    assert len(served.actions.replies) > 5
    for reply in served.actions.replies:
        validate(reply, RemoteAction.action_response_format_spec())


def everything(served: Served, whose: str) -> dict[str, list[Any]]:
    with served.store.engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(table).where(table.c.sender_id == whose)).all()
            for table in (EVENTS, STATES, TAKEN)
        }
