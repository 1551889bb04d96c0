"""The results leaders were given, with the words behind them and the plans they made; kept until deleted."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from advisor.storage.agreements import forget_with_the_last_voice
from advisor.storage.database import erase_log
from advisor.storage.tables import ASSESSMENTS, PLANS, TABLES, WORDS
from advisor.storage.writing import alone_with, put

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
        """Store an assessment object in place of one with the same id; raises sqlalchemy.exc.SQLAlchemyError."""
        behind = {"heard": dict(heard or {}), "figures": dict(figures or {})}
        with self._engine.begin() as connection:
            connection.execute(ASSESSMENTS.delete().where(ASSESSMENTS.c.id == assessment["id"]))
            connection.execute(
                ASSESSMENTS.insert().values(
                    id=assessment["id"],
                    conversation=conversation,
                    created=assessment["created"],
                    knowledge_version=assessment["knowledge_version"],
                    document=_written(assessment),
                )
            )
            put(connection, WORDS, assessment=assessment["id"], conversation=conversation, document=_written(behind))

    def last(self, conversation: str, but: str = "") -> Plain | None:
        """The newest assessment object of a conversation, leaving out the one with the id `but`; or None."""
        query = (
            sa.select(ASSESSMENTS.c.document)
            .where(ASSESSMENTS.c.conversation == conversation, ASSESSMENTS.c.id != but)
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
            document = _written(list(rows))
            put(connection, PLANS, assessment=id, conversation=result.conversation, changed=changed, document=document)

    def forget(self, conversation: str) -> int:
        """Delete every row of a conversation in every table; how many results there were."""
        gone = 0
        with alone_with(self._engine, conversation) as connection:
            forget_with_the_last_voice(connection, conversation)
            for table in TABLES.sorted_tables:
                deleted = connection.execute(table.delete().where(table.c.conversation == conversation)).rowcount
                gone += int(deleted) if table is ASSESSMENTS else 0
        erase_log(self._engine)
        return gone


class RecordsOfOne:
    """The store seen by one turn of a conversation (the `Records` an interview asks for)."""

    def __init__(self, store: AssessmentStore, conversation: str, turn: int) -> None:
        self._store, self._conversation, self._turn = store, conversation, turn

    def result_id(self) -> str:
        """The id of a result of this turn: of a turn that failed half-way and is taken again, one result stays."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self._conversation} {self._turn}").hex

    def keep(self, assessment: Plain, heard: Mapping[str, str], figures: Mapping[str, float]) -> None:
        """Store an assessment object with the words and figures behind it."""
        self._store.keep(self._conversation, assessment, heard, figures)

    def last(self) -> Plain | None:
        """The assessment stored last before this turn, or None."""
        return self._store.last(self._conversation, but=self.result_id())

    def forget(self) -> int:
        """Delete everything stored; how many results there were."""
        return self._store.forget(self._conversation)


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
