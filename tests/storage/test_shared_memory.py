"""Limits and pushes seen before, over servers that share a Redis and while they do not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from limits import parse

from advisor.channels.wechat.seen import SeenEverywhere, SeenHere, SeenPushes, seen_pushes
from advisor.storage.shared import or_here
from advisor.storage.shared.connection import PREFIX, redis_must_answer
from advisor.storage.shared.limiter import Limiter, limiter
from tests.servers.redis import PASSWORD, RedisServer

TWO, TEN = parse("2 per minute"), parse("10 per minute")
ADDRESS = "visitor 203.0.113.7"


@pytest.fixture
def server(empty_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> RedisServer:
    monkeypatch.setenv("ADVISOR_REDIS_URL", empty_redis.url)
    monkeypatch.setenv("ADVISOR_SECRET", "x" * 32)
    return empty_redis


def test_servers_count_together(server: RedisServer) -> None:
    one, other = limiter(), limiter()
    assert [one.wait(TWO, ADDRESS), other.wait(TWO, ADDRESS)] == [0, 0]
    assert 1 <= one.wait(TWO, ADDRESS) <= 61
    assert 1 <= other.wait(TWO, ADDRESS) <= 61
    assert other.wait(TWO, "visitor 203.0.113.8") == 0


def test_many_at_once_are_counted_exactly(server: RedisServer) -> None:
    servers = [limiter() for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda number: servers[number % 4].wait(TEN, ADDRESS), range(64)))
    assert waits.count(0) == 10


def test_without_a_redis_each_counts_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_REDIS_URL", raising=False)
    one, other = limiter(), limiter()
    assert [one.wait(TWO, ADDRESS) for _ in range(2)] == [other.wait(TWO, ADDRESS) for _ in range(2)] == [0, 0]
    assert one.wait(TWO, ADDRESS) > 0


def test_while_redis_is_away_each_counts_by_itself_and_says_so(
    server: RedisServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = limiter()
    assert asked.wait(TWO, ADDRESS) == 0
    server.kill()
    try:
        assert [asked.wait(TWO, ADDRESS) > 0 for _ in range(3)] == [False, False, True]
    finally:
        server.start()
    assert caplog.text.count("rate limits: every server by itself for now") == 1
    assert "ADVISOR_REDIS_URL" in caplog.text
    assert PASSWORD not in caplog.text
    assert "203.0.113.7" not in caplog.text
    asked._or_here._away_until = 0.0
    assert asked.wait(TWO, ADDRESS) == 0


def test_a_redis_that_hangs_is_asked_once_in_a_while(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    times = []
    asked = Limiter(redis.Redis.from_url(server.url, socket_timeout=0.1))
    there = asked._there
    assert there is not None
    hit = there.hit
    monkeypatch.setattr(there, "hit", lambda *given: (times.append(1), hit(*given))[1])
    monkeypatch.setattr(or_here, "AWAY_SECONDS", 600.0)
    server.process.pause()
    try:
        for _ in range(20):
            asked.wait(TEN, ADDRESS)
    finally:
        server.process.resume()
    assert len(times) == 1


def test_of_copies_on_many_servers_one_is_new(server: RedisServer) -> None:
    servers = [seen_pushes() for _ in range(4)]
    assert all(isinstance(one, SeenEverywhere) for one in servers)
    with ThreadPoolExecutor(16) as pool:
        first = list(pool.map(lambda n: servers[n % 4].first_with("signature", f"key {n % 8}", 0.0, 300.0), range(64)))
    assert first.count(None) == 1
    (known,) = {each for each in first if each is not None}
    assert servers[0].first_with("signature", "another", 1.0, 300.0) == known
    assert servers[0].first_with("another signature", "another", 1.0, 300.0) is None


def test_while_redis_is_away_a_server_knows_what_it_saw(server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    seen = seen_pushes()
    server.kill()
    try:
        assert seen.first_with("signature", "key", 0.0, 300.0) is None
        assert seen.first_with("signature", "forged", 0.0, 300.0) == "key"
    finally:
        server.start()
    assert caplog.text.count("pushes seen before: every server by itself for now") == 1


def test_without_a_redis_the_process_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_REDIS_URL", raising=False)
    seen: SeenPushes = seen_pushes()
    assert isinstance(seen, SeenHere)


def test_what_is_kept_ends_and_tells_nothing(server: RedisServer) -> None:
    limiter().wait(TWO, ADDRESS)
    seen_pushes().first_with("signature", "key", 0.0, 300.0)
    client = server.client()
    keys = client.keys("*")
    assert len(keys) == 2
    for each in keys:
        assert each.startswith(PREFIX.encode())
        assert 0 < client.pttl(each) <= 301_000
        assert b"203.0.113.7" not in each
        assert b"signature" not in each


def test_whether_it_answers(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    redis_must_answer()
    monkeypatch.setenv("ADVISOR_REDIS_URL", server.url.replace(PASSWORD, "wrong"))
    with pytest.raises(redis.AuthenticationError):
        redis_must_answer()
    monkeypatch.delenv("ADVISOR_REDIS_URL")
    redis_must_answer()
