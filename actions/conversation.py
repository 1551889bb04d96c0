"""Rasa's actions: each hands one message to the interview and turns what it says into events."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from advisor.conversation.slots import (
    FORGET_SLOT,
    TURN_SLOT,
    active_form,
    form_of,
    interview_from_slots,
    slots_from_interview,
)
from advisor.interview.conversation import take_turn
from advisor.interview.state import Interview
from advisor.interview.turn import Turn
from advisor.knowledge import load_knowledge
from advisor.reading.reading import Reading
from advisor.storage.assessments import AssessmentStore, RecordsOfOne
from advisor.storage.database import own_database
from advisor.storage.sessions import SessionStore
from advisor.training.records import Participant, Progress

Events = list[dict[str, Any]]


@lru_cache(maxsize=1)
def assessments() -> AssessmentStore:
    """The store of results, opened once."""
    return AssessmentStore(own_database())


@lru_cache(maxsize=1)
def sessions() -> SessionStore:
    """The store of training sessions, opened once."""
    return SessionStore(own_database())


class Converse(Action):
    """Answers a message while no question is open."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_converse"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Work out the turn; the events store its outcome."""
        return answer(dispatcher, tracker)


class ValidateForm:
    """Answers a message while a question of one part is open: Rasa calls it once a turn."""

    part: str

    def name(self) -> str:
        """The name in the domain."""
        return f"validate_{form_of(self.part)}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Work out the turn, unless another action did already and only the form changed."""
        return answer(dispatcher, tracker)


VALIDATIONS = [
    type(f"Validate{part}", (ValidateForm, Action), {"part": part, "__module__": __name__})
    for part in load_knowledge().parts
]
"""One action a part of the interview; rasa_sdk finds them as subclasses of Action."""


class SessionStart(Action):
    """A new session: the answers so far are carried over, and the leader is met as coming back."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Start the session with the slots of the one before."""
        knowledge = load_knowledge()
        before = interview_from_slots(tracker.slots, knowledge)
        events: Events = [{"event": "session_started"}]
        if before.language is not None:
            events += _slot_events(slots_from_interview(before.but(away=True), knowledge), {})
            form = active_form(before, knowledge)
            if form is not None:
                events += [_loop(form), _slot("requested_slot", before.open)]
        return [*events, {"event": "action", "name": "action_listen"}]


def answer(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Take the turn of the latest message once, say what it says and return what it changed."""
    knowledge = load_knowledge()
    interview = interview_from_slots(tracker.slots, knowledge)
    last, arrived = tracker.slots.get(TURN_SLOT) or {"number": 0}, tracker.latest_message.get("message_id")
    if arrived is not None and last.get("message") == arrived:
        return _form_events(active_form(interview, knowledge), interview.open)
    number = last["number"] + 1
    participant = sessions().participant_of(tracker.sender_id)
    turn = Turn(
        knowledge=knowledge,
        reading=Reading.from_plain(tracker.latest_message.get("reading")),
        interview=interview,
        records=RecordsOfOne(assessments(), tracker.sender_id, number),
        number=number,
        parts=parts_of(participant) if participant else None,
    )
    take_turn(turn)
    for message in turn.said:
        dispatcher.utter_message(
            text=message.text,
            buttons=[{"title": button.label, "payload": button.payload} for button in message.buttons],
            json_message=dict(message.custom) if message.custom else None,
            language=turn.texts.language,
            **message.extras,
        )
    if participant is not None:
        sessions().note(tracker.sender_id, progress_of(turn.interview))
    slots = slots_from_interview(turn.interview, knowledge)
    slots[TURN_SLOT] = {"number": number, "message": arrived}
    events = _slot_events(slots, tracker.slots)
    if turn.forget:
        events.append(_slot(FORGET_SLOT, True))
    return events + _form_events(active_form(turn.interview, knowledge), turn.interview.open)


def parts_of(participant: Participant) -> tuple[str, ...] | None:
    """The deeper parts the session of a participant asks for; None where it is gone or takes no answers."""
    session = sessions().find(participant.session)
    return session.parts if session else None


def progress_of(interview: Interview) -> Progress:
    """Where an interview stands, for the board of a session."""
    return Progress(
        answers=interview.answers,
        figures=interview.figures,
        open=interview.open,
        phase=interview.phase,
        result=interview.result,
    )


def _slot_events(slots: dict[str, Any], before: dict[str, Any]) -> Events:
    return [_slot(name, value) for name, value in slots.items() if value != before.get(name)]


def _form_events(form: str | None, requested: str | None) -> Events:
    return [_loop(form), _slot("requested_slot", requested if form else None)]


def _loop(form: str | None) -> dict[str, Any]:
    return {"event": "active_loop", "name": form}


def _slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}
