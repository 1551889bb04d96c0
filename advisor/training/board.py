"""The board of a session: who is where, and what the group answered, as far as it may be shown.

What is protected, and what is not, is told in `protection.py`; how figures move in `releases.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime

from advisor.knowledge.records import Knowledge
from advisor.reports.phrases import day_in_words
from advisor.training import outcomes
from advisor.training.board_records import Board
from advisor.training.events import reaches
from advisor.training.phrases import say
from advisor.training.places import at_questions, place
from advisor.training.published import publish
from advisor.training.records import Seat, Session
from advisor.training.released import Released, asked, release
from advisor.training.spreads import differing, profile, spread
from advisor.wording.texts import Texts


def board(
    session: Session,
    seats: Sequence[Seat],
    knowledge: Knowledge,
    language: str,
    now: datetime,
    released: Released | None = None,
) -> Board:
    """The board in this language; now: with its time zone.

    released  what is in the figures (`release`); without it, what a first look at these seats releases.
              Who shows boards again and again hands it on, or asks `Boards`, which does.
    """
    released = released or release(session, seats, knowledge)
    texts = Texts(knowledge, language)
    questions = asked(session, knowledge)
    seats = sorted(seats, key=lambda seat: seat.participant.number)
    people = tuple(place(texts, session, seat, questions) for seat in seats)
    classes = reaches(knowledge)(questions).classes
    published = {
        id: publish(knowledge.questions[id], released.answers[id].counts, session.minimum, classes.get(id, ()))
        for id in questions
    }
    spreads = tuple(spread(texts, knowledge.questions[id], published[id], released) for id in questions)
    finished = sum(each.finished for each in people)
    answering = sum(not each.finished and each.phase != "new" for each in people)
    today = now.astimezone().date()
    return Board(
        session=session.id,
        name=session.name,
        code=session.code,
        language=language,
        made=now.isoformat(timespec="seconds"),
        open=session.takes_answers(today),
        state=_state(texts, session, today),
        knowledge_version=knowledge.version,
        minimum=session.minimum,
        joined=len(people),
        joined_text=say(texts, "joined", count=len(people)),
        answering=answering,
        answering_text=say(texts, "answering", count=answering),
        finished=finished,
        finished_text=say(texts, "finished", count=finished),
        people=people,
        at=at_questions(texts, people, questions),
        questions=spreads,
        differing=differing(spreads),
        types=outcomes.types(texts, released, published),
        problems=outcomes.problems(texts, released, published),
        profile=tuple(
            profile(texts, row, published, released) for row in knowledge.table1.rows if row.question in published
        ),
        protection=say(texts, "protection" if session.minimum > 1 else "no_protection", minimum=session.minimum),
    )


class Boards:
    """The boards of all sessions of one process: what was released is kept, in memory only.

    Safe to be asked from several threads.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._released: dict[str, Released] = {}
        self._made: dict[tuple[str, str], tuple[object, Board]] = {}
        self._lock = threading.Lock()

    def board(self, session: Session, seats: Sequence[Seat], language: str, now: datetime) -> Board:
        """The board of these seats."""
        with self._lock:
            return self._board(session, seats, language, now)

    def at_mark(
        self, session: Session, mark: object, seats: Callable[[], Sequence[Seat]], language: str, now: datetime
    ) -> Board:
        """The board for a mark (`SessionStore.mark`); the seats are only read where it is a new one."""
        key, state = (session.id, language), (session, mark, now.astimezone().date())
        with self._lock:
            made = self._made.get(key)
            if made is None or made[0] != state:
                made = (state, self._board(session, seats(), language, now))
                self._made[key] = made
            return made[1]

    def forget(self, session: str) -> None:
        """Keep nothing of a session any longer."""
        with self._lock:
            self._released.pop(session, None)
            for key in [key for key in self._made if key[0] == session]:
                del self._made[key]

    def _board(self, session: Session, seats: Sequence[Seat], language: str, now: datetime) -> Board:
        released = release(session, seats, self._knowledge, self._released.get(session.id))
        self._released[session.id] = released
        return board(session, seats, self._knowledge, language, now, released)


def _state(texts: Texts, session: Session, today: date) -> str:
    if not session.takes_answers(today):
        return say(texts, "session.closed")
    if not session.closes:
        return say(texts, "session.open")
    return say(texts, "session.open_until", date=day_in_words(texts, date.fromisoformat(session.closes)))
