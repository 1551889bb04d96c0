"""Figures for monitoring: what is counted, that labels stay few, and who may read them."""

from __future__ import annotations

import asyncio
import logging
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from advisor import metrics
from advisor.channels.web.refusals import STATUS
from advisor.channels.wechat.refusals import REASONS
from advisor.metrics import REGISTRY, count_duplicate, count_refusal
from advisor.pages.training.refusals import STATUS as TRAINING_STATUS
from advisor.serving.logs import CountErrors
from advisor.serving.metrics import LookedUp, serve_metrics
from advisor.serving.metrics_address import MetricsAddress
from advisor.serving.watching import Watch, what_was_understood
from advisor.storage.database import own_database
from advisor.storage.tables import INBOX

TOKEN = "0123456789abcdef0123456789abcdef"
LABELS = {
    "channel": {*metrics.CHANNELS, metrics.OTHER},
    "outcome": set(metrics.OUTCOMES),
    "reading": set(metrics.READINGS),
    "part": {"web", "training", "messaging"},
    "reason": {*STATUS, *TRAINING_STATUS, *REASONS, metrics.OTHER},
    "kind": {*metrics.KINDS, metrics.OTHER},
    "le": None,
}
"""Label → the values it may ever take; None: bounds of a histogram, written in the code."""


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def turn(watch: Watch, fails: BaseException | None = None, says: bool = True, channel: str = "web") -> None:
    async def handle(message: Any) -> None:
        assert figure("advisor_turns_under_way") == 1
        assert watch.under_way == 1
        if fails:
            raise fails
        message.output_channel.messages.extend(["words"] if says else [])

    async def save(_tracker: Any) -> None:
        pass

    agent = SimpleNamespace(handle_message=handle, tracker_store=SimpleNamespace(save=save))
    watch.follow(agent)
    await agent.handle_message(
        SimpleNamespace(sender_id="web-1", input_channel=channel, output_channel=SimpleNamespace(messages=[]))
    )


@pytest.mark.parametrize(
    ("given_turn", "outcome"),
    [({}, "answered"), ({"says": False}, "failed"), ({"fails": RuntimeError()}, "failed"),
     ({"fails": asyncio.CancelledError()}, "failed")],
    ids=["answered", "without a word", "raised", "cancelled"],
)  # fmt: skip
def test_a_turn_is_counted_by_what_became_of_it(given_turn: dict[str, Any], outcome: str) -> None:
    before = figure("advisor_turns_total", channel="web", outcome=outcome)
    measured = figure("advisor_turn_seconds_count", channel="web")
    try:
        asyncio.run(turn(Watch(), **given_turn))
    except (RuntimeError, asyncio.CancelledError):
        assert "fails" in given_turn
    assert figure("advisor_turns_total", channel="web", outcome=outcome) == before + 1
    assert figure("advisor_turn_seconds_count", channel="web") == measured + 1
    assert figure("advisor_turns_under_way") == 0


def test_a_message_that_comes_again_is_a_duplicate_of_its_channel() -> None:
    before = figure("advisor_turns_total", channel="wecom", outcome="duplicate")
    count_duplicate("wecom-0123abc")
    assert figure("advisor_turns_total", channel="wecom", outcome="duplicate") == before + 1


PENDING = {"kind": "reading", "about": {"main_source": "users"}}


@pytest.mark.parametrize(
    ("reading", "slots", "understood"),
    [
        ({"intent": "answer", "chosen": True}, {"main_source": "users"}, "chosen"),
        ({"intent": "answer", "answers": {"main_source": "users"}}, {"main_source": "users"}, "stored"),
        ({"intent": "answer", "answers": {"main_source": "users"}}, {"interview": {"pending": PENDING}}, "read_back"),
        ({"intent": "answer", "answers": {"main_source": "users"}}, {"interview": {"misses": 1}}, "asked"),
        ({"intent": "unclear"}, {"interview": {"misses": 1}}, "not_understood"),
        ({}, {}, "not_understood"),
        ({"intent": "why"}, {"interview": {"misses": 1}}, "remark"),
    ],
)
def test_what_was_understood_is_told_by_what_the_turn_did(
    reading: dict[str, Any], slots: dict[str, Any], understood: str
) -> None:
    tracker = DialogueStateTracker.from_events("x", [SlotSet("main_source", "government")])
    tracker.update(UserUttered("some words", parse_data={"reading": reading}))
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    tracker.update(BotUttered("an answer"))
    assert what_was_understood(tracker) == understood
    assert understood in metrics.READINGS


