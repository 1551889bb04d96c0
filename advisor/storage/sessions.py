"""Training sessions, who joined them and where they stand."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from advisor.knowledge.records import AnswerValue
from advisor.storage.tables import AGREED, PARTICIPANTS, SESSIONS
from advisor.storage.writing import one_at_a_time, put
from advisor.training.records import Agreed, Participant, Progress, Seat, Session

CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without signs that look alike when read from a projector."""
CODE_LENGTH = 6
TRIES = 20


class SessionStore:
    """Sessions by id, code and trainer; participants by session and conversation."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def create(self, session: Session) -> Session:
        """Store a new session; its id and code are made here."""
        for _ in range(TRIES):
            code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
            made = replace(session, id=secrets.token_urlsafe(12), code=code)
            try:
                with self._engine.begin() as connection:
                    connection.execute(
                        SESSIONS.insert().values(
                            id=made.id,
                            trainer=made.trainer,
                            code=code,
                            created=made.created,
                            closed=made.closed,
                            document=_written(asdict(made)),
                        )
                    )
                return made
            except sa.exc.IntegrityError:
                continue
        raise RuntimeError("No free session code was found.")

    def find(self, id: str) -> Session | None:
        """The session with this id, or None."""
        return self._one(SESSIONS.c.id == id)

    def by_code(self, code: str) -> Session | None:
        """The session people join by this code, in any case and with blanks, or None."""
        return self._one(SESSIONS.c.code == "".join(code.split()).upper())

    def of_trainer(self, trainer: str) -> list[Session]:
        """A trainer's sessions, newest first."""
        query = sa.select(SESSIONS).where(SESSIONS.c.trainer == trainer).order_by(SESSIONS.c.created.desc())
        with self._engine.connect() as connection:
            return [_session(row) for row in connection.execute(query)]

    def change(self, session: Session) -> None:
        """Store a session anew (name, closing day, minimum, closed)."""
        with self._engine.begin() as connection:
            connection.execute(
                SESSIONS.update()
                .where(SESSIONS.c.id == session.id)
                .values(closed=session.closed, document=_written(asdict(session)))
            )

    def delete(self, id: str) -> list[str]:
        """Delete a session; the conversations of those who joined, which stay theirs."""
        with self._engine.begin() as connection:
            one_at_a_time(connection, joining(id))
            # As whoever leaves the session does, in the same order.
            connection.execute(sa.select(SESSIONS.c.id).where(SESSIONS.c.id == id).with_for_update())
            joined = sa.select(PARTICIPANTS.c.conversation).where(PARTICIPANTS.c.session == id)
            conversations = list(connection.execute(joined).scalars())
            connection.execute(PARTICIPANTS.delete().where(PARTICIPANTS.c.session == id))
            connection.execute(AGREED.delete().where(AGREED.c.session == id))
            connection.execute(SESSIONS.delete().where(SESSIONS.c.id == id))
        return conversations

    def join(self, participant: Participant) -> Participant:
        """Let somebody join; id and number are made here. Joining again gives the same participant."""
        try:
            return self._join(participant)
        except sa.exc.IntegrityError:
            # The same person joined another session at the same moment.
            before = self.participant_of(participant.conversation)
            if before is None:
                raise
            return before

    def _join(self, participant: Participant) -> Participant:
        with self._engine.begin() as connection:
            one_at_a_time(connection, joining(participant.session))
            before = _participant_of(connection, participant.conversation)
            if before is not None:
                return before
            most = sa.select(sa.func.max(PARTICIPANTS.c.number)).where(PARTICIPANTS.c.session == participant.session)
            number = (connection.execute(most).scalar() or 0) + 1
            made = replace(participant, id=secrets.token_urlsafe(12), number=number)
            connection.execute(
                PARTICIPANTS.insert().values(
                    id=made.id,
                    session=made.session,
                    number=number,
                    conversation=made.conversation,
                    document=_written(asdict(made)),
                    progress=_written(asdict(Progress())),
                    changed=time.time(),
                )
            )
        return made

    def participant_of(self, conversation: str) -> Participant | None:
        """Who speaks in a conversation, where they joined a session."""
        with self._engine.connect() as connection:
            return _participant_of(connection, conversation)

    def note(self, conversation: str, progress: Progress) -> None:
        """Keep where a participant stands; nothing where no session was joined or it takes no more answers."""
        participant = self.participant_of(conversation)
        session = self.find(participant.session) if participant else None
        if session is None or not session.takes_answers(date.today()):
            return
        plain = asdict(replace(progress, answers=_plain(progress.answers), changed=time.time()))
        with self._engine.begin() as connection:
            connection.execute(
                PARTICIPANTS.update()
                .where(PARTICIPANTS.c.conversation == conversation)
                .values(progress=_written(plain), changed=plain["changed"])
            )

    def seats(self, session: str) -> list[Seat]:
        """Everybody who joined, in the order of joining, with where they stand."""
        query = sa.select(PARTICIPANTS).where(PARTICIPANTS.c.session == session).order_by(PARTICIPANTS.c.number)
        with self._engine.connect() as connection:
            return [
                Seat(Participant(**json.loads(row.document)), _progress(json.loads(row.progress)))
                for row in connection.execute(query)
            ]

    def mark(self, session: str) -> tuple[int, float]:
        """How many joined and when each changed, added up: the same as before means the same board.

        Not when something changed last: by the clock of another server that may have been before the last change.
        """
        query = sa.select(sa.func.count(), sa.func.sum(PARTICIPANTS.c.changed)).where(PARTICIPANTS.c.session == session)
        with self._engine.connect() as connection:
            count, changed = connection.execute(query).one()
        return int(count), float(changed or 0.0)

    def agree(self, session: str, agreed: Agreed) -> None:
        """Store what the voices of an organization agreed on, in place of what was before."""
        document = _written(asdict(replace(agreed, answers=_plain(agreed.answers))))
        with self._engine.begin() as connection:
            put(connection, AGREED, session=session, organization=agreed.organization, document=document)

    def agreed(self, session: str) -> dict[str, Agreed]:
        """Organization → what its voices agreed on."""
        query = sa.select(AGREED.c.document).where(AGREED.c.session == session)
        with self._engine.connect() as connection:
            found = [json.loads(document) for document in connection.execute(query).scalars()]
        return {each["organization"]: Agreed(**{**each, "answers": _answers(each["answers"])}) for each in found}

    def _one(self, which: Any) -> Session | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(SESSIONS).where(which)).first()
        return _session(row) if row else None


def joining(session: str) -> str:
    """What those who join a session wait for each other by: each takes the next number."""
    return f"joining {session}"


def _participant_of(connection: sa.engine.Connection, conversation: str) -> Participant | None:
    query = sa.select(PARTICIPANTS.c.document).where(PARTICIPANTS.c.conversation == conversation)
    document = connection.execute(query).scalar()
    return Participant(**json.loads(document)) if document else None


def _session(row: Any) -> Session:
    plain = json.loads(row.document)
    return Session(**{**plain, "parts": tuple(plain["parts"]), "closed": bool(row.closed)})


def _progress(plain: Mapping[str, Any]) -> Progress:
    return Progress(**{**plain, "answers": _answers(plain["answers"])})


def _plain(answers: Mapping[str, AnswerValue]) -> dict[str, Any]:
    return {q: a if isinstance(a, str) else list(a) for q, a in answers.items()}


def _answers(plain: Mapping[str, Any]) -> dict[str, AnswerValue]:
    return {q: tuple(a) if isinstance(a, list) else a for q, a in plain.items()}


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
