"""Conversations whose deletion was under way at the moment a backup shows: half of it was done, here is the rest."""

from __future__ import annotations

import re

import sqlalchemy as sa

from advisor.storage.conversation_tables import EVENTS
from advisor.storage.personal_data import PersonalData
from advisor.storage.tables import CONTACTS, VISITORS

_OF_SOMEBODY = re.compile(r"web-[0-9a-f]{32}|(wechat|wecom|wechat_service)-[0-9a-f]{40}")
"""Ids the channels give, which note everybody they are given to; other ids are those of developers."""


def erase_leftovers(own: sa.engine.Engine, conversations: sa.engine.Engine) -> int:
    """Delete conversations of people who are not noted any more; how many there were."""
    with own.connect() as connection:
        known = {
            id
            for column in (VISITORS.c.conversation, CONTACTS.c.conversation)
            for id in connection.execute(sa.select(column)).scalars()
        }
    with conversations.connect() as connection:
        said = list(connection.execute(sa.select(EVENTS.c.sender_id).distinct()).scalars())
    left = [id for id in said if id not in known and _OF_SOMEBODY.fullmatch(id)]
    data = PersonalData(own, conversations)
    for id in left:
        data.erase(id)
    return len(left)
