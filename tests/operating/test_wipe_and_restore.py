"""A running assistant is backed up while leaders go on answering, all it keeps is wiped, and restored."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from advisor.settings import PROJECT
from advisor.storage.database import own_database
from advisor.storage.sessions import SessionStore
from tests.browser.plain_http import Client, interview
from tests.browser.running import Running
from tests.operating.leaders import Busy
from tests.training.served import PASSWORD, Person

PLAN = [{"id": "own-1", "step": "Ask the parents", "owner": "Li Min", "due": "", "note": "soon", "done": False}]
VOICES = 5


def advisor(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as an operator runs it."""
    return subprocess.run(
        [sys.executable, "-m", "advisor", *words],
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass
class Told:
    """Everything people and trainers are shown, to be compared."""

    data: dict[str, Any] = field(default_factory=dict)
    histories: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    board: dict[str, Any] = field(default_factory=dict)
    export: str = ""


class Place:
    """A workshop, its trainer and an operator, leaders with results, plans and links."""

    def __init__(self, running: Running, passwords: Path) -> None:
        self.running = running
        passwords.write_text(PASSWORD)
        for name, role in (("Trainer", "trainer"), ("Operator", "operator")):
            done = advisor("account", "add", name, "--role", role, "--password-file", str(passwords))
            assert done.returncode == 0, done.stderr
        self.trainer, self.operator = Person(running), Person(running)
        assert self.trainer.sign_in("Trainer").status_code == 303
        assert self.operator.sign_in("Operator").status_code == 303
        self.session = self.trainer.new_session("Spring workshop")
        engine = own_database()
        found = SessionStore(engine).find(self.session)
        engine.dispose()
        assert found is not None
        self.leaders = [self._leader(found.code) for _ in range(VOICES)]
        self.links = [self._plan_and_link(leader) for leader in self.leaders[:2]]

    def _leader(self, code: str) -> Client:
        leader = Client(self.running.address)
        joined = {"language": "en", "consent": True, "session": {"code": code}}
        leader.token = leader.post("visitor", joined).json["token"]
        leader.choose("do=start")
        interview(leader)
        return leader

    def _result(self, leader: Client) -> str:
        return str(leader.get("data").json["results"][-1]["id"])

    def _key(self, leader: Client) -> tuple[str, str, str]:
        """A result, the page of it and the page's key."""
        result = self._result(leader)
        shown = Client(self.running.address).send("GET", leader.post(f"results/{result}/page").json["url"])
        assert shown.status == 200
        key = shown.text.partition('data-key="')[2].partition('"')[0]
        return result, shown.text.replace(key, "KEY"), key

    def _plan_and_link(self, leader: Client) -> str:
        result, _, key = self._key(leader)
        headers = {"X-Page-Key": key, "Content-Type": "application/json"}
        body = json.dumps({"rows": PLAN}).encode()
        assert leader.send("PUT", f"/result/{result}/plan", body, headers).status == 200
        return str(leader.send("POST", f"/result/{result}/shares", b"", headers).json["url"])

    def told(self) -> Told:
        told = Told()
        for leader in self.leaders:
            token = str(leader.token)
            told.data[token], told.histories[token] = leader.get("data").json, leader.get("history").json
            told.pages[token] = re.sub(r"key=[\w.-]+", "key=KEY", self._key(leader)[1])
        for link in self.links:
            shown = Client(self.running.address).send("GET", link)
            assert shown.status == 200
            told.shared[link] = re.sub(r'data-key="[^"]+"', "", shown.text)
        told.board = self.trainer.get(f"/training/{self.session}/board.json").json()
        told.board.pop("made")
        told.export = self.trainer.get(f"/training/{self.session}/export/csv").text
        return told

    def audit(self) -> str:
        """The rows of the log, as the operator sees them."""
        return self.operator.get("/training/audit").text


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    for name in ("ADVISOR_SECRET", "ADVISOR_SECRET_FILE", "ADVISOR_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    made = Running(tmp_path)
    made.start()
    yield made
    made.stop()


def test_backup_wipe_restore_everything_is_there(running: Running, tmp_path: Path) -> None:
    place, file = Place(running, tmp_path / "password"), tmp_path / "backup.tar.gz"
    before = place.told()
    assert all(data["results"] and data["session"] for data in before.data.values())
    assert before.data[str(place.leaders[0].token)]["plans"]
    assert (before.board["joined"], before.board["finished"]) == (VOICES, VOICES)
    with Busy(running.address) as busy:
        until = time.monotonic() + 60
        while not busy.results() and time.monotonic() < until and not busy.faults:
            time.sleep(0.1)
        answered, results = busy.answered(), busy.results()
        done = advisor("backup", str(file))
        later = busy.answered()
    assert (done.returncode, done.stderr, busy.faults) == (0, "", [])
    assert results
    assert sum(later.values()) > sum(answered.values()), "Nobody was answered while the backup was made."

    # The machine is gone; the secret was kept apart, as the command said.
    running.kill()
    secret = (running.data / "secret").read_bytes()
    shutil.rmtree(running.data)
    done = advisor("restore", str(file))
    assert done.returncode == 0, done.stderr
    (running.data / "secret").write_bytes(secret)
    running.start()

    assert place.told() == before
    assert "Spring workshop" in place.trainer.get("/training").text, "The sign-in of before is good."
    assert Person(running).sign_in("Trainer").status_code == 303
    assert Person(running).sign_in("Trainer", "not the password").status_code != 303
    assert place.session in place.audit()
    for token, count in answered.items():
        leader = Client(running.address, token)
        kept = leader.get("data").json
        assert count <= len(kept["messages"]) <= busy.answered()[token], "an answered message is lost"
        assert results.get(token) in {None, *(result["id"] for result in kept["results"])}
        shown = [
            each["custom"]["id"] for each in leader.messages() if (each.get("custom") or {}).get("type") == "assessment"
        ]
        assert set(shown) <= {result["id"] for result in kept["results"]}, "a turn without the result it gave"
        assert leader.say("你好"), "The conversation goes on."
