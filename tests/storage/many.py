"""Server processes in small that do one thing to the stores at the same moment.

`python -m tests.storage.many` reads a task a line, says `ready`, waits for a line, and prints what each thread got.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from advisor.storage.access_tokens import DatabaseTokens
from advisor.storage.accounts import AccountStore, NameTaken
from advisor.storage.assessments import AssessmentStore
from advisor.storage.database import inbox_database, own_database
from advisor.storage.inbox import Inbox, Waiting
from advisor.storage.joining import JoiningStore, Underway
from advisor.storage.outgoing import DOUBTFUL, READY, Part
from advisor.storage.paper_rows import PaperRow, PaperRows
from advisor.storage.postgresql import postgresql
from advisor.storage.receipts import Cursors
from advisor.storage.sessions import SessionStore
from advisor.storage.sign_ins import Attempts
from advisor.storage.visitors import ShareStore
from advisor.training.accounts import Role
from advisor.training.records import Agreed, Participant

ROUNDS = 5


def waiting(key: str, conversation: str = "wechat-1", at: int = 1) -> Waiting:
    return Waiting(key, conversation, "account", "person", {"kind": "text", "text": "hello"}, at)


class Server:
    """The stores as one process has them. Each method is done by every thread of every process."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given, self.own, self.name = given, own_database(), secrets.token_hex(8)
        self.inbox = Inbox(inbox_database(), "wechat", self.name)

    def join(self, _thread: int) -> list[int]:
        store = SessionStore(self.own)
        everybody = [Participant("", self.given["session"], secrets.token_hex(8), 0) for _ in range(ROUNDS)]
        return [store.join(one).number for one in everybody]

    def join_as_one(self, _thread: int) -> str:
        return SessionStore(self.own).join(Participant("", self.given["session"], "web-1", 0)).id

    def join_somewhere(self, thread: int) -> str:
        sessions = self.given["sessions"]
        return SessionStore(self.own).join(Participant("", sessions[thread % len(sessions)], "web-1", 0)).session

    def type_in_paper(self, _thread: int) -> list[int]:
        session = SessionStore(self.own).find(self.given["session"])
        assert session is not None
        same = {"created": "", "knowledge_version": "", "language": "en", "answers": {}}
        rows = [PaperRow({"id": secrets.token_hex(8), **same}) for _ in range(ROUNDS)]
        return [one.number for one in PaperRows(self.own).add(session, rows, "2026-01-01T00:00:00Z")]

    def guess(self, _thread: int) -> float:
        return Attempts(self.own).begin("name somebody", "address somewhere")

    def guess_the_other_way_round(self, thread: int) -> float:
        attempts = Attempts(self.own)
        for _ in range(ROUNDS):
            attempts.begin(*(("a", "b") if thread % 2 else ("b", "a")))
            attempts.succeeded(*(("a", "b") if thread % 3 else ("b", "a")))
        return 0.0

    def use_ticket(self, _thread: int) -> bool:
        return ShareStore(self.own).use_ticket(self.given["ticket"], "r1")

    def open_account(self, _thread: int) -> bool:
        try:
            AccountStore(self.own).add("Somebody", Role.TRAINER, "hash")
        except NameTaken:
            return False
        return True

    def put_in_place(self, thread: int) -> None:
        results, sessions = AssessmentStore(self.own), SessionStore(self.own)
        result = results.result("r1")
        assert result is not None
        for number in range(ROUNDS):
            results.keep_plan(result, [{"id": f"{thread} {number}"}], "2026-01-01T00:00:00Z")
            sessions.agree("s1", Agreed("Choir", {"venue": "own"}))
            AccountStore(self.own).claim("a1", "web-1")
            JoiningStore(self.own).keep(Underway("web-1", "s1", "show", str(thread)))
            Cursors(self.own).add("queue")

    def lease(self, thread: int) -> bool:
        return DatabaseTokens(self.own)._lease("account", f"{self.name} {thread}", 60.0)

    def take_copy(self, _thread: int) -> bool:
        return self.inbox.take(waiting("k1"), scene="ABC").new

    def note_copy(self, _thread: int) -> bool:
        return self.inbox.note("k1", "wechat-1")

    def take_many(self, thread: int) -> bool:
        return self.inbox.take(waiting(f"{self.name} {thread}")).new

    def claim(self, thread: int) -> str | None:
        # Messages that came in the wrong order while others look for the first.
        self.inbox.take(waiting(f"{self.name} {thread}", at=1_000 - thread))
        owner = Inbox(self.inbox._engine, "wechat", f"{self.name} {thread}")
        claimed = owner.claim("wechat-1", 60.0)
        return claimed.key if claimed else None

    def hand_over(self, _thread: int) -> str | None:
        handed = self.inbox.outgoing.hand_over("wechat-1", "k1", 1000.0, 2000, only_held=False)
        return handed.text if handed else None

    def leave_what_is_deleted(self, thread: int) -> None:
        for number, session in enumerate(self.given["sessions"]):
            if thread % 2:
                SessionStore(self.own).delete(session)
            else:
                AssessmentStore(self.own).forget(f"c{number}-{thread}")

    def everything_at_once(self, thread: int) -> int:
        """What different servers do about one person; deadlocks would show."""
        inbox, results = self.inbox, AssessmentStore(self.own)
        for number in range(ROUNDS):
            key = f"{self.name} {thread} {number}"
            message = waiting(key)
            inbox.take(message, wants_more=bool(number % 2))
            inbox.answered(message, [Part({"kind": "text", "text": text}) for text in "abc"], "en", bool(thread % 2))
            inbox.outgoing.hand_over("wechat-1", key, 1000.0, 2, only_held=False)
            inbox.outgoing.mark_all(key, DOUBTFUL, READY)
            inbox.hold(key, None)
            inbox.fetch("wechat-1")
            inbox.claim("wechat-1", 1.0)
            inbox.finish(key)
            if number == ROUNDS - 1 and not thread:
                results.forget("wechat-1")
                inbox.sweep(180)
        return thread


def main() -> None:
    """One task after another: each opens the stores anew, by the settings that came with it."""
    for line in sys.stdin:
        asked = json.loads(line)
        os.environ.update(asked["environment"])
        try:
            server = Server(asked["given"])
            work: Callable[[int], Any] = getattr(server, asked["task"])
            with ThreadPoolExecutor(asked["threads"]) as pool:
                print("ready", flush=True)
                sys.stdin.readline()
                print(json.dumps({"got": list(pool.map(work, range(asked["threads"])))}), flush=True)
            server.own.dispose()
            server.inbox._engine.dispose()
            postgresql.cache_clear()
        except Exception:
            print(json.dumps({"failed": traceback.format_exc()}), flush=True)


if __name__ == "__main__":
    main()
