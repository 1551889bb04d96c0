"""Scanning the code of a training session: what it means is said, and nobody joins who has not said yes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from test_what_people_do import passive

from advisor.channels.wechat.speaking import texts_of, welcome
from advisor.storage.database import own_database
from advisor.storage.sessions import SessionStore
from advisor.training.records import Session

WORDS = {language: texts_of(language).find("messaging", "session") for language in ("en", "zh")}


@pytest.fixture
def patch(data: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def session(**more: Any) -> tuple[Session, SessionStore]:
    store = SessionStore(own_database())
    return store.create(Session(id="", trainer="t1", name="春季班", language="zh", created="2026-11-25", **more)), store


@pytest.mark.parametrize(("yes", "event"), [("1", "subscribe"), ("参加", "SCAN"), ("Yes, join", "subscribe")])
def test_an_anonymous_session_is_joined_by_one_word(patch: pytest.MonkeyPatch, yes: str, event: str) -> None:
    async def talk() -> None:
        made, store = session()
        async with passive(patch) as here:
            key = f"qrscene_{made.code}" if event == "subscribe" else made.code
            asked = await here.event(event, EventKey=key)
            for words in WORDS.values():
                assert words["about"].format(name="春季班") in asked
                assert words["anonymous"] in asked
                assert f"1. {words['join']}\n2. {words['alone']}" in asked
            assert store.seats(made.id) == []
            joined = await here.say(yes)
            assert WORDS["zh"]["joined"].format(name="春季班") in joined
            assert joined.endswith(welcome())
            (seat,) = store.seats(made.id)
            assert (seat.participant.organization, seat.participant.named) == ("", False)
            assert await here.say("hello there") == "heard: hello there"
            assert here.last.sender_id == seat.participant.conversation
            await asyncio.sleep(1.1)  # Two scans of one code within one second are copies of one.
            assert await here.event("SCAN", EventKey=made.code) == "heard: do=greet", "joined already"
            assert len(store.seats(made.id)) == 1

    asyncio.run(talk())


@pytest.mark.parametrize(("show", "named"), [("1", True), ("2", False)])
def test_a_session_with_names_asks_for_the_name_and_whether_it_may_be_shown(
    patch: pytest.MonkeyPatch, show: str, named: bool
) -> None:
    async def talk() -> None:
        made, store = session(anonymous=False)
        async with passive(patch) as here:
            await here.say("hello there")
            assert WORDS["en"]["named"] in await here.event("SCAN", EventKey=made.code)
            assert await here.say("1") == WORDS["en"]["organization"]
            assert WORDS["en"]["show"].format(organization="邻里 互助社") in await here.say("邻里   互助社")
            assert WORDS["en"]["show"][:10] in await here.say("what for?")
            said = await here.say(show)
            assert said == f"{WORDS['en']['joined'].format(name='春季班')}\n\nheard: do=greet"
            (seat,) = store.seats(made.id)
            assert (seat.participant.organization, seat.participant.named) == ("邻里 互助社", named)

    asyncio.run(talk())


def test_nobody_joins_without_a_yes(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        made, store = session()
        async with passive(patch) as here:
            await here.event("subscribe", EventKey=f"qrscene_{made.code}")
            assert WORDS["zh"]["not_joined"] in await here.say("2")
            await here.event("SCAN", EventKey=made.code)
            assert WORDS["en"]["ask"] in await here.say("good morning")
            assert await here.say("good morning to you") == "heard: good morning to you"
            assert store.seats(made.id) == []

    asyncio.run(talk())


def test_a_closed_session_and_a_code_of_none_are_no_obstacle(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        made, store = session(closed=True)
        async with passive(patch) as here:
            said = await here.event("subscribe", EventKey=f"qrscene_{made.code}")
            assert texts_of("zh").say("web.refused.session_closed") in said
            assert said.endswith(welcome())
            assert await here.event("SCAN", EventKey="poster-3") == welcome()
            assert store.seats(made.id) == []

    asyncio.run(talk())
