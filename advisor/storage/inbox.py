"""Messages from messaging channels, from the moment they are acknowledged until their answers are delivered.

A message is in here before its push is acknowledged, and gone when its answer is delivered: what was said
stands in the conversation itself. States: `waiting` for its turn, `answered` and to be sent, `resting` until
the person writes again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from advisor.storage.outgoing import DOUBTFUL, HELD, MORE, READY, Outgoing, Part
from advisor.storage.receipts import Arrival, forget_old, known, note
from advisor.storage.tables import CONTACTS, INBOX, OUTGOING
from advisor.storage.writing import alone_with, insert_unless_there, one_at_a_time

WAITING, ANSWERED, RESTING = "waiting", "answered", "resting"
UNFETCHED_SECONDS = 3600.0


@dataclass(frozen=True)
class Waiting:
    """A message to be answered. document: what the person did, and the id of the request that brought it;
    account, person: the platform's ids.
    """

    key: str
    conversation: str
    account: str
    person: str
    document: Mapping[str, Any] = field(repr=False)
    at: int
    state: str = WAITING
    tries: int = 0
    arrived: float = 0.0


class Inbox:
    """The messages of one channel.

    given_up: seconds after which the platform waits for no answer to a push any more; None: it never does.
    """

    def __init__(
        self,
        engine: sa.engine.Engine,
        channel: str,
        owner: str,
        given_up: Callable[[], float | None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._engine, self.channel, self._owner, self._given_up, self._now = engine, channel, owner, given_up, now
        self.outgoing = Outgoing(engine, channel, now)

    def clock(self) -> float:
        """Seconds since 1970, as the rows have them."""
        return self._now()

    def take(self, message: Waiting, *, scene: str = "", wants_more: bool = False) -> Arrival:
        """Take in one copy of a push. When this returns, the message is on disk.

        A message that comes while the answer to one before it is known not to have arrived only fetches that
        answer: whoever wrote it has not seen what it would be an answer to.
        """
        now, conversation = self._now(), message.conversation
        with alone_with(self._engine, conversation) as connection:
            copy = known(connection, message.key, conversation, now)
            if copy is not None:
                return copy
            stuck = self._stuck(connection, conversation, now)
            note(connection, message.key, stuck or message.key, now)
            self._meet(connection, conversation, scene, now)
            if not stuck:
                more = wants_more and self.outgoing.continue_with(connection, conversation, message.key)
                if not more:
                    self.outgoing.drop(connection, conversation, MORE)
                # Where answers go into the answers to pushes, this push fetches it at once.
                told_on = ANSWERED if self._given_up() is None else RESTING
                self._insert(connection, message, told_on if more else WAITING, now)
        return Arrival(message.key, conversation, True, stuck or message.key, now)

    def note(self, key: str, conversation: str, scene: str = "") -> bool:
        """Note a push nothing is said to, and who it came from; whether it is new."""
        now = self._now()
        with alone_with(self._engine, conversation) as connection:
            if known(connection, key, conversation, now) is not None:
                return False
            note(connection, key, key, now)
            self._meet(connection, conversation, scene, now)
        return True

    def leave(self, key: str, conversation: str) -> None:
        """Note that a person follows the account no more; nothing can reach them."""
        now = self._now()
        with alone_with(self._engine, conversation) as connection:
            if known(connection, key, conversation, now) is None:
                note(connection, key, key, now)
            mine = CONTACTS.c.conversation == conversation
            connection.execute(CONTACTS.update().where(mine).values(following=False, seen=now))
            self.outgoing.drop(connection, conversation, READY, HELD, MORE, DOUBTFUL)

    def has_met(self, conversation: str) -> bool:
        """Whether this person came before."""
        query = sa.select(CONTACTS.c.conversation).where(CONTACTS.c.conversation == conversation)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def claim(self, conversation: str, seconds: float) -> Waiting | None:
        """The next message of a conversation that something is to be done about, for this worker alone."""
        now = self._now()
        mine = (INBOX.c.conversation == conversation) & (INBOX.c.channel == self.channel)
        first = sa.select(INBOX).where(mine, INBOX.c.state != RESTING).order_by(INBOX.c.at, INBOX.c.number).limit(1)
        other = INBOX.alias()
        elsewhere = sa.exists().where(
            (other.c.conversation == conversation) & (other.c.lease >= now) & other.c.owner.not_in((self._owner, ""))
        )
        with alone_with(self._engine, conversation) as connection:
            row = connection.execute(first).first()
            if row is None:
                return None
            free = (INBOX.c.lease < now) | (INBOX.c.owner == self._owner)
            take = INBOX.update().where(INBOX.c.number == row.number, free, ~elsewhere)
            done = connection.execute(take.values(owner=self._owner, lease=now + seconds, tries=row.tries + 1))
            return _waiting(row) if done.rowcount else None

    def renew(self, key: str, seconds: float) -> None:
        """Go on holding a message."""
        mine = (INBOX.c.key == key) & (INBOX.c.owner == self._owner)
        with self._engine.begin() as connection:
            connection.execute(INBOX.update().where(mine).values(lease=self._now() + seconds))

    def answered(self, message: Waiting, parts: Sequence[Part], language: str, send: bool) -> bool:
        """Store the answer. send: it is sent now, else it waits to be fetched. Whether there is still a row:
        none where the person had everything deleted meanwhile."""
        now = self._now()
        with alone_with(self._engine, message.conversation) as connection:
            self.outgoing.drop(connection, message.conversation, DOUBTFUL)
            self.outgoing.add(connection, message, parts)
            if language:
                who = CONTACTS.c.conversation == message.conversation
                connection.execute(CONTACTS.update().where(who).values(language=language))
            change = INBOX.update().where(INBOX.c.key == message.key)
            found = connection.execute(
                change.values(state=ANSWERED if send else RESTING, tries=0, owner=self._owner if send else "")
            ).rowcount
            if not found:
                # The answer still has to get there; nothing of the message is kept.
                self._insert(connection, message, ANSWERED if send else RESTING, now, content=False)
                if send:
                    row = INBOX.update().where(INBOX.c.key == message.key)
                    connection.execute(row.values(owner=self._owner, lease=now + 60))
        return bool(found)

    def finish(self, key: str) -> None:
        """Nothing is left to be done about a message."""
        with self._engine.begin() as connection:
            connection.execute(INBOX.delete().where(INBOX.c.key == key))

    def hold(self, key: str, again_in: float | None) -> None:
        """The answer to a message did not get there: the person's next message only fetches it. again_in:
        seconds after which it is tried before that; None: not before they write."""
        values: dict[str, Any] = {"state": RESTING, "owner": "", "lease": 0.0, "told": key}
        if again_in is not None:
            values |= {"state": ANSWERED, "lease": self._now() + again_in}
        whose = sa.select(INBOX.c.conversation).where(INBOX.c.key == key)
        with self._engine.connect() as connection:
            conversation = connection.execute(whose).scalar()
        with alone_with(self._engine, conversation or key) as connection:
            connection.execute(INBOX.update().where(INBOX.c.key == key).values(**values))
            self.outgoing.hold(connection, key)

    def tell(self, collects: str, key: str) -> bool:
        """Note that the push `key` was answered with “in a moment”; False where it was before."""
        row = (INBOX.c.key == collects) & (INBOX.c.told != key)
        with self._engine.begin() as connection:
            return bool(connection.execute(INBOX.update().where(row).values(told=key)).rowcount)

    def fetch(self, conversation: str) -> None:
        """The person wrote again: what was held is sent now."""
        row = (INBOX.c.conversation == conversation) & (INBOX.c.told != "") & (INBOX.c.state != WAITING)
        with alone_with(self._engine, conversation) as connection:
            connection.execute(INBOX.update().where(row).values(state=ANSWERED, told="", tries=0, owner="", lease=0.0))
            self.outgoing.release(connection, conversation)

    def open_conversations(self) -> list[str]:
        """Conversations in which something is to be done and nobody does it."""
        idle = (INBOX.c.channel == self.channel) & (INBOX.c.state != RESTING) & (INBOX.c.lease < self._now())
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(INBOX.c.conversation).where(idle).distinct()).scalars())

    def language(self, conversation: str) -> str:
        """The language last spoken with a person; empty where it is not known."""
        return self._contact(conversation, CONTACTS.c.language)

    def scene(self, conversation: str) -> str:
        """The code a person came by; empty where there was none."""
        return self._contact(conversation, CONTACTS.c.scene)

    def sweep(self, days: float) -> None:
        """Delete what has served its purpose, and people not seen for so many days."""
        now = self._now()
        with self._engine.begin() as connection:
            one_at_a_time(connection, "sweeping the inbox")
            forget_old(connection, now)
            self.outgoing.forget_handed(connection)
            for table, moment in (
                (CONTACTS, CONTACTS.c.seen),
                (INBOX, INBOX.c.arrived),
                (OUTGOING, OUTGOING.c.changed),
            ):
                connection.execute(table.delete().where(moment < now - days * 86_400))
            # Answers to somebody who had everything deleted and did not come back for the confirmation.
            left = (INBOX.c.document == "{}") & (INBOX.c.arrived < now - UNFETCHED_SECONDS)
            keys = list(connection.execute(sa.select(INBOX.c.key).where(left)).scalars())
            connection.execute(OUTGOING.delete().where(OUTGOING.c.key.in_(keys)))
            connection.execute(INBOX.delete().where(INBOX.c.key.in_(keys)))

    def _stuck(self, connection: sa.engine.Connection, conversation: str, now: float) -> str:
        """The key of the last message whose answer is known not to have arrived, or nothing."""
        lost = INBOX.c.told != ""
        given_up = self._given_up()
        if given_up is not None:
            lost = lost | (INBOX.c.arrived < now - given_up)
        mine = (INBOX.c.conversation == conversation) & (INBOX.c.channel == self.channel)
        query = sa.select(INBOX.c.key).where(mine, lost).order_by(INBOX.c.number.desc()).limit(1)
        return str(connection.execute(query).scalar() or "")

    def _meet(self, connection: sa.engine.Connection, conversation: str, scene: str, now: float) -> None:
        values: dict[str, Any] = {"seen": now, "following": True} | ({"scene": scene[:64]} if scene else {})
        mine = CONTACTS.update().where(CONTACTS.c.conversation == conversation)
        if not connection.execute(mine.values(**values)).rowcount:
            insert_unless_there(connection, CONTACTS, conversation=conversation, channel=self.channel, **values)

    def _insert(
        self, connection: sa.engine.Connection, message: Waiting, state: str, now: float, content: bool = True
    ) -> None:
        connection.execute(
            INBOX.insert().values(
                key=message.key,
                conversation=message.conversation,
                channel=self.channel,
                account=message.account,
                person=message.person,
                document=json.dumps(dict(message.document) if content else {}, ensure_ascii=False),
                at=message.at,
                arrived=now,
                state=state,
            )
        )

    def _contact(self, conversation: str, column: sa.Column) -> str:
        with self._engine.connect() as connection:
            query = sa.select(column).where(CONTACTS.c.conversation == conversation)
            return str(connection.execute(query).scalar() or "")


def _waiting(row: Any) -> Waiting:
    return Waiting(
        row.key,
        row.conversation,
        row.account,
        row.person,
        json.loads(row.document),
        row.at,
        row.state,
        row.tries + 1,
        row.arrived,
    )
