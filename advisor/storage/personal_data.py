"""All that is kept of one person: given out, deleted on request, deleted when its time is over."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa

from advisor.storage.assessments import AssessmentStore
from advisor.storage.conversations import ConversationLog
from advisor.storage.database import conversations_database, own_database
from advisor.storage.sessions import SessionStore
from advisor.storage.tables import ACCOUNTS, CLAIMS, CONTACTS, VISITORS
from advisor.storage.visitors import ShareStore, VisitorStore

DAY = 86_400.0


class PersonalData:
    """Everything stored, by conversation."""

    def __init__(self, own: sa.engine.Engine, conversations: sa.engine.Engine) -> None:
        self._own = own
        self.results, self.visitors, self.shares = AssessmentStore(own), VisitorStore(own), ShareStore(own)
        self.log, self.sessions = ConversationLog(conversations), SessionStore(own)

    @classmethod
    def in_the_data_folder(cls) -> PersonalData:
        """Both databases where the settings say."""
        return cls(own_database(), conversations_database())

    def export(self, conversation: str) -> dict[str, Any]:
        """A copy for the person it is about, as JSON-ready data."""
        assessments, participant = self.results.all_of(conversation), self.sessions.participant_of(conversation)
        return {
            "agreed_to_the_notice": self.visitors.consented(conversation),
            "messages": [
                {
                    "at": _moment(exchange.at),
                    "you": exchange.said,
                    "advisor": [reply["text"] for reply in exchange.replies],
                }
                for exchange in self.log.exchanges(conversation)
            ],
            "answers": dict(assessments[-1]["answers"]) if assessments else {},
            "results": assessments,
            "plans": {each["id"]: self.results.plan(each["id"]) for each in assessments},
            "session": asdict(participant) if participant else None,
            "open_links": {each["id"]: [id for id, _ in self.shares.of(each["id"])] for each in assessments},
            "kept_in_accounts": self._accounts(conversation),
            "messaging_channel": self._contact(conversation),
        }

    def _accounts(self, conversation: str) -> list[dict[str, str]]:
        """The accounts in which somebody keeps the results, by name."""
        query = (
            sa.select(ACCOUNTS.c.name, CLAIMS.c.claimed)
            .join_from(CLAIMS, ACCOUNTS, CLAIMS.c.account == ACCOUNTS.c.id)
            .where(CLAIMS.c.conversation == conversation)
            .order_by(CLAIMS.c.claimed, ACCOUNTS.c.name)
        )
        with self._own.connect() as connection:
            return [{"account": row.name, "since": row.claimed} for row in connection.execute(query)]

    def _contact(self, conversation: str) -> dict[str, Any] | None:
        """What is kept of somebody in a messaging channel; None for others."""
        query = sa.select(CONTACTS).where(CONTACTS.c.conversation == conversation)
        with self._own.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return {
            "channel": row.channel,
            "came_by_code": row.scene,
            "language": row.language,
            "following": bool(row.following),
            "last_seen": _moment(row.seen),
        }

    def erase(self, conversation: str) -> None:
        """Delete everything; nothing of it can be read from the files afterwards."""
        self.results.forget(conversation)
        self.log.erase(conversation)

    def erase_unused(self, days: float) -> int:
        """Delete what has not been touched for so many days; how many conversations went."""
        since = time.time() - days * DAY
        silent = set(self.log.silent_since(since))
        with self._own.connect() as connection:
            seen = sa.select(VISITORS.c.conversation).where(VISITORS.c.seen >= since)
            lately = set(connection.execute(seen).scalars())
            ever = sa.select(VISITORS.c.conversation).where(VISITORS.c.seen < since)
            away = set(connection.execute(ever).scalars())
        unused = (silent | away) - lately
        for conversation in sorted(unused):
            self.erase(conversation)
        return len(unused)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
