"""The results leaders were given, kept until they delete them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from advisor.storage.database import erase_log, open_database

_TABLES = sa.MetaData()
_ASSESSMENTS = sa.Table(
    "assessments",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(64), unique=True, nullable=False),
    sa.Column("conversation", sa.String(255), index=True, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("knowledge_version", sa.String(64), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)


class AssessmentStore:
    """Assessment objects (contract, section 5) by conversation."""

    def __init__(self, path: Path) -> None:
        self._engine = open_database(path)
        _TABLES.create_all(self._engine)

    def keep(self, conversation: str, assessment: Mapping[str, Any]) -> None:
        """Store an assessment object; raises sqlalchemy.exc.SQLAlchemyError where it cannot."""
        with self._engine.begin() as connection:
            connection.execute(
                _ASSESSMENTS.insert().values(
                    id=assessment["id"],
                    conversation=conversation,
                    created=assessment["created"],
                    knowledge_version=assessment["knowledge_version"],
                    document=json.dumps(assessment, ensure_ascii=False),
                )
            )

    def last(self, conversation: str) -> Mapping[str, Any] | None:
        """The newest assessment object of a conversation, or None."""
        query = (
            sa.select(_ASSESSMENTS.c.document)
            .where(_ASSESSMENTS.c.conversation == conversation)
            .order_by(_ASSESSMENTS.c.number.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            document = connection.execute(query).scalar()
        return json.loads(document) if document else None

    def forget(self, conversation: str) -> int:
        """Delete every assessment of a conversation; how many there were."""
        with self._engine.begin() as connection:
            gone = connection.execute(_ASSESSMENTS.delete().where(_ASSESSMENTS.c.conversation == conversation)).rowcount
        with self._engine.connect() as connection:
            erase_log(connection)
        return int(gone)


class RecordsOfOne:
    """The store seen by one conversation (the `Records` an interview asks for)."""

    def __init__(self, store: AssessmentStore, conversation: str) -> None:
        self._store, self._conversation = store, conversation

    def keep(self, assessment: Mapping[str, Any]) -> None:
        """Store an assessment object."""
        self._store.keep(self._conversation, assessment)

    def last(self) -> Mapping[str, Any] | None:
        """The assessment stored last, or None."""
        return self._store.last(self._conversation)

    def forget(self) -> int:
        """Delete everything stored; how many results there were."""
        return self._store.forget(self._conversation)
