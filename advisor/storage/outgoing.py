"""Parts of answers on their way: what is to be sent, what may have been, what the person must ask for.

States: `ready`, `sending` (a request is under way), `held` (did not get there), `doubtful` (perhaps did),
`more` (behind “more”), `handed` (in the answer to a push). A part that got there is deleted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from advisor.storage.receipts import RECEIPTS
from advisor.storage.tables import INBOX, OUTGOING
from advisor.storage.writing import alone_with

if TYPE_CHECKING:
    from advisor.storage.inbox import Waiting

READY, SENDING, HELD, DOUBTFUL, MORE, HANDED = "ready", "sending", "held", "doubtful", "more", "handed"
_LONG_AGO = 1.0
HANDED_KEPT_SECONDS = 120.0
"""A push without an answer comes again within fifteen."""
TIMED_OUT_SECONDS = 4.5
"""A copy that comes so much later than the one that was answered: the answer did not get there in time."""


@dataclass(frozen=True)
class Part:
    """One message to a person. document: kind (`text`, `menu`, `picture`) and what belongs to it."""

    document: Mapping[str, Any] = field(repr=False)
    state: str = READY
    number: int = 0
    changed: float = 0.0

    @property
    def text(self) -> str:
        """The text; empty for a picture."""
        return str(self.document.get("text", ""))


@dataclass(frozen=True)
class Handed:
    """What a push is answered with. more: there is more behind it."""

    text: str
    more: bool = False


class Outgoing:
    """The parts of one channel. Methods with a connection belong into a transaction of the inbox (`alone_with`)."""

    def __init__(self, engine: sa.engine.Engine, channel: str, now: Callable[[], float] = time.time) -> None:
        self._engine, self._channel, self._now = engine, channel, now

    def add(self, connection: sa.engine.Connection, message: Waiting, parts: Sequence[Part]) -> None:
        """The answer to a message, in place of any before."""
        connection.execute(OUTGOING.delete().where(OUTGOING.c.key == message.key))
        for part in parts:
            connection.execute(
                OUTGOING.insert().values(
                    key=message.key,
                    conversation=message.conversation,
                    channel=self._channel,
                    document=json.dumps(dict(part.document), ensure_ascii=False),
                    state=part.state,
                    changed=self._now(),
                )
            )

    def continue_with(self, connection: sa.engine.Connection, conversation: str, key: str) -> bool:
        """What is behind “more” becomes the answer to the message `key`; whether there was anything."""
        mine = (OUTGOING.c.conversation == conversation) & (OUTGOING.c.state == MORE)
        change = OUTGOING.update().where(mine).values(key=key, state=READY, changed=self._now())
        return bool(connection.execute(change).rowcount)

    def drop(self, connection: sa.engine.Connection, conversation: str, *states: str) -> None:
        """Parts nobody waits for any more."""
        mine = (OUTGOING.c.conversation == conversation) & OUTGOING.c.state.in_(states)
        connection.execute(OUTGOING.delete().where(mine))

    def release(self, connection: sa.engine.Connection, conversation: str) -> None:
        """What was held is to be sent."""
        mine = (OUTGOING.c.conversation == conversation) & (OUTGOING.c.state == HELD)
        connection.execute(OUTGOING.update().where(mine).values(state=READY, changed=self._now()))

    def hold(self, connection: sa.engine.Connection, key: str) -> None:
        """What is not sent of an answer has to wait."""
        mine = (OUTGOING.c.key == key) & OUTGOING.c.state.in_((READY, SENDING))
        connection.execute(OUTGOING.update().where(mine).values(state=HELD, changed=self._now()))

    def forget_handed(self, connection: sa.engine.Connection) -> None:
        """Delete what was handed over long enough ago."""
        old = (OUTGOING.c.state == HANDED) & (OUTGOING.c.changed < self._now() - HANDED_KEPT_SECONDS)
        connection.execute(OUTGOING.delete().where(old))

    def of(self, key: str, *states: str) -> list[Part]:
        """The parts of an answer in these states, in order."""
        return self._parts(OUTGOING.c.key == key, states)

    def doubtful(self, conversation: str) -> list[Part]:
        """Parts of a conversation that perhaps got there."""
        return self._parts(OUTGOING.c.conversation == conversation, (DOUBTFUL,))

    def mark(self, number: int, state: str) -> None:
        """Change the state of a part."""
        with self._engine.begin() as connection:
            change = OUTGOING.update().where(OUTGOING.c.number == number)
            connection.execute(change.values(state=state, changed=self._now()))

    def mark_all(self, key: str, state: str, *before: str) -> None:
        """Change the state of the parts of an answer that are in one of the states `before`."""
        mine = (OUTGOING.c.key == key) & OUTGOING.c.state.in_(before)
        with self._engine.connect() as connection:
            whose = connection.execute(
                sa.select(OUTGOING.c.conversation).where(OUTGOING.c.key == key).limit(1)
            ).scalar()
        with alone_with(self._engine, whose or key) as connection:
            connection.execute(OUTGOING.update().where(mine).values(state=state, changed=self._now()))

    def arrived(self, number: int) -> None:
        """A part got there."""
        with self._engine.begin() as connection:
            connection.execute(OUTGOING.delete().where(OUTGOING.c.number == number))

    def hand_over(self, conversation: str, key: str, came: float, room: int, *, only_held: bool) -> Handed | None:
        """What is ready goes to the push `key`: as many parts as `room` bytes take, the rest behind “more”.

        came: when this copy of the push came; only_held: what is ready is being sent another way. An empty
        text where there is nothing, or another copy got it a moment ago; None where it is not there yet.
        """
        now = self._now()
        with alone_with(self._engine, conversation) as connection:
            receipt = connection.execute(sa.select(RECEIPTS).where(RECEIPTS.c.key == key)).first()
            if receipt is not None and receipt.handed:
                return self._hand_again(connection, key, came, receipt.handed)
            collects = receipt.collects if receipt is not None else key
            state = connection.execute(sa.select(INBOX.c.state).where(INBOX.c.key == collects)).scalar()
            if state == "waiting":
                return None
            states = (HELD,) if only_held else (READY, HELD)
            mine = OUTGOING.c.conversation == conversation
            if collects == key:
                # What answers a later message goes to that one's push.
                last = sa.select(sa.func.max(OUTGOING.c.number)).where(OUTGOING.c.key == key)
                mine = mine & (OUTGOING.c.number <= last.scalar_subquery())
            parts = _parts_of(connection, mine, states)
            said = [part for part in parts if part.text]
            texts: list[str] = []
            used = 0
            for part in said:
                size = len(part.text.encode()) + (2 if texts else 0)
                if texts and used + size > room:
                    break
                texts.append(part.text)
                used += size
            later = [part.number for part in said[len(texts) :]]
            connection.execute(OUTGOING.update().where(OUTGOING.c.number.in_(later)).values(state=MORE, changed=now))
            handed = OUTGOING.c.number.in_([part.number for part in said[: len(texts)]])
            connection.execute(OUTGOING.update().where(handed).values(state=HANDED, handed_to=key, changed=now))
            # A picture cannot go this way; the page has it too.
            connection.execute(OUTGOING.delete().where(OUTGOING.c.number.in_([p.number for p in parts if not p.text])))
            connection.execute(RECEIPTS.update().where(RECEIPTS.c.key == key).values(handed=came))
            fetched = (INBOX.c.state == "resting") | ((INBOX.c.told != "") & (INBOX.c.state != "waiting"))
            left_over = sa.select(OUTGOING.c.key).where(OUTGOING.c.state.in_(states))
            done = (INBOX.c.conversation == conversation) & INBOX.c.key.not_in(left_over)
            connection.execute(INBOX.delete().where(done, fetched))
            left = _parts_of(connection, OUTGOING.c.conversation == conversation, (MORE,))
        return Handed("\n\n".join(texts), bool(left) and bool(texts))

    def take_back(self, key: str) -> None:
        """The push `key` was cut off before it had its answer: the next copy gets it."""
        with self._engine.begin() as connection:
            connection.execute(RECEIPTS.update().where(RECEIPTS.c.key == key).values(handed=_LONG_AGO))

    def _hand_again(self, connection: sa.engine.Connection, key: str, came: float, handed: float) -> Handed:
        """The platform asks again only where it got nothing; a copy that comes sooner is no such request."""
        if came - handed < TIMED_OUT_SECONDS:
            return Handed("")
        parts = _parts_of(connection, OUTGOING.c.handed_to == key, (HANDED,))
        more = _parts_of(connection, OUTGOING.c.key == key, (MORE,))
        connection.execute(RECEIPTS.update().where(RECEIPTS.c.key == key).values(handed=came))
        return Handed("\n\n".join(part.text for part in parts), bool(more) and bool(parts))

    def _parts(self, where: Any, states: Sequence[str]) -> list[Part]:
        with self._engine.connect() as connection:
            return _parts_of(connection, where, states)


def _parts_of(connection: sa.engine.Connection, where: Any, states: Sequence[str]) -> list[Part]:
    query = sa.select(OUTGOING).where(where, OUTGOING.c.state.in_(states)).order_by(OUTGOING.c.number)
    return [
        Part(json.loads(row.document), row.state, row.number, row.changed) for row in connection.execute(query).all()
    ]
