"""People with everything that can be kept of them, on any engine, and all rows of the databases to compare."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

import sqlalchemy as sa

from advisor.storage.accounts import AccountStore
from advisor.storage.audit import AuditLog
from advisor.storage.conversation_tables import EVENTS, STATES, TAKEN
from advisor.storage.database import conversations_database, own_database
from advisor.storage.inbox import Inbox, Waiting
from advisor.storage.personal_data import PersonalData
from advisor.storage.postgresql import postgresql
from advisor.storage.schema import METADATA
from advisor.training.accounts import Action, Role
from advisor.training.records import Agreed, Participant, Session

WORDS = "our street office pays everything"
NOW = "2026-01-01T00:00:00Z"


class Stores:
    """The stores by the settings."""

    def __init__(self) -> None:
        self.own, self.conversations = own_database(), conversations_database()
        self.data = PersonalData(self.own, self.conversations)
        self.accounts, self.audit = AccountStore(self.own), AuditLog(self.own)

    def close(self) -> None:
        self.own.dispose()
        self.conversations.dispose()
        postgresql.cache_clear()

    def leader(self, result: str, words: str = WORDS) -> str:
        """Somebody of the web channel with a conversation, a result, a plan and a link; their conversation."""
        who = self.data.visitors.add("en", NOW).conversation
        self.said(who, f"m-{result}", words)
        self.gave_result(who, result, words)
        return who

    def said(self, who: str, id: str, words: str = WORDS) -> None:
        """One answered message."""
        with self.conversations.begin() as connection:
            for kind, event in (("user", {"message_id": id, "text": words}), ("bot", {"text": "Noted."})):
                row = {"sender_id": who, "type_name": kind, "timestamp": time.time(), "data": json.dumps(event)}
                number = connection.execute(EVENTS.insert().values(**row)).inserted_primary_key[0]
            connection.execute(TAKEN.insert().values(sender_id=who, message_id=id, event=number - 1))
            connection.execute(STATES.delete().where(STATES.c.sender_id == who))
            connection.execute(STATES.insert().values(sender_id=who, turn=1, document=json.dumps({"words": words})))

    def gave_result(self, who: str, result: str, words: str = WORDS) -> None:
        assessment = {"id": result, "created": NOW, "knowledge_version": "v", "answers": {"venue": "own"}}
        self.data.results.keep(who, assessment, {"venue": words}, {"venue": 1.0})
        stored = self.data.results.result(result)
        assert stored is not None
        self.data.results.keep_plan(stored, [{"id": "own-1", "step": words}], NOW)
        self.data.shares.create(stored, NOW)
        self.data.shares.ticket(stored)

    def workshop(self, *voices: str, organization: str = "Choir") -> Session:
        """A session these people joined, with what they agreed on, an account and a line in the audit log."""
        account = self.accounts.add(f"Trainer {time.monotonic_ns()}", Role.TRAINER, "hash")
        session = self.data.sessions.create(Session("", account.id, "Spring", "en", anonymous=False, created=NOW))
        for voice in voices:
            self.data.sessions.join(Participant("", session.id, voice, 0, organization, named=True))
            self.accounts.claim(account.id, voice)
        self.data.sessions.agree(session.id, Agreed(organization, {"venue": "own"}, {"venue": WORDS}))
        self.audit.write(account.id, Action.SEE_ANSWERS, session.id, True, "request")
        return session

    def follower(self, conversation: str, person: str, words: str = WORDS) -> None:
        """Somebody of WeChat whose message is still in the inbox."""
        inbox = Inbox(self.own, "wechat", "owner")
        key = hashlib.sha256(person.encode()).hexdigest()
        waiting = Waiting(key, conversation, "gh_account", person, {"kind": "text", "text": words}, 1)
        inbox.take(waiting, scene="ABC234")

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Table → its rows, sorted."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for engine, part in ((self.own, "own"), (self.conversations, "conversations")):
            with engine.connect() as connection:
                for each in METADATA[part]:
                    for table in each.sorted_tables:
                        found[table.name] = sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
        return found
