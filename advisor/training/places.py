"""Where each participant stands. This is no figure on a group: it is exact, and names only those who agreed."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.training.board_records import AtQuestion, Place
from advisor.training.phrases import say
from advisor.training.records import Participant, Seat, Session
from advisor.training.released import is_finished
from advisor.wording.texts import Texts


def name_of(texts: Texts, session: Session, participant: Participant) -> str:
    """The organization and who speaks for it; empty in anonymous sessions and for those who did not agree."""
    if session.anonymous or not participant.named or not participant.organization:
        return ""
    if not participant.voice:
        return participant.organization
    return say(texts, "place.voice", organization=participant.organization, voice=participant.voice)


def label_of(texts: Texts, session: Session, participant: Participant) -> str:
    """What to call somebody: the name where it may be shown, else the number."""
    return name_of(texts, session, participant) or say(texts, "place.number", number=participant.number)


def place(texts: Texts, session: Session, seat: Seat, questions: Sequence[str]) -> Place:
    """Where one participant stands among the session's questions."""
    open_question, finished = seat.progress.open, is_finished(seat.progress)
    if open_question not in texts.knowledge.questions:
        open_question = None
    step = questions.index(open_question) + 1 if open_question in questions else None
    name = texts.get("questions", open_question, "name") if open_question else ""
    return Place(
        number=seat.participant.number,
        name=name_of(texts, session, seat.participant),
        label=label_of(texts, session, seat.participant),
        phase=seat.progress.phase,
        finished=finished,
        question=open_question,
        question_name=name,
        step=step,
        of=len(questions),
        text=say(texts, f"place.{_state(seat, step, open_question)}", step=step, of=len(questions), question=name),
    )


def at_questions(texts: Texts, places: Sequence[Place], questions: Sequence[str]) -> tuple[AtQuestion, ...]:
    """How many are at each question that anybody is at, in the order of the questions."""
    found = []
    for step, question in enumerate(questions, 1):
        count = sum(each.question == question and not each.finished for each in places)
        if count:
            name = texts.get("questions", question, "name")
            found.append(AtQuestion(question, name, step, count, say(texts, "place.at", question=name, count=count)))
    return tuple(found)


def _state(seat: Seat, step: int | None, open_question: str | None) -> str:
    """Which text of `place` says where somebody stands."""
    if is_finished(seat.progress):
        return "further" if seat.progress.phase == "asking" and open_question else "finished"
    if seat.progress.phase == "asking":
        if open_question is None:
            return "between"
        return "asking" if step else "elsewhere"
    return "review" if seat.progress.phase == "review" else "new"
