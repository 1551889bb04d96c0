"""Several voices of one organization: what each said, where they differ, and what would follow if they agreed.

In a named session it is shown who said what, by name for those who agreed to it and by number for the
others. In an anonymous one only the answers are shown, and how many gave each only where at least the
minimum of voices answered. Which answers were given is shown in any case: to talk about them is what
the voices came for, and a session with voices of one organization should say so when people join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from advisor.assessment import assess
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge, Question
from advisor.training.agreement import agreement, in_option_order
from advisor.training.phrases import say
from advisor.training.places import label_of, name_of
from advisor.training.records import Agreed, Seat, Session
from advisor.training.released import asked
from advisor.training.voices_records import Voice, VoiceAnswer, VoiceQuestion, Voices
from advisor.training.what_if import what_ifs
from advisor.wording.answers import short_answer
from advisor.wording.assessment_object import assessment_object
from advisor.wording.texts import Texts

Said = Sequence[tuple[Seat, AnswerValue]]
"""Who gave a real answer to a question, and which."""


def voices(
    session: Session, seats: Sequence[Seat], knowledge: Knowledge, texts: Texts, agreed: Agreed | None = None
) -> Voices:
    """The voices of one organization (seats: of that organization only).

    agreed  what they agreed on so far: those questions are settled, the others open to what-ifs
    """
    seats = sorted(seats, key=lambda seat: seat.participant.number)
    said = {id: _said(seats, id) for id in asked(session, knowledge)}
    said = {id: answers for id, answers in said.items() if answers}
    agreed = agreed or Agreed("")
    least_agreed = sorted(said, key=lambda id: _rank(said[id]))
    names = [seat.participant.organization for seat in seats if name_of(texts, session, seat.participant)]
    return Voices(
        organization=names[0] if names else "",
        count=len(seats),
        count_text=say(texts, "voices.count", count=len(seats)),
        measure=say(texts, "voices.measure"),
        hidden=say(texts, "voices.hidden") if session.anonymous else "",
        base=say(texts, "voices.base"),
        people=tuple(Voice(seat.participant.number, _label(texts, session, seat)) for seat in seats),
        questions=tuple(_question(texts, session, knowledge.questions[id], said[id], agreed) for id in least_agreed),
        what_if=what_ifs(texts, {id: [value for _, value in said[id]] for id in least_agreed}, agreed.answers),
    )


def agreed_assessment(
    agreed: Agreed, knowledge: Knowledge, language: str, id: str | None = None, created: str | None = None
) -> dict[str, Any]:
    """The assessment object (contract, section 5) of what was agreed on; questions not agreed on are open.

    created  UTC to the second; the time of the last agreement where it is known, else now
    """
    found = assess(dict(agreed.answers), knowledge)
    return assessment_object(found, language, knowledge, id, created or agreed.changed or None)


def _said(seats: Sequence[Seat], question: str) -> Said:
    given = ((seat, seat.progress.answers.get(question)) for seat in seats)
    return [(seat, answer) for seat, answer in given if answer is not None and answer != SKIP]


def _label(texts: Texts, session: Session, seat: Seat) -> str:
    """Who speaks, without the organization all of them speak for."""
    if not name_of(texts, session, seat.participant):
        return label_of(texts, session, seat.participant)
    return seat.participant.voice or say(texts, "voices.no_role", number=seat.participant.number)


def _rank(said: Said) -> float:
    return agreement([answer for _, answer in said]) if len(said) > 1 else 1.0


def _question(texts: Texts, session: Session, question: Question, said: Said, agreed: Agreed) -> VoiceQuestion:
    counts = not session.anonymous or len(said) >= session.minimum
    wording, id = texts.find("questions", question.id), question.id
    distinct = {answer for _, answer in said}
    return VoiceQuestion(
        question=id,
        name=wording["name"],
        ask=wording["ask"],
        part=question.part,
        several=question.several,
        answered=len(said),
        agreement=_rank(said) if len(said) > 1 and (counts or len(distinct) == 1) else None,
        agreement_text=_agreement_text(texts, said, question, counts),
        agreed=len(distinct) == 1,
        answers=tuple(_answers(texts, session, question, said, counts)),
        agreed_answer=short_answer(texts, id, agreed.answers[id]) if id in agreed.answers else "",
        dissent=agreed.dissent.get(id, ""),
    )


def _answers(texts: Texts, session: Session, question: Question, said: Said, counts: bool) -> Sequence[VoiceAnswer]:
    """The answers in the order of the options; where counts may be told the commonest first."""
    given: dict[AnswerValue, list[str]] = {}
    for seat, answer in sorted(said, key=lambda entry: in_option_order(question, entry[1])):
        given.setdefault(answer, []).append(_label(texts, session, seat))
    found = []
    for value, who in given.items():
        answer = short_answer(texts, question.id, value)
        if not session.anonymous:
            text = say(texts, "voices.said", answer=answer, who=say(texts, "voices.and").join(who))
        elif counts:
            text = say(texts, "voices.said_count", answer=answer, count=len(who))
        else:
            text = answer
        shown = () if session.anonymous else tuple(who)
        found.append(VoiceAnswer(value, answer, len(who) if counts else None, shown, text))
    return sorted(found, key=lambda entry: -(entry.count or 0))


def _agreement_text(texts: Texts, said: Said, question: Question, counts: bool) -> str:
    if len(said) < 2:
        return say(texts, "voices.one")
    answers = [answer for _, answer in said]
    if len(set(answers)) == 1:
        return say(texts, "voices.agree")
    if not counts:
        return say(texts, "voices.differ_plainly")
    if question.several:
        return say(texts, "voices.differ_list", percent=round(100 * agreement(answers)))
    return say(texts, "voices.differ", most=max(Counter(answers).values()), count=len(answers))
