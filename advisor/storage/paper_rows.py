"""Answers that were given on paper: participants of a session without a conversation of their own.

Each is kept under a made-up conversation, so that it can be deleted like everybody's, and with a visitor's
row, so that it goes with everybody's when its time is over.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from advisor.storage.sessions import joining
from advisor.storage.tables import ASSESSMENTS, PARTICIPANTS, VISITORS, WORDS
from advisor.storage.writing import one_at_a_time
from advisor.training.records import Participant, Progress, Session

PAPER = "paper-"
"""What the conversations of answers given on paper begin with."""


@dataclass(frozen=True)
class PaperRow:
    """One filled-in questionnaire; `assessment` is the object of the contract, section 5, made from its answers."""

    assessment: Mapping[str, Any]
    organization: str = ""
    voice: str = ""
    named: bool = False


class PaperRows:
    """Puts such answers into sessions."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def add(self, session: Session, rows: Sequence[PaperRow], at: str) -> list[Participant]:
        """Let all of them join as finished, with their results, or none; `at`: when they were typed in (UTC)."""
        with self._engine.begin() as connection:
            one_at_a_time(connection, joining(session.id))
            return [
                _add(connection, session, row, number, at)
                for number, row in enumerate(rows, _next(connection, session))
            ]


def _next(connection: sa.engine.Connection, session: Session) -> int:
    most = sa.select(sa.func.max(PARTICIPANTS.c.number)).where(PARTICIPANTS.c.session == session.id)
    return int(connection.execute(most).scalar() or 0) + 1


def _add(connection: sa.engine.Connection, session: Session, row: PaperRow, number: int, at: str) -> Participant:
    conversation, changed, result = PAPER + secrets.token_hex(16), time.time(), row.assessment["id"]
    participant = Participant(
        id=secrets.token_urlsafe(12),
        session=session.id,
        conversation=conversation,
        number=number,
        organization=row.organization,
        voice=row.voice,
        named=row.named,
        joined=at,
    )
    progress = Progress(answers=row.assessment["answers"], phase="result", result=result, changed=changed)
    connection.execute(
        PARTICIPANTS.insert().values(
            id=participant.id,
            session=session.id,
            number=number,
            conversation=conversation,
            document=_written(asdict(participant)),
            progress=_written(asdict(progress)),
            changed=changed,
        )
    )
    connection.execute(
        ASSESSMENTS.insert().values(
            id=result,
            conversation=conversation,
            created=row.assessment["created"],
            knowledge_version=row.assessment["knowledge_version"],
            document=_written(row.assessment),
        )
    )
    connection.execute(
        WORDS.insert().values(
            assessment=result, conversation=conversation, document=_written({"heard": {}, "figures": {}})
        )
    )
    connection.execute(
        VISITORS.insert().values(
            conversation=conversation, language=row.assessment["language"], consented=at, seen=changed
        )
    )
    return participant


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
