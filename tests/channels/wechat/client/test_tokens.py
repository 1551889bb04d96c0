"""Tokens: one renewal however many wait, in one process and in several; storms, deaths and ends."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from clients import LEADER, client_of, in_a_loop
from fake_api import CUSTOM_SEND, GET_TOKEN, STABLE_TOKEN, WECOM_SEND, FakeApi, Refuse, Status

from advisor.channels.wechat.errors import ApiFault
from advisor.channels.wechat.tokens import Fetched, MemoryTokens, TokenKeeper, TokenStore
from advisor.storage.access_tokens import AccessToken, DatabaseTokens
from advisor.storage.database import own_database

FIFTY = 50


@pytest.fixture(params=["memory", "database"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> TokenStore:
    return MemoryTokens() if request.param == "memory" else DatabaseTokens(own_database(tmp_path / "tokens.db"))


@in_a_loop
async def test_fifty_senders_at_once_ask_for_one_token(store: TokenStore) -> None:
    async with FakeApi(pause=0.02) as api, client_of("official_account", api, store) as client:
        await asyncio.gather(*(client.send_text(LEADER, f"m{n}", f"m{n}") for n in range(FIFTY)))
    assert sorted(api.texts) == sorted(f"m{n}" for n in range(FIFTY))
    assert api.token_requests == [False]


@in_a_loop
async def test_fifty_senders_whose_token_ended_ask_for_one_more(store: TokenStore) -> None:
    async with FakeApi(pause=0.02) as api, client_of("official_account", api, store) as client:
        await client.send_text(LEADER, "first", "m")
        api.end_tokens()
        await asyncio.gather(*(client.send_text(LEADER, f"m{n}", f"m{n}") for n in range(FIFTY)))
    assert len(api.texts) == FIFTY + 1
    assert api.token_requests == [False, False]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
@in_a_loop
async def test_endless_refusals_of_the_token_end_after_one_renewal(code: int) -> None:
    async with FakeApi() as api, client_of("wecom", api) as client:
        api.always(WECOM_SEND, Refuse(code))
        outcomes = await asyncio.gather(
            *(client.send_text(LEADER, f"m{n}", f"m{n}") for n in range(FIFTY)), return_exceptions=True
        )
        assert {(type(outcome), getattr(outcome, "code", "")) for outcome in outcomes} == {(ApiFault, str(code))}
        with pytest.raises(ApiFault):
            await client.send_text(LEADER, "later", "later")
    assert api.token_requests == [False, False]
    assert api.count(WECOM_SEND) <= 2 * FIFTY + 1


@in_a_loop
async def test_an_official_account_that_is_given_the_refused_token_again_asks_for_another_once() -> None:
    async with FakeApi() as api, client_of("official_account", api) as client:
        api.always(CUSTOM_SEND, Refuse(40001))
        outcomes = await asyncio.gather(
            *(client.send_text(LEADER, f"m{n}", f"m{n}") for n in range(FIFTY)), return_exceptions=True
        )
    assert all(isinstance(outcome, ApiFault) for outcome in outcomes)
    assert api.token_requests == [False, False, True]
    assert api.most_token_requests_at_once == 1


@in_a_loop
async def test_a_storm_that_passes_leaves_nothing_behind(store: TokenStore) -> None:
    async with FakeApi() as api, client_of("official_account", api, store) as client:
        api.script(CUSTOM_SEND, *[Refuse(40001)] * FIFTY)
        await asyncio.gather(*(client.send_text(LEADER, f"m{n}", f"m{n}") for n in range(FIFTY)))
        await client.send_text(LEADER, "after", "after")
    assert len(api.texts) == FIFTY + 1
    assert api.most_token_requests_at_once == 1


@in_a_loop
async def test_a_wrong_secret_is_asked_with_once_for_all_who_wait() -> None:
    async with FakeApi(pause=0.02) as api, client_of("official_account", api, secret="x" * 32) as client:
        outcomes = await asyncio.gather(
            *(client.send_text(LEADER, f"m{n}", f"m{n}") for n in range(FIFTY)), return_exceptions=True
        )
    assert {(outcome.code, outcome.kind) for outcome in outcomes if isinstance(outcome, ApiFault)} == {
        ("40125", "settings")
    }
    assert api.token_requests == [False]


@in_a_loop
async def test_token_requests_are_tried_again_and_have_an_end() -> None:
    async with FakeApi() as api, client_of("wecom", api) as client:
        api.script(GET_TOKEN, Status(503), Refuse(-1))
        await client.send_text(LEADER, "hello", "m1")
        api.end_tokens()
        api.always(GET_TOKEN, Status(503))
        with pytest.raises(ApiFault, match="http_503"):
            await client.send_text(LEADER, "hello", "m2")
    assert api.texts == ["hello"]


@pytest.mark.parametrize("body", [b"{}", b'{"access_token": "a"}', b'{"access_token": "a", "expires_in": "soon"}'])
@in_a_loop
async def test_an_answer_without_a_token_is_a_fault(body: bytes) -> None:
    async with FakeApi() as api, client_of("official_account", api) as client:
        api.script(STABLE_TOKEN, Status(200, body))
        with pytest.raises(ApiFault, match="no_token"):
            await client.send_text(LEADER, "hello", "m1")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Platform:
    """Gives out tokens; `failing` makes it fail, `holding` makes it give the same one."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.failing = self.holding = False

    async def __call__(self, force: bool) -> Fetched:
        self.asked.append(force)
        await asyncio.sleep(0)
        if self.failing:
            raise RuntimeError("out of order")
        return Fetched("T0" if self.holding and not force else f"T{len(self.asked)}", 7200.0)


