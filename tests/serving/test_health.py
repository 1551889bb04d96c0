"""Alive and ready: what a balancer sees, part by part, and how a server goes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.serving import health
from advisor.serving.health import Readiness, notice_seconds
from advisor.serving.processes import Assistant, free_port
from advisor.settings import PROJECT


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def broken() -> bool:
    raise ConnectionError("db.internal.example refused user advisor")


def test_every_part_is_named_with_whether_it_answers(caplog: pytest.LogCaptureFixture) -> None:
    parts = asyncio.run(Readiness({"model": yes, "database": no, "redis": broken}).parts())
    assert parts == {"model": True, "database": False, "redis": False}
    assert "redis: ConnectionError" in caplog.text
    assert "internal" not in caplog.text


def test_a_part_that_hangs_does_not_hold_the_others_up_and_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PART_SECONDS", 0.05)
    monkeypatch.setattr(health, "SHARED_SECONDS", 0.0)
    asked = []

    async def hang() -> bool:
        asked.append(1)
        await asyncio.Event().wait()
        return True

    async def look_three_times() -> list[dict[str, bool]]:
        readiness = Readiness({"model": yes, "database": hang})
        return [await readiness.parts() for _ in range(3)]

    assert asyncio.run(look_three_times()) == [{"model": True, "database": False}] * 3
    assert asked == [1]


def test_a_part_that_comes_back_is_ready_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health, "SHARED_SECONDS", 0.0)
    answers = iter([False, False, True, True])

    async def changing() -> bool:
        return next(answers)

    async def four_times() -> list[bool]:
        readiness = Readiness({"database": changing})
        return [(await readiness.parts())["database"] for _ in range(4)]

    assert asyncio.run(four_times()) == [False, False, True, True]
    said = [record.getMessage() for record in caplog.records]
    assert said == ["not ready: database: no answer", "ready again: database"], "said once each"


@pytest.mark.parametrize("said", ["-1", "61", "2.5", "soon"])
def test_a_notice_that_is_none_is_refused_by_name(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_STOP_NOTICE_SECONDS", said)
    with pytest.raises(ValueError, match="ADVISOR_STOP_NOTICE_SECONDS"):
        notice_seconds()


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    monkeypatch.setenv("ADVISOR_STOP_NOTICE_SECONDS", "8")
    running = Assistant(free_port())
    try:
        running.start()
        yield running
    finally:
        running.stop()


def get(address: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def children_of_this_process() -> dict[str, int]:
    """Module of a server → its process."""
    found = {}
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            found.update({word: int(child) for word in words if word.startswith("advisor.serving.")})
    return found


def test_a_server_says_what_it_lacks_and_goes_with_notice(assistant: Assistant) -> None:
    status, said = get(f"{assistant.address}/ready")
    assert (status, said["ready"], set(said["parts"].values())) == (200, True, {True})
    assert get(f"{assistant.address}/health") == (200, {"status": "ok"})
    processes = children_of_this_process()

    address = f"{assistant.address}/webhooks/rest/webhook"
    request = urllib.request.Request(
        address, json.dumps({"sender": "last", "message": "hello"}).encode(), {"Content-Type": "application/json"}
    )
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(json.load(urllib.request.urlopen(request, timeout=30))))
    asking.start()
    os.kill(processes["advisor.serving.rasa_server"], signal.SIGTERM)
    until = time.monotonic() + 7
    while time.monotonic() < until and (told := get(f"{assistant.address}/ready"))[0] == 200:
        time.sleep(0.05)
    assert told[0] == 503
    assert told[1]["parts"]["open"] is False
    assert get(f"{assistant.address}/health")[0] == 200, "it still answers"
    asking.join(30)
    assert "12" in answers[0][0]["text"], "the turn under way was finished"
    assistant.stop()
    with pytest.raises(OSError, match="refused"):
        get(f"{assistant.address}/ready")


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """An action server of its own, as the settings name it."""
    port = free_port()
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    monkeypatch.setenv("ADVISOR_ACTIONS", f"http://127.0.0.1:{port}/webhook")
    monkeypatch.setenv("ADVISOR_ACTIONS_KEY", "0123456789abcdef0123456789abcdef")
    process = subprocess.Popen(
        [sys.executable, "-m", "advisor.serving.action_server", "127.0.0.1", str(port)], cwd=PROJECT
    )
    yield process
    process.kill()
    process.wait()


def test_without_its_actions_a_server_is_alive_and_not_ready(
    actions: subprocess.Popen[bytes], request: pytest.FixtureRequest
) -> None:
    assistant: Assistant = request.getfixturevalue("assistant")
    assert get(f"{assistant.address}/ready")[1]["parts"]["actions"] is True
    actions.kill()
    until = time.monotonic() + 20
    while time.monotonic() < until and (told := get(f"{assistant.address}/ready"))[0] == 200:
        time.sleep(0.2)
    assert told[0] == 503
    assert {part for part, well in told[1]["parts"].items() if not well} == {"actions"}
    assert get(f"{assistant.address}/health")[0] == 200
