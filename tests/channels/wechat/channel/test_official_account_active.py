"""An Official Account that may send: pushes are acknowledged at once, answers go through the API, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from accounts import set_account, until
from fake_api import FakeApi
from simulated_wechat import SimulatedWeChat
from stand_in import QUICK, StandIn, served

from advisor.channels.wechat.official_account import OfficialAccountChannel


@pytest.fixture
def patch(data: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def test_fifty_people_at_once(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with FakeApi() as api:
            trust = set_account(patch, "official_account", api.base)
            advisor = StandIn()
            async with served(OfficialAccountChannel(patience=QUICK), advisor) as address:
                wechat = SimulatedWeChat(address, trust)
                people = [f"o{number}" for number in range(50)]
                await asyncio.gather(*(wechat.say(person, f"0.1s I am {person}", copies=2) for person in people))
                await until(lambda: len(api.deliveries) >= 50)
                await asyncio.sleep(0.2)
                said = {delivery.person: delivery.text for delivery in api.deliveries}
                assert said == {person: f"heard: 0.1s I am {person}" for person in people}
                assert len(api.deliveries) == 50
                assert set(advisor.taken.values()) == {1}
                assert len(api.token_requests) == 1
                assert not wechat.failures
                # Each push and its copy; a machine that needs over five seconds for all of them gets some again.
                assert set(wechat.statuses) == {200}
                assert wechat.statuses[200] >= 100

    asyncio.run(talk())
