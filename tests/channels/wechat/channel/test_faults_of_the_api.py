"""What the platform refuses, loses or keeps to itself: no answer is lost, none is sent twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from accounts import set_account, until
from fake_api import CUSTOM_SEND, Drop, FakeApi, Hang, Refuse, Status
from simulated_wechat import SimulatedWeChat
from stand_in import QUICK, StandIn, served

from advisor.channels.wechat import delivery, inbox
from advisor.channels.wechat.official_account import OfficialAccountChannel
from advisor.channels.wechat.speaking import texts_of

PERHAPS_SEEN = texts_of("en").get("messaging", "perhaps_seen")


@dataclass
class Setting:
    """An account that sends, its API and what stands behind it."""

    api: FakeApi
    wechat: SimulatedWeChat
    advisor: StandIn
    channel: OfficialAccountChannel

    @property
    def texts(self) -> list[str]:
        """Everything that reached anybody, whichever way."""
        return self.api.texts + [text for texts in self.wechat.received.values() for text in texts]


@asynccontextmanager
async def account(patch: pytest.MonkeyPatch, **more: Any) -> AsyncIterator[Setting]:
    async with FakeApi() as api:
        trust = set_account(patch, "official_account", api.base)
        channel, advisor = OfficialAccountChannel(patience=QUICK), StandIn(**more)
        async with served(channel, advisor) as address:
            yield Setting(api, SimulatedWeChat(address, trust), advisor, channel)


@pytest.fixture
def patch(data: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.5)
    monkeypatch.setattr(inbox, "SWEEP_SECONDS", 0.2)
    return monkeypatch


def test_one_new_token_for_everybody_when_theirs_has_ended(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with account(patch) as here:
            await here.wechat.say("o1", "first")
            await until(lambda: here.api.texts)
            here.api.end_tokens()
            people = [f"p{number}" for number in range(20)]
            await asyncio.gather(*(here.wechat.say(person, f"I am {person}") for person in people))
            await until(lambda: len(here.api.texts) == 21)
            assert len(here.api.token_requests) == 2
            assert here.api.most_token_requests_at_once == 1
            assert Counter(here.api.texts).most_common(1)[0][1] == 1

    asyncio.run(talk())


@pytest.mark.parametrize("code", [45015, 45047, 45009, 48001])
def test_what_may_not_be_sent_now_goes_out_with_the_next_message(patch: pytest.MonkeyPatch, code: int) -> None:
    async def talk() -> None:
        async with account(patch) as here:
            here.api.always(CUSTOM_SEND, Refuse(code))
            await here.wechat.say("o1", "my answer")
            await until(lambda: here.api.count(CUSTOM_SEND) >= 1)
            await asyncio.sleep(0.3)
            assert here.texts == []
            assert await here.wechat.say("o1", "hello?") == "heard: my answer"
            here.api.always(CUSTOM_SEND, None)
            said = await here.wechat.say("o1", "on we go")
            await until(lambda: len(here.texts) == 2)
            assert here.texts.count("heard: on we go") == 1
            assert bool(said) == (code == 48001), "an account without the API answers pushes from then on"
            assert here.advisor.taken.keys().isdisjoint({("o1", "hello?")})
            assert sum(here.advisor.taken.values()) == 2

    asyncio.run(talk())


@pytest.mark.parametrize("step", [Status(503), Refuse(-1), Refuse(40164), Refuse(40125)])
def test_what_passes_is_sent_by_itself_later(patch: pytest.MonkeyPatch, step: Any) -> None:
    async def talk() -> None:
        async with account(patch) as here:
            here.api.always(CUSTOM_SEND, step)
            await here.wechat.say("o1", "my answer")
            await until(lambda: here.api.count(CUSTOM_SEND) >= 1)
            here.api.always(CUSTOM_SEND, None)
            await until(lambda: here.texts)
            await asyncio.sleep(1.0)
            assert here.texts == ["heard: my answer"]
            await here.wechat.say("o1", "next")
            await until(lambda: len(here.texts) == 2)

    asyncio.run(talk())


@pytest.mark.parametrize("step", [Drop(done=True), Hang(done=True, seconds=4), Drop(), Hang(seconds=4)])
def test_what_perhaps_arrived_is_not_sent_again_by_itself(patch: pytest.MonkeyPatch, step: Any) -> None:
    async def talk() -> None:
        async with account(patch) as here:
            here.api.script(CUSTOM_SEND, step)
            await here.wechat.say("o1", "my answer")
            await until(lambda: here.api.count(CUSTOM_SEND) == 1)
            await asyncio.sleep(3.5)
            assert here.texts == ["heard: my answer"] * step.done
            await here.wechat.say("o1", "something else")
            await until(lambda: "heard: something else" in here.texts)
            again = f"{PERHAPS_SEEN}\n\nheard: my answer"
            assert here.texts == ["heard: my answer"] * step.done + [again, "heard: something else"]
            assert sum(here.advisor.taken.values()) == 2

    asyncio.run(talk())


def test_a_question_asked_anew_makes_up_for_what_perhaps_arrived(patch: pytest.MonkeyPatch) -> None:
    def replies(text: str) -> list[dict[str, Any]]:
        question = {"type": "question", "id": "main_source", "multiple": False, "options": []}
        return [{"text": f"question after {text}", "custom": question}]

    async def talk() -> None:
        async with account(patch, replies=replies) as here:
            here.api.script(CUSTOM_SEND, Drop(done=True))
            await here.wechat.say("o1", "hello")
            await until(lambda: here.texts)
            await asyncio.sleep(0.3)
            await here.wechat.say("o1", "second option")
            await until(lambda: len(here.texts) == 2)
            assert here.texts == ["question after hello", "question after second option"]

    asyncio.run(talk())


def test_content_that_is_not_let_through_is_said_so(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with account(patch) as here:
            here.api.script(CUSTOM_SEND, Refuse(87014))
            await here.wechat.say("o1", "risky words")
            await until(lambda: here.texts)
            assert here.texts == [texts_of("en").get("messaging", "not_let_through")]

    asyncio.run(talk())


def test_a_turn_that_fails_is_tried_again_and_then_said_so(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with account(patch) as here:
            here.advisor.failing = 1
            await here.wechat.say("o1", "fails once")
            await until(lambda: here.texts)
            here.advisor.failing = 2
            await here.wechat.say("o1", "fails twice")
            await until(lambda: len(here.texts) == 2)
            assert here.texts == ["heard: fails once", texts_of("en").say("failure.turn")]

    asyncio.run(talk())


def test_an_answer_that_cannot_be_put_into_words_ends_in_a_sentence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inbox, "LEASE_SECONDS", 0.2)
    broken = {"text": "x", "custom": {"type": "question", "id": "gone"}, "buttons": [{"title": "y", "payload": "z"}]}

    async def talk() -> None:
        async with account(patch, replies=lambda text: [broken if text == "break it" else {"text": text}]) as here:
            await here.wechat.say("o1", "break it")
            await until(lambda: here.texts)
            assert here.texts == [texts_of("zh").say("failure.turn")]
            assert sum(here.advisor.taken.values()) == 1

    asyncio.run(talk())
