"""What voices agreed on goes with the last of them."""

from __future__ import annotations

import json

import sqlalchemy as sa

from advisor.storage.tables import AGREED, PARTICIPANTS, SESSIONS
from advisor.training.records import plain_organization


def forget_with_the_last_voice(connection: sa.engine.Connection, conversation: str) -> None:
    """To be called in the transaction that deletes a conversation: where nobody else in its session speaks for
    the organization, what was agreed on in its name is deleted."""
    mine = sa.select(PARTICIPANTS.c.session, PARTICIPANTS.c.document).where(PARTICIPANTS.c.conversation == conversation)
    row = connection.execute(mine).first()
    organization = _organization(row.document) if row else ""
    if row is None or not organization:
        return
    # Of two voices that leave at the same moment the second must see that the first is gone.
    connection.execute(sa.select(SESSIONS.c.id).where(SESSIONS.c.id == row.session).with_for_update())
    others = sa.select(PARTICIPANTS.c.document).where(
        PARTICIPANTS.c.session == row.session, PARTICIPANTS.c.conversation != conversation
    )
    if any(_organization(document) == organization for document in connection.execute(others).scalars()):
        return
    named = sa.select(AGREED.c.organization).where(AGREED.c.session == row.session)
    for name in list(connection.execute(named).scalars()):
        if plain_organization(name) == organization:
            connection.execute(AGREED.delete().where(AGREED.c.session == row.session, AGREED.c.organization == name))


def _organization(document: str) -> str:
    return plain_organization(json.loads(document)["organization"])
