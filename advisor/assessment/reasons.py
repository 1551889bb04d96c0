"""Why an orientation was given: the decision's reason, then the notes that apply."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.assessment.answers import Answers, answered
from advisor.assessment.orientation import OrientationResult
from advisor.assessment.table1 import Pointer
from advisor.knowledge.records import Knowledge

TABLE1_AGREES = "table1_agrees"
TABLE1_AGAINST = "table1_against"


@dataclass(frozen=True)
class GivenReason:
    """A reason by its id, the answers it cites, and for Table 1 the rows and types it names."""

    id: str
    answers: tuple[str, ...]
    section: str
    basis: str
    rows: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


def given_reasons(result: OrientationResult, answers: Answers, knowledge: Knowledge) -> tuple[GivenReason, ...]:
    """The reasons in the order they are told.

    Table 1 is spoken of where as many checking rows as could unsettle a result point elsewhere,
    or where as many point the same way and not so many elsewhere.
    """
    decision = knowledge.decision_reasons[result.reason]
    reasons = [GivenReason(decision.id, result.answers, decision.section, decision.basis)]
    enough = knowledge.table1.against_needed
    if len(result.against) >= enough:
        reasons.append(_about_table1(TABLE1_AGAINST, result.against, result.table1, knowledge))
    elif len(result.agreeing) >= enough:
        reasons.append(_about_table1(TABLE1_AGREES, result.agreeing, result.table1, knowledge))
    for note in knowledge.reason_notes.values():
        if note.when and all(condition.holds(answers.get(condition.question)) for condition in note.when):
            cited = tuple(question for question in note.answers if answered(answers.get(question)))
            reasons.append(GivenReason(note.id, cited, note.section, note.basis))
    return tuple(reasons)


def _about_table1(note_id: str, rows: tuple[str, ...], table: tuple[Pointer, ...], knowledge: Knowledge) -> GivenReason:
    note = knowledge.reason_notes[note_id]
    named = [pointer for pointer in table if pointer.row in rows]
    columns = {pointer.points_to for pointer in named}
    return GivenReason(
        id=note.id,
        answers=tuple(pointer.question for pointer in named),
        section=note.section,
        basis=note.basis,
        rows=rows,
        types=tuple(orientation for orientation in knowledge.orientations if orientation in columns),
    )
