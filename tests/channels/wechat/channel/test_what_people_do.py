"""Following, scanning, menus, pictures, voices, “more”, deletion: what is answered, and what stays behind."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from accounts import set_account, until
from fake_api import FakeApi
from simulated_wechat import SimulatedWeChat
from stand_in import QUICK, StandIn, served

from advisor.channels.wechat.official_account import OfficialAccountChannel
from advisor.channels.wechat.speaking import texts_of, welcome
from advisor.storage.assessments import AssessmentStore
from advisor.storage.database import own_database

TABLES = ("inbox", "outgoing", "contacts")


class Talk:
    """One person and the account, in the answers to pushes: what they read comes at once."""

    def __init__(self, wechat: SimulatedWeChat, advisor: StandIn, channel: OfficialAccountChannel) -> None:
        self.wechat, self.advisor, self.channel = wechat, advisor, channel

    async def say(self, text: str) -> str:
        return await self.wechat.say("o1", text)

    async def event(self, name: str, **fields: str) -> str:
        return await self.wechat.event("o1", name, **fields)

    async def send(self, kind: str, **fields: str) -> str:
        return await self.wechat.push("o1", {"MsgType": kind, **fields})

    @property
    def last(self) -> Any:
        return self.advisor.messages[-1]


@asynccontextmanager
async def passive(patch: pytest.MonkeyPatch, **more: Any) -> AsyncIterator[Talk]:
    async with FakeApi() as api:
        trust = set_account(patch, "official_account", api.base, ADVISOR_WECHAT_MODE="passive")
        channel, advisor = OfficialAccountChannel(patience=QUICK), StandIn(**more)
        async with served(channel, advisor) as address:
            yield Talk(SimulatedWeChat(address, trust), advisor, channel)


@pytest.fixture
def patch(data: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def rows(data: Path, table: str) -> list[Any]:
    with sqlite3.connect(data / "assessments.db") as connection:
        return connection.execute(f"select * from {table}").fetchall()


def test_following_greets_in_every_language_and_the_person_chooses(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        for number, language in (("１", "zh"), ("2", "en")):
            async with passive(patch) as here:
                person = f"o-{language}"
                assert await here.wechat.event(person, "subscribe", EventKey="qrscene_ABC234") == welcome()
                await here.wechat.say(person, number)
                assert (here.last.text, here.last.metadata["language"]) == ("do=start", language)
                assert here.last.metadata["scene"] == "ABC234"

    asyncio.run(talk())


def test_words_decide_the_language(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with passive(patch) as here:
            await here.event("subscribe")
            await here.say("good morning")
            assert here.last.metadata == {"typed": True}
            await here.say("hello again")
            assert here.last.metadata == {"typed": True, "language": "en"}

    asyncio.run(talk())


def test_somebody_known_who_scans_or_follows_again_is_met_as_such(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with passive(patch) as here:
            await here.say("hello there")
            assert await here.event("SCAN", EventKey="XYZ789", Ticket="t") == "heard: do=greet"
            assert here.last.metadata["scene"] == "XYZ789"
            assert await here.event("unsubscribe") == ""
            assert await here.event("subscribe") == "heard: do=greet"
            assert await here.event("VIEW", EventKey="https://example.org") == ""
            assert await here.event("TEMPLATESENDJOBFINISH") == ""

    asyncio.run(talk())


@pytest.mark.parametrize("name", ["VIEW", "LOCATION", "user_enter_tempsession", "kf_msg_or_event"])
def test_events_nobody_says_anything_by_are_acknowledged(data: Path, patch: pytest.MonkeyPatch, name: str) -> None:
    async def talk() -> None:
        async with passive(patch) as here:
            assert await here.event(name, EventKey="https://example.org/") == ""
            assert [rows(data, table) for table in TABLES] == [[], [], []]

    asyncio.run(talk())


def test_menu_clicks_hold_commands_that_stand_open(patch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    async def talk() -> None:
        async with passive(patch) as here:
            await here.event("CLICK", EventKey="do=start")
            assert (here.last.text, here.last.metadata["language"]) == ("do=start", "zh")
            await here.event("CLICK", EventKey="do=skip")
            assert (here.last.text, here.last.metadata["label"]) == ("do=skip", "Skip")
            await here.event("CLICK", EventKey='/restart{"x": 1}')
            assert here.last.text == "do=help"

    asyncio.run(talk())
    assert "restart" not in caplog.text


@pytest.mark.parametrize("text", ["/restart", "do=delete", "main_source=government", '/main_source{"a": "b"}'])
def test_typed_commands_are_words(patch: pytest.MonkeyPatch, text: str) -> None:
    async def talk() -> None:
        async with passive(patch) as here:
            await here.say("hello there")
            await here.say(text)
            assert here.last.metadata["typed"] is True
            assert here.last.text == text

    asyncio.run(talk())


def test_what_cannot_be_read_is_declined_with_the_question_again(patch: pytest.MonkeyPatch) -> None:
    declined = texts_of("en").find("messaging", "cannot_read")

    async def talk() -> None:
        async with passive(patch) as here:
            assert await here.send("image", PicUrl="http://x.example/1", MediaId="m") == welcome(), "nobody met yet"
            await here.say("hello there")
            for kind, reads in (("image", "image"), ("location", "location"), ("link", "link"), ("video", "video")):
                assert await here.send(kind, MediaId="m") == f"{declined[reads]}\n\nheard: do=repeat"
            assert (await here.send("sticker")).startswith(declined["other"])
            assert (await here.send("voice", MediaId="m", Recognition="")).startswith(declined["voice"])
            assert (
                await here.send("voice", MediaId="m", Recognition="about half is fees") == "heard: about half is fees"
            )
            assert here.last.metadata["typed"] is True

    asyncio.run(talk())


def test_long_answers_are_read_on_with_more(patch: pytest.MonkeyPatch) -> None:
    sentences = [f"This is sentence number {number} of a long answer." for number in range(150)]

    async def talk() -> None:
        async with passive(
            patch, replies=lambda text: [{"text": " ".join(sentences) if "long" in text else text}]
        ) as here:
            said = [await here.say("something long please")]
            for word in ("more", "更多", "More.", "read on"):
                said.append(await here.say(word))
            more = texts_of("en").get("messaging", "more")
            whole = " ".join(part.replace(f"\n\n{more}", "") for part in said)
            assert whole.split("heard")[0].strip().startswith(" ".join(sentences))
            assert [more in part for part in said] == [True, True, True, False, False]
            assert len(here.advisor.messages) == 2, "“read on” after the end is a message like any other"
            await here.say("something long please")
            assert await here.say("enough of that") == "enough of that"
            assert await here.say("more") == "more", "what was left unread is dropped once the talk has moved on"

    asyncio.run(talk())


def test_deleting_leaves_nothing_and_copies_do_not_begin_anew(data: Path, patch: pytest.MonkeyPatch) -> None:
    def replies(text: str) -> list[dict[str, Any]]:
        if text == "delete it all":
            store = AssessmentStore(own_database())
            for conversation in {
                row[0] for row in sqlite3.connect(data / "assessments.db").execute("select conversation from contacts")
            }:
                store.forget(conversation)
        return [{"text": f"heard: {text}"}]

    async def talk() -> None:
        async with passive(patch, replies=replies) as here:
            await here.say("hello there")
            message = {"ToUserName": "gh_account", "FromUserName": "o1", "CreateTime": 1, "MsgType": "text"}
            message |= {"Content": "delete it all", "MsgId": "77"}
            assert await here.wechat._try(message, 0) == "heard: delete it all"
            assert rows(data, "contacts") == rows(data, "inbox") == []
            assert await here.wechat._try(message, 1) == ""
            assert len(here.advisor.messages) == 2
            here.channel.desk.inbox.outgoing._now = lambda: 1e11
            await here.channel.desk.run(here.channel.desk.inbox.sweep, 1)
            assert [rows(data, table) for table in TABLES] == [[], [], []]

    asyncio.run(talk())


def test_nothing_that_names_a_person_stays_once_an_answer_is_delivered(data: Path, patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with FakeApi() as api:
            trust = set_account(patch, "official_account", api.base)
            async with served(OfficialAccountChannel(patience=QUICK), StandIn()) as address:
                wechat = SimulatedWeChat(address, trust)
                await wechat.say("o-openid-secret", "words that stay private")
                await until(lambda: api.texts)
                await asyncio.sleep(0.3)
                assert rows(data, "inbox") == rows(data, "outgoing") == []
                assert "o-openid-secret" not in str(rows(data, "contacts") + rows(data, "receipts"))

    asyncio.run(talk())


def test_nothing_that_was_said_is_logged(patch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "advisor")

    async def talk() -> None:
        async with passive(patch) as here:
            here.advisor.failing = 5
            await here.say("words that stay private")

    asyncio.run(talk())
    assert "advisor" in " ".join(record.name for record in caplog.records)
    for secret in ("words that stay private", "o1", "pamtest", "s" * 32):
        assert secret not in caplog.text
