"""The action server lets only its own server in, and repeats nothing of what it was sent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor.serving.action_key import HEADER, action_key
from advisor.serving.processes import free_port
from advisor.settings import PROJECT

KEY = "0123456789abcdef0123456789abcdef"
REQUEST = "fedcba9876543210fedcba9876543210"
HUSH = "Aunt Wang owes forty thousand"


@dataclass(frozen=True)
class Actions:
    address: str
    log: Path

    def call(self, path: str, body: bytes | None = None, key: str | None = None) -> tuple[int, str]:
        headers = {"Content-Type": "application/json", "X-Request-ID": REQUEST, **({HEADER: key} if key else {})}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.address + path, body, headers), timeout=20
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Actions]:
    folder, port = tmp_path_factory.mktemp("actions"), free_port()
    running = Actions(f"http://127.0.0.1:{port}", folder / "log")
    environment = {**os.environ, "ADVISOR_DATA": str(folder), "ADVISOR_ACTIONS_KEY": KEY, "ADVISOR_LOG": "json"}
    with running.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor.serving.action_server", "127.0.0.1", str(port)],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            running.call("/health")
            break
        except OSError:
            time.sleep(0.1)
    yield running
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def call_of(action: str) -> bytes:
    tracker = {"sender_id": "x", "slots": {}, "latest_message": {"text": HUSH}, "events": [], "paused": False}
    return json.dumps({"next_action": action, "sender_id": "x", "tracker": tracker, "domain": {}}).encode()


@pytest.mark.parametrize("key", [None, "", KEY[:-1], KEY.upper(), "wrong" * 8])
def test_nobody_without_the_key_is_let_in(actions: Actions, key: str | None) -> None:
    for path, body in (("/webhook", call_of("action_converse")), ("/actions", None), ("/elsewhere", None)):
        assert actions.call(path, body, key) == (403, "")
    assert actions.call("/health")[0] == 200


def test_who_has_the_key_gets_an_answer(actions: Actions) -> None:
    status, said = actions.call("/webhook", call_of("action_session_start"), KEY)
    assert status == 200
    assert json.loads(said)["events"][0]["event"] == "session_started"


def test_an_error_repeats_nothing_and_is_found_by_its_request(actions: Actions) -> None:
    for body in (call_of("no_such_action"), json.dumps({"next_action": "action_converse", "tracker": HUSH}).encode()):
        status, said = actions.call("/webhook", body, KEY)
        assert status >= 400
        assert HUSH not in said
    log = actions.log.read_text(encoding="utf-8")
    assert HUSH not in log
    failed = [json.loads(line) for line in log.splitlines() if '"an action failed"' in line]
    assert failed
    assert {line["request"] for line in failed} == {REQUEST}
    assert all(line["error"] for line in failed)


def test_the_key_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ADVISOR_ACTIONS_KEY", raising=False)
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_ACTIONS_KEY_FILE", str(tmp_path / "key"))
    assert action_key() == KEY
    monkeypatch.setenv("ADVISOR_ACTIONS_KEY", KEY)
    with pytest.raises(ValueError, match="both set"):
        action_key()


@pytest.mark.parametrize("key", ["", "short"])
def test_neither_side_starts_without_a_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("ADVISOR_ACTIONS_KEY", key)
    monkeypatch.delenv("ADVISOR_ACTIONS_KEY_FILE", raising=False)
    with pytest.raises(ValueError, match="ADVISOR_ACTIONS_KEY"):
        action_key()
