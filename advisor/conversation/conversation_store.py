"""Where Rasa keeps conversations: the log of events, and where each conversation stands.

Rasa's own store plays every event of a conversation again before each turn, so turns get dearer as people
talk. This one restores a conversation from its slots and its open question alone.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.conversation.slots import FORGET_SLOT
from advisor.storage.conversation_tables import EVENTS, STATES, TAKEN
from advisor.storage.conversations import ConversationLog
from advisor.storage.database import conversations_database


class NotSaved(RuntimeError):
    """A turn that must not be kept: it has no answer, or another one was saved meanwhile."""


class RestoredTracker(DialogueStateTracker):
    """A conversation as it stood after `turn` saved turns; its first `restored` events stand for all before."""

    turn: int = 0
    restored: int = 0


class ConversationStore(SQLTrackerStore):
    """Conversations in the settings' database; one whose leader asked to be forgotten is deleted, not saved."""

    def __init__(self, domain: Domain | None = None, event_broker: EventBroker | None = None, **_endpoint: Any) -> None:
        # Not the parent's: it makes an engine and tables of its own.
        TrackerStore.__init__(self, domain, event_broker)
        self.engine: Any = conversations_database()
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        self._log = ConversationLog(self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Where a conversation stands, or None where there is none; raises SQLAlchemyError."""
        query = sa.select(STATES.c.turn, STATES.c.document).where(STATES.c.sender_id == sender_id)
        row = await asyncio.to_thread(self._first, query)
        if row is not None:
            return self._restored(sender_id, row.turn, json.loads(row.document))
        return await self._retrieve_from_events(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the new events and where the conversation stands now, both or neither.

        Raises NotSaved for a turn without an answer and for one that another writer was ahead of, and
        SQLAlchemyError, such as IntegrityError for a message that was answered before.
        """
        if tracker.get_slot(FORGET_SLOT):
            await asyncio.to_thread(self._log.erase, tracker.sender_id)
            return
        known = isinstance(tracker, RestoredTracker)
        new = list(islice(tracker.events, tracker.restored if known else 0, None))
        if not new:
            return
        messages = [event for event in new if isinstance(event, UserUttered)]
        if messages and not any(isinstance(event, BotUttered) for event in new):
            raise NotSaved("the message was not answered")
        rows = [_row(tracker.sender_id, event) for event in new]
        state = json.dumps(_state(tracker, messages[-1] if messages else None), ensure_ascii=False)
        ids = [event.message_id for event in messages if event.message_id]
        await asyncio.to_thread(self._write, tracker.sender_id, tracker.turn if known else 0, rows, state, ids)

    def _write(self, sender_id: str, turn: int, rows: list[dict[str, Any]], state: str, ids: Sequence[str]) -> None:
        with self.engine.begin() as connection:
            said = self._append(connection, rows)
            stands = {"turn": turn + 1, "document": state}
            if turn:
                mine = (STATES.c.sender_id == sender_id) & (STATES.c.turn == turn)
                if connection.execute(STATES.update().where(mine).values(**stands)).rowcount != 1:
                    raise NotSaved("another turn of the conversation was saved first")
            else:
                connection.execute(STATES.insert().values(sender_id=sender_id, **stands))
            if ids:
                taken = [{"sender_id": sender_id, "message_id": id, "event": said} for id in ids]
                connection.execute(TAKEN.insert(), taken)

    @staticmethod
    def _append(connection: sa.engine.Connection, rows: list[dict[str, Any]]) -> int | None:
        """Append events to the log; the number of the last message of the leader among them."""
        said = [place for place, row in enumerate(rows) if row["type_name"] == UserUttered.type_name]
        last = said[-1] if said else 0
        number: int | None = None
        if rows[:last]:
            connection.execute(EVENTS.insert(), rows[:last])
        if said:
            number = connection.execute(EVENTS.insert().values(**rows[last])).inserted_primary_key[0]
        if after := rows[last + 1 if said else last :]:
            connection.execute(EVENTS.insert(), after)
        return number

    def _restored(self, sender_id: str, turn: int, state: Mapping[str, Any]) -> RestoredTracker:
        tracker = RestoredTracker(sender_id, self.domain.slots)
        at = state["at"]
        # Rasa asks the last message when it was, to know whether a session is over; nothing else of it is needed.
        before: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), UserUttered.empty()]
        before += [SlotSet(name, value) for name, value in state["slots"].items()]
        before += [ActiveLoop(state["loop"])] if state["loop"] else []
        for event in [*before, ActionExecuted(ACTION_LISTEN_NAME)]:
            event.timestamp = at
            tracker.update(event)
        tracker.turn, tracker.restored = turn, len(tracker.events)
        return tracker

    async def _retrieve_from_events(self, sender_id: str) -> DialogueStateTracker | None:
        """A conversation saved before states were kept (version 0.4), from Rasa's events."""
        tracker: DialogueStateTracker | None = await super().retrieve(sender_id)
        if tracker is None:
            return None
        restored = RestoredTracker.from_events(sender_id, list(tracker.events), self.domain.slots)
        restored.restored = len(restored.events)
        return restored

    def _first(self, query: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(query).first()


def _state(tracker: DialogueStateTracker, message: UserUttered | None) -> dict[str, Any]:
    """Where a conversation stands, as JSON-ready data: when it was last spoken, slots, the active form."""
    untouched = {slot.name: slot.initial_value for slot in tracker.slots.values()}
    values = tracker.current_slot_values()
    return {
        "at": message.timestamp if message else time.time(),
        "slots": {name: value for name, value in values.items() if value != untouched.get(name)},
        "loop": tracker.active_loop_name,
    }


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data, ensure_ascii=False),
    }
