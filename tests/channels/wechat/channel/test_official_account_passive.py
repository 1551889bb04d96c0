"""An Official Account without the API: answers within five real seconds, on a later try, or with the next message."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from accounts import set_account
from fake_api import FakeApi
from simulated_wechat import SimulatedWeChat
from stand_in import QUICK, StandIn, served
from timekeeping import in_real_time

from advisor.channels.wechat.official_account import OfficialAccountChannel
from advisor.channels.wechat.speaking import texts_of

IN_A_MOMENT = texts_of("en").get("messaging", "in_a_moment")


def test_slow_turns_real_cut(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything at once, as on a busy evening; each person is one case."""

    async def quick(wechat: SimulatedWeChat) -> None:
        assert await wechat.say("quick", "hello there") == "heard: hello there"

    async def on_the_second_try(wechat: SimulatedWeChat) -> None:
        assert await wechat.say("7", "7s a slow one") == "heard: 7s a slow one"

    async def between_the_tries(wechat: SimulatedWeChat) -> None:
        """Ready at 4.6 s: too late for the first try, at once on the second."""
        begun = time.monotonic()
        assert await wechat.say("4.6", "4.6s nearly") == "heard: 4.6s nearly"
        assert time.monotonic() - begun > 5.0

    async def on_the_third_try(wechat: SimulatedWeChat) -> None:
        assert await wechat.say("13", "13s slower") == "heard: 13s slower"

    async def with_the_next_message(wechat: SimulatedWeChat) -> None:
        assert IN_A_MOMENT in await wechat.say("20", "20s slowest of all")
        await asyncio.sleep(6)
        assert await wechat.say("20", ".") == "heard: 20s slowest of all"
        assert await wechat.say("20", "and now") == "heard: and now"

    async def while_it_is_still_going_on(wechat: SimulatedWeChat) -> None:
        """The next message comes before the answer is there, and waits for it like any other."""
        assert IN_A_MOMENT in await wechat.say("22", "18s not yet")
        assert await wechat.say("22", "?") == "heard: 18s not yet"

    async def two_in_a_row(wechat: SimulatedWeChat) -> None:
        """Typed before the first one is answered: both are answered, in order, each once."""
        first = asyncio.ensure_future(wechat.say("two", "2s first words"))
        await asyncio.sleep(1.0)
        second = await wechat.say("two", "0.5s second words")
        assert await first == "heard: 2s first words"
        assert second == "heard: 0.5s second words"

    async def copies(wechat: SimulatedWeChat) -> None:
        assert await wechat.say("copies", "3s said once", copies=3) == "heard: 3s said once"

    async def first_try_lost(data: Path) -> None:
        """The first try needs longer than the platform waits, and comes after the second one."""
        late = SimulatedWeChat(wechat.address, trust, slow_network={0: 0.0})
        message = {"MsgType": "text", "Content": "1s overtaken", "MsgId": "1"}
        fields = {"ToUserName": "gh_account", "FromUserName": "late", "CreateTime": int(time.time()), **message}
        second = await late._try(fields, 1)
        assert second == "heard: 1s overtaken"
        assert await late._try(fields, 0) == ""

    async def a_crowd(wechat: SimulatedWeChat) -> None:
        people = [f"crowd-{number}" for number in range(50)]
        said = await asyncio.gather(
            *(wechat.say(person, f"{0.1 + number % 9}s {person}") for number, person in enumerate(people))
        )
        for number, person in enumerate(people):
            assert said[number] == f"heard: {0.1 + number % 9}s {person}"

    async def talk(attempt: int) -> None:
        nonlocal wechat, trust
        monkeypatch.setenv("ADVISOR_DATA", str(data / str(attempt)))
        async with FakeApi() as api:
            trust = set_account(monkeypatch, "official_account", api.base, ADVISOR_WECHAT_MODE="passive")
            advisor = StandIn()
            async with served(OfficialAccountChannel(patience=QUICK), advisor) as address:
                wechat = SimulatedWeChat(address, trust)
                cases = (quick, on_the_second_try, between_the_tries, on_the_third_try, with_the_next_message)
                cases += (while_it_is_still_going_on, two_in_a_row, copies, a_crowd)
                await asyncio.gather(*(case(wechat) for case in cases), first_try_lost(data))
                assert set(advisor.taken.values()) == {1}, "a turn was taken twice"
                assert not any(text == "." for _, text in advisor.taken), "a nudge was taken for an answer"
                assert not wechat.failures
                assert not api.deliveries
                assert not api.token_requests
                everything = [text for texts in wechat.received.values() for text in texts if text.startswith("heard")]
                assert len(everything) == len(set(everything)), "something was said twice"

    wechat: SimulatedWeChat
    trust = None
    in_real_time(talk)
