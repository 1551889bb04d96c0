"""Training sessions: joined once by code, followed while they take answers, gone with their data."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from advisor.storage.assessments import AssessmentStore
from advisor.storage.sessions import CODE_SIGNS, SessionStore
from advisor.training.records import Agreed, Participant, Progress, Session

SESSION = Session(id="", trainer="t1", name="Workshop", language="en", parts=("value",), created="2026-01-01T00:00:00Z")


@pytest.fixture
def store(own: sa.engine.Engine) -> SessionStore:
    return SessionStore(own)


def join(store: SessionStore, session: Session, conversation: str) -> Participant:
    return store.join(Participant(id="", session=session.id, conversation=conversation, number=0))


def test_a_session_is_found_by_its_code_however_it_is_typed(store: SessionStore) -> None:
    made = store.create(SESSION)
    assert set(made.code) <= set(CODE_SIGNS)
    for typed in (made.code, made.code.lower(), f" {made.code[:3]} {made.code[3:]} "):
        assert store.by_code(typed) == made
    assert store.by_code("") is None
    assert store.of_trainer("t1") == [made]
    assert store.of_trainer("t2") == []


def test_many_join_at_once_and_each_has_a_number_of_its_own(store: SessionStore) -> None:
    session = store.create(SESSION)
    with ThreadPoolExecutor(8) as pool:
        joined = list(pool.map(lambda number: join(store, session, f"c{number}"), range(24)))
    assert sorted(each.number for each in joined) == list(range(1, 25))
    assert len(store.seats(session.id)) == 24


def test_joining_again_is_the_same_participant(store: SessionStore) -> None:
    session = store.create(SESSION)
    assert join(store, session, "c1") == join(store, session, "c1")


def test_where_somebody_stands_is_kept_and_changes_the_mark(store: SessionStore) -> None:
    session = store.create(SESSION)
    join(store, session, "c1")
    before = store.mark(session.id)
    store.note(
        "c1", Progress(answers={"funding_channels": ("fees", "dues"), "venue": "own"}, open="say_no", phase="asking")
    )
    (seat,) = store.seats(session.id)
    assert seat.progress.answers == {"funding_channels": ("fees", "dues"), "venue": "own"}
    assert (seat.progress.open, seat.progress.phase) == ("say_no", "asking")
    assert store.mark(session.id) != before


@pytest.mark.parametrize("over", [{"closed": True}, {"closes": "2020-01-01"}])
def test_a_session_that_is_over_is_read_only(store: SessionStore, over: dict[str, object]) -> None:
    session = store.create(SESSION)
    join(store, session, "c1")
    store.note("c1", Progress(answers={"venue": "own"}))
    store.change(replace(session, **over))  # type: ignore[arg-type]
    store.note("c1", Progress(answers={"venue": "none"}))
    assert store.seats(session.id)[0].progress.answers == {"venue": "own"}


def test_conversations_that_joined_nothing_leave_no_trace(store: SessionStore) -> None:
    session = store.create(SESSION)
    store.note("stranger", Progress(answers={"venue": "own"}))
    assert store.seats(session.id) == []


def test_what_is_agreed_replaces_what_was(store: SessionStore) -> None:
    session = store.create(SESSION)
    store.agree(session.id, Agreed("Choir", {"venue": "own"}, {"venue": "two of us say borrowed"}))
    store.agree(session.id, Agreed("Choir", {"funding_channels": ("dues",)}))
    assert store.agreed(session.id) == {"Choir": Agreed("Choir", {"funding_channels": ("dues",)})}


def test_deleting_ones_data_takes_the_seat_along(store: SessionStore, own: sa.engine.Engine) -> None:
    session = store.create(SESSION)
    join(store, session, "c1"), join(store, session, "c2")
    AssessmentStore(own).forget("c1")
    assert [seat.participant.conversation for seat in store.seats(session.id)] == ["c2"]


def test_deleting_a_session_frees_those_who_joined(store: SessionStore) -> None:
    session = store.create(SESSION)
    join(store, session, "c1")
    assert store.delete(session.id) == ["c1"]
    assert store.find(session.id) is None
    assert store.participant_of("c1") is None
