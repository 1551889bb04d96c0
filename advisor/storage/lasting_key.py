"""The key that names of conversations are made with: it never changes, whatever secret tokens are signed with.

Somebody of WeChat is found again by it alone. It lies with the conversations, goes into every backup with them, and
opens nothing: with it and an id of WeChat one can tell which conversation is whose, not read it.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from advisor.settings import previous_secrets, secret
from advisor.storage.receipts import RECEIPTS
from advisor.storage.tables import CONTACTS
from advisor.storage.writing import insert_unless_there

KEY_TABLES = sa.MetaData()

_KEYS = sa.Table(
    "lasting_keys",
    KEY_TABLES,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
_PEOPLE = "people"


def lasting_key(engine: sa.engine.Engine) -> bytes:
    """The key, made when it is asked for the first time."""
    mine = sa.select(_KEYS.c.value).where(_KEYS.c.name == _PEOPLE)
    with engine.connect() as connection:
        found = connection.execute(mine).scalar()
    if found is None:
        with engine.begin() as connection:
            # Where another server was first, its key is the key.
            insert_unless_there(connection, _KEYS, name=_PEOPLE, value=_first(connection))
            found = connection.execute(mine).scalar_one()
    return str(found).encode()


def is_a_secret(engine: sa.engine.Engine) -> bool:
    """Whether the key is a secret that tokens are signed with, as it is where people came before there was one."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_KEYS.name):
            return False  # Not migrated yet.
        found = connection.execute(sa.select(_KEYS.c.value).where(_KEYS.c.name == _PEOPLE)).scalar()
    return found is not None and found in (secret(), *previous_secrets())


def _first(connection: sa.engine.Connection) -> str:
    """A random key; where version 0.4 has named people with the secret, that secret, or they would be strangers."""
    if not any(connection.execute(sa.select(table).limit(1)).first() for table in (CONTACTS, RECEIPTS)):
        return secrets.token_hex(32)
    return (secret(), *previous_secrets())[-1]
