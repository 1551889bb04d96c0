"""The results leaders were given, with the words behind them and the plans they made; kept until deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from advisor.storage.agreements import forget_with_the_last_voice
from advisor.storage.database import erase_log
from advisor.storage.tables import ASSESSMENTS, PLANS, TABLES, WORDS

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class StoredResult:
    """An assessment object (contract, section 5), whose it is, and what the leader said.

    heard    question id → the leader's own words
    figures  question id → percent, months or people
    """

    conversation: str
    assessment: Plain
    heard: Mapping[str, str]
    figures: Mapping[str, float]


class AssessmentStore:
    """Assessment objects by conversation and by id."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def keep(
        self,
        conversation: str,
        assessment: Plain,
        heard: Mapping[str, str] | None = None,
        figures: Mapping[str, float] | None = None,
    ) -> None:
        """Store an assessment object; raises sqlalchemy.exc.SQLAlchemyError where it cannot."""
        behind = {"heard": dict(heard or {}), "figures": dict(figures or {})}
        with self._engine.begin() as connection:
            connection.execute(
                ASSESSMENTS.insert().values(
                    id=assessment["id"],
                    conversation=conversation,
                    created=assessment["created"],
                    knowledge_version=assessment["knowledge_version"],
                    document=_written(assessment),
                )
            )
            connection.execute(
                WORDS.insert().values(assessment=assessment["id"], conversation=conversation, document=_written(behind))
            )

    def last(self, conversation: str) -> Plain | None:
        """The newest assessment object of a conversation, or None."""
        query = (
            sa.select(ASSESSMENTS.c.document)
            .where(ASSESSMENTS.c.conversation == conversation)
            .order_by(ASSESSMENTS.c.number.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            document = connection.execute(query).scalar()
        return json.loads(document) if document else None

    def all_of(self, conversation: str) -> list[Plain]:
        """Every assessment object of a conversation, oldest first."""
        query = (
            sa.select(ASSESSMENTS.c.document)
            .where(ASSESSMENTS.c.conversation == conversation)
            .order_by(ASSESSMENTS.c.number)
        )
        with self._engine.connect() as connection:
            return [json.loads(document) for document in connection.execute(query).scalars()]

    def result(self, id: str) -> StoredResult | None:
        """The result with this id, or None."""
        query = (
            sa.select(ASSESSMENTS.c.conversation, ASSESSMENTS.c.document, WORDS.c.document.label("words"))
            .select_from(ASSESSMENTS.outerjoin(WORDS, WORDS.c.assessment == ASSESSMENTS.c.id))
            .where(ASSESSMENTS.c.id == id)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        behind = json.loads(row.words) if row.words else {"heard": {}, "figures": {}}
        return StoredResult(row.conversation, json.loads(row.document), behind["heard"], behind["figures"])

    def plan(self, id: str) -> list[Plain]:
        """The rows of the action plan a leader made for a result; empty where there is none."""
        with self._engine.connect() as connection:
            document = connection.execute(sa.select(PLANS.c.document).where(PLANS.c.assessment == id)).scalar()
        return json.loads(document) if document else []

    def keep_plan(self, result: StoredResult, rows: Sequence[Plain], changed: str) -> None:
        """Store the action plan of a result in place of the one before; changed: UTC."""
        id = result.assessment["id"]
        with self._engine.begin() as connection:
            connection.execute(PLANS.delete().where(PLANS.c.assessment == id))
            connection.execute(
                PLANS.insert().values(
                    assessment=id, conversation=result.conversation, changed=changed, document=_written(list(rows))
                )
            )

    def forget(self, conversation: str) -> int:
        """Delete every row of a conversation in every table; how many results there were."""
        gone = 0
        with self._engine.begin() as connection:
            forget_with_the_last_voice(connection, conversation)
            for table in TABLES.sorted_tables:
                deleted = connection.execute(table.delete().where(table.c.conversation == conversation)).rowcount
                gone += int(deleted) if table is ASSESSMENTS else 0
        erase_log(self._engine)
        return gone


class RecordsOfOne:
    """The store seen by one conversation (the `Records` an interview asks for)."""

    def __init__(self, store: AssessmentStore, conversation: str) -> None:
        self._store, self._conversation = store, conversation

    def keep(self, assessment: Plain, heard: Mapping[str, str], figures: Mapping[str, float]) -> None:
        """Store an assessment object with the words and figures behind it."""
        self._store.keep(self._conversation, assessment, heard, figures)

    def last(self) -> Plain | None:
        """The assessment stored last, or None."""
        return self._store.last(self._conversation)

    def forget(self) -> int:
        """Delete everything stored; how many results there were."""
        return self._store.forget(self._conversation)


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
