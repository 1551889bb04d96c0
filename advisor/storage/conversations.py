"""What was said, read from the events Rasa stores (table `events`, written by Rasa's SQL tracker store)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from advisor.storage.conversation_tables import CONVERSATIONS, EVENTS, TAKEN
from advisor.storage.database import erase_log


@dataclass
class Exchange:
    """What the leader sent and what was answered.

    said      the text as it was shown to the leader; at: seconds since 1970
    replies   the advisor's messages as a channel receives them (text, buttons, custom, …)
    """

    id: str
    said: str
    at: float
    replies: list[dict[str, Any]] = field(default_factory=list)


class ConversationLog:
    """Reads and erases conversations."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def exchanges(self, conversation: str) -> list[Exchange]:
        """Everything said, oldest first; a message that was sent again after a failure stands once."""
        return self._exchanges(conversation, 0)

    def _exchanges(self, conversation: str, since: int, until: int | None = None) -> list[Exchange]:
        exchanges: dict[str, Exchange] = {}
        last: Exchange | None = None
        for kind, at, data in self._events(conversation, since, until):
            if kind == "user":
                last = Exchange(data.get("message_id") or f"at-{at}", _shown(data), at)
                exchanges.pop(last.id, None)
                exchanges[last.id] = last
            elif last is not None:
                last.replies.append(_message(data))
        return list(exchanges.values())

    def answered(self, conversation: str, id: str) -> Exchange | None:
        """The exchange that began with the message `id`, if it was answered."""
        # Only from that message on: a turn must not get dearer as a conversation grows.
        mine = (TAKEN.c.sender_id == conversation) & (TAKEN.c.message_id == id)
        with self._engine.connect() as connection:
            since: int | None = connection.execute(sa.select(TAKEN.c.event).where(mine)).scalar()
        if since is None:
            return None
        return next((e for e in self._exchanges(conversation, since) if e.id == id and e.replies), None)

    def last(self, conversation: str, before: str = "") -> Exchange | None:
        """The last exchange, or the last one before the message with the id `before`; None where there is none."""
        mine = (TAKEN.c.sender_id == conversation) & (TAKEN.c.message_id == before)
        with self._engine.connect() as connection:
            until: int | None = connection.execute(sa.select(TAKEN.c.event).where(mine)).scalar() if before else None
        since = self._newest(conversation, until)
        return self._exchanges(conversation, since, until)[-1] if since is not None else None

    def erase(self, conversation: str) -> int:
        """Delete everything; how many events there were."""
        gone = 0
        with self._engine.begin() as connection:
            for table in CONVERSATIONS.sorted_tables:
                deleted = connection.execute(table.delete().where(table.c.sender_id == conversation)).rowcount
                gone += int(deleted) if table is EVENTS else 0
        erase_log(self._engine)
        return gone

    def silent_since(self, time: float) -> list[str]:
        """Conversations in which nothing was said after `time` (seconds since 1970)."""
        newest = sa.func.max(EVENTS.c.timestamp)
        query = sa.select(EVENTS.c.sender_id).group_by(EVENTS.c.sender_id).having(newest < time)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def _newest(self, conversation: str, until: int | None) -> int | None:
        """The number of the newest event that is a message of the leader, before the one numbered `until`."""
        mine = (EVENTS.c.sender_id == conversation) & (EVENTS.c.type_name == "user")
        # From the end, so that it is found after a few rows however many there are.
        query = sa.select(EVENTS.c.id).where(mine if until is None else mine & (EVENTS.c.id < until))
        query = query.order_by(EVENTS.c.id.desc()).limit(1)
        with self._engine.connect() as connection:
            newest: int | None = connection.execute(query).scalar()
        return newest

    def _events(
        self, conversation: str, since: int, until: int | None
    ) -> Iterator[tuple[str, float, Mapping[str, Any]]]:
        mine = (EVENTS.c.sender_id == conversation) & (EVENTS.c.id >= since)
        if until is not None:
            mine = mine & (EVENTS.c.id < until)
        query = (
            sa.select(EVENTS.c.type_name, EVENTS.c.timestamp, EVENTS.c.data)
            .where(mine, EVENTS.c.type_name.in_(("user", "bot")))
            .order_by(EVENTS.c.id)
        )
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                yield row.type_name, row.timestamp, json.loads(row.data)


def _shown(event: Mapping[str, Any]) -> str:
    """What the leader saw as sent: the label of a button, or the words."""
    label = (event.get("metadata") or {}).get("label")
    return str(event.get("text") or "") if label is None else str(label)


def _message(event: Mapping[str, Any]) -> dict[str, Any]:
    data = {name: value for name, value in (event.get("data") or {}).items() if value}
    return {**(event.get("metadata") or {}), **data, "text": event.get("text") or ""}
