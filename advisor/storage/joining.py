"""People of messaging channels on their way into a training session."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from advisor.storage.tables import JOINING
from advisor.storage.writing import put


@dataclass(frozen=True)
class Underway:
    """Somebody who is being asked. step: what the next message answers."""

    conversation: str
    session: str
    step: str
    organization: str = ""


class JoiningStore:
    """One row a person who has not decided yet."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def of(self, conversation: str) -> Underway | None:
        """What somebody is being asked, or None."""
        query = sa.select(JOINING).where(JOINING.c.conversation == conversation)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Underway(row.conversation, row.session, row.step, row.organization) if row else None

    def keep(self, underway: Underway) -> None:
        """Note what is asked next, in place of what was before."""
        with self._engine.begin() as connection:
            put(connection, JOINING, **vars(underway), changed=time.time())

    def done(self, conversation: str) -> None:
        """Nothing is asked any more."""
        with self._engine.begin() as connection:
            connection.execute(JOINING.delete().where(JOINING.c.conversation == conversation))