def keeper(platform: Platform, clock: Clock, store: TokenStore | None = None) -> TokenKeeper:
    return TokenKeeper("a", platform, store or MemoryTokens(), can_force=True, look_again=0.005, now=clock)


@in_a_loop
async def test_a_token_is_used_until_five_minutes_before_its_end_and_tolerated_to_the_end() -> None:
    platform, clock = Platform(), Clock()
    tokens = keeper(platform, clock)
    assert await tokens.current() == "T1"
    clock.now += 6899
    assert await tokens.current() == "T1"
    assert len(platform.asked) == 1
    clock.now += 2
    platform.failing = True
    assert await tokens.current() == "T1", "nobody waits for an early renewal, nor minds its failure"
    await asyncio.sleep(0.02)
    assert len(platform.asked) == 2
    platform.failing = False
    assert await tokens.current() == "T1"
    await asyncio.sleep(0.02)
    assert await tokens.current() == "T3"
    clock.now += 7200
    assert await tokens.current() == "T4", "an ended token is waited for"


@in_a_loop
async def test_a_platform_that_holds_on_to_its_token_is_not_asked_all_the_time() -> None:
    platform, clock = Platform(), Clock()
    store = MemoryTokens()
    await store.lease("a", "x", 1)
    await store.write("a", "x", AccessToken("T0", clock.now - 7000, clock.now + 200))

    async def same(force: bool) -> Fetched:
        platform.asked.append(force)
        return Fetched("T0", 200.0)

    tokens = TokenKeeper("a", same, store, now=clock)
    for _ in range(20):
        assert await tokens.current() == "T0"
        await asyncio.sleep(0.002)
    assert len(platform.asked) == 1


@in_a_loop
async def test_another_token_is_forced_seldom() -> None:
    platform, clock = Platform(), Clock()
    platform.holding = True
    tokens = keeper(platform, clock)
    assert await tokens.current() == "T0"
    assert await tokens.instead_of("T0") == "T3"
    assert await tokens.instead_of("T0") == "T3", "a token refused long ago was replaced long ago"
    assert await tokens.instead_of("T3") is None, "its replacement is refused a moment later"
    clock.now += 11
    assert await tokens.instead_of("T3") == "T0"
    clock.now += 11
    assert await tokens.instead_of("T0") == "T0"
    assert platform.asked == [False, False, True, False, False]


@in_a_loop
async def test_keepers_of_several_workers_renew_once_between_them(tmp_path: Path) -> None:
    platform, clock = Platform(), Clock()
    path = tmp_path / "tokens.db"
    workers = [keeper(platform, clock, DatabaseTokens(own_database(path), clock)) for _ in range(8)]
    assert set(await asyncio.gather(*(worker.current() for worker in workers))) == {"T1"}
    assert set(await asyncio.gather(*(worker.instead_of("T1") for worker in workers))) == {"T2"}
    assert platform.asked == [False, False]


@in_a_loop
async def test_a_worker_that_died_while_renewing_is_waited_for_and_no_longer(store: TokenStore) -> None:
    platform = Platform()
    assert await store.lease("a", "the dead one", 0.3)
    tokens = TokenKeeper("a", platform, store, look_again=0.02)
    begun = time.monotonic()
    assert await asyncio.wait_for(tokens.current(), 60) == "T1"
    assert time.monotonic() - begun > 0.2


@in_a_loop
async def test_whoever_lost_the_lease_writes_nothing(store: TokenStore) -> None:
    token = AccessToken("late", time.time(), time.time() + 7200)
    assert await store.lease("a", "slow", 0.0)
    assert await store.lease("a", "quick", 5.0)
    await store.write("a", "slow", token)
    assert await store.read("a") is None
    assert not await store.lease("a", "slow", 5.0)
    await store.release("a", "quick")
    assert await store.lease("a", "slow", 5.0)


WORKER = """
import asyncio, sys
sys.path[:0] = sys.argv[3:]
from clients import LEADER, KINDS, QUICK, account
from advisor.storage.access_tokens import DatabaseTokens
from advisor.storage.database import own_database
async def main():
    from pathlib import Path
    store = DatabaseTokens(own_database(Path(sys.argv[2])))
    client = KINDS["official_account"](account("official_account", sys.argv[1]), store, QUICK)
    await asyncio.gather(*(client.send_text(LEADER, "hello", str(n)) for n in range(10)))
    await client.close()
asyncio.run(main())
"""


@in_a_loop
async def test_processes_share_one_token(tmp_path: Path) -> None:
    here = Path(__file__).resolve().parent
    async with FakeApi(pause=0.05) as api:
        command = [sys.executable, "-c", WORKER, api.base, str(tmp_path / "t.db"), str(here), str(here.parent)]
        workers = [await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE) for _ in range(3)]
        ends = await asyncio.gather(*(worker.communicate() for worker in workers))
        assert [worker.returncode for worker in workers] == [0, 0, 0], ends
    assert len(api.texts) == 30
    assert api.token_requests == [False]


@in_a_loop
async def test_a_broken_database_is_a_fault_without_the_token(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = own_database(tmp_path / "tokens.db")
    store = DatabaseTokens(engine)
    async with FakeApi() as api, client_of("official_account", api, store) as client:
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE access_tokens"))
        with pytest.raises(ApiFault, match="no_token"):
            await client.send_text(LEADER, "hello", "m1")
        await_token = AccessToken("MARKED", 0.0, 1.0)
        with pytest.raises(sa.exc.OperationalError) as caught:
            await store.write("a", "b", await_token)
    assert "MARKED" not in str(caught.value)
    assert "OperationalError" in caplog.text