def test_a_turn_that_is_not_saved_was_not_read() -> None:
    async def save(_tracker: Any) -> None:
        raise RuntimeError

    agent = SimpleNamespace(handle_message=None, tracker_store=SimpleNamespace(save=save))
    Watch().follow(agent)
    tracker = DialogueStateTracker.from_events("x", [UserUttered("words", parse_data={"reading": {}})])
    before = figure("advisor_messages_read_total", reading="not_understood")
    with pytest.raises(RuntimeError):
        asyncio.run(agent.tracker_store.save(tracker))
    assert figure("advisor_messages_read_total", reading="not_understood") == before


@given(st.text(max_size=40))
def test_labels_take_no_value_that_is_not_written_down(said: str) -> None:
    count_duplicate(said)
    count_refusal("web", said, STATUS)
    asyncio.run(turn(Watch(), channel=said))
    log = CountErrors()
    log.emit(logging.LogRecord("advisor", logging.ERROR, "", 1, "failed: %s", (said,), None))
    log.emit(logging.LogRecord("rasa", logging.ERROR, "", 1, said, None, _error_of_type(said)))
    for family in REGISTRY.collect():
        for sample in family.samples:
            for label, value in sample.labels.items():
                allowed = LABELS[label]
                assert allowed is None or value in allowed, (family.name, label)


def _error_of_type(name: str) -> Any:
    error = type(name.replace("\0", "") or "x", (Exception,), {})()
    return type(error), error, None


@pytest.mark.parametrize("kind", metrics.KINDS[:4])
def test_errors_are_counted_by_type_however_they_are_told(kind: str) -> None:
    before, log = figure("advisor_errors_total", kind=kind), CountErrors()
    error = type(kind, (Exception,), {})()
    log.emit(logging.LogRecord("advisor", logging.ERROR, "", 1, "failed: %s", (kind,), None))
    log.emit(logging.LogRecord("advisor", logging.ERROR, "", 1, "failed", None, (type(error), error, None)))
    assert figure("advisor_errors_total", kind=kind) == before + 2


def waiting(key: str, channel: str, arrived: float) -> dict[str, Any]:
    return {
        "key": key, "conversation": f"{channel}-1", "channel": channel, "account": "a", "person": "p", "document": "{}",
        "at": 1, "arrived": arrived, "state": "waiting",
    }  # fmt: skip


def test_queues_are_looked_up_and_a_database_that_is_gone_is_a_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, registry = own_database(tmp_path / "own.db"), CollectorRegistry()
    with engine.begin() as connection:
        connection.execute(INBOX.insert(), [waiting("a", "wecom", 1000.0), waiting("b", "wecom", 1010.0)])
    monkeypatch.setattr("advisor.serving.metrics.time.time", lambda: 1060.0)
    answers = iter([True, ConnectionError("10.1.2.3")])

    def ping() -> Any:
        if isinstance(said := next(answers), Exception):
            raise said
        return said

    registry.register(LookedUp(engine, ping))
    value = registry.get_sample_value
    families = {family.name: family for family in registry.collect()}
    samples = {(s.name, s.labels.get("channel", "")): s.value for f in families.values() for s in f.samples}
    assert samples["advisor_inbox_waiting", "wecom"] == 2
    assert samples["advisor_inbox_oldest_seconds", "wecom"] == 60
    assert samples["advisor_inbox_waiting", "wechat"] == 0
    assert samples["advisor_outgoing_waiting", "wecom"] == 0
    assert samples["advisor_database_up", ""] == samples["advisor_redis_up", ""] == 1
    assert value("advisor_redis_up") == 0
    INBOX.drop(engine)
    registry = CollectorRegistry()
    registry.register(LookedUp(engine, None))
    assert registry.get_sample_value("advisor_database_up") == 0
    assert registry.get_sample_value("advisor_redis_up") is None
    assert registry.get_sample_value("advisor_inbox_waiting", {"channel": "wecom"}) is None


def ask(port: int, path: str = "/metrics", token: str | None = None) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_figures_are_for_whoever_shows_the_token() -> None:
    port = serve_metrics(MetricsAddress("127.0.0.1", 0, TOKEN))
    for token in (None, "", TOKEN[:-1], TOKEN.upper(), "ü"):
        assert ask(port, token=token) == (401, "")
    status, said = ask(port, token=TOKEN)
    assert status == 200
    assert "# TYPE advisor_turns_total counter" in said
    assert "process_resident_memory_bytes" in said
    assert ask(port, "/", TOKEN)[0] == ask(port, "/../metrics/x", TOKEN)[0] == 404
