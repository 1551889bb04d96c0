"""The rows of an export: who may be named in them, what stands in each column, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from advisor.assessment.answers import check_answers
from advisor.assessment.assess import assess
from advisor.commands.assessment_files import table_cells
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.training.papers.tables import Table
from advisor.training.papers.texts import say
from advisor.training.records import Participant, Seat, Session
from advisor.wording.assessment_object import assessment_object
from advisor.wording.texts import Texts

ANSWERS = "answers"
IN_FRONT = ("number", "name", "organization", "voice")
BEHIND = ("orientation", "confidence", "leans", "knowledge_version", "joined", "finished")
DAY = 10
"""How much of a moment (`2026-11-24T09:00:00Z`) is its day."""


@dataclass(frozen=True)
class Rows:
    """The seats that go into an export, and how many whose answers stay out of it."""

    session: Session
    seats: tuple[Seat, ...]
    left_out: int


def exported(session: Session, seats: Sequence[Seat]) -> Rows:
    """The seats whose rows are given.

    Answers without a name are given only where at least `session.minimum` people gave such: a single one
    would be that of the only organization that did not want to be named. Who answered nothing yet is
    listed all the same.
    """
    unnamed = [seat for seat in seats if seat.progress.answers and not is_named(session, seat.participant)]
    held_back = unnamed if len(unnamed) < session.minimum else []
    return Rows(session, tuple(seat for seat in seats if seat not in held_back), len(held_back))


def is_named(session: Session, participant: Participant) -> bool:
    """Whether a participant appears with the name of the organization."""
    return not session.anonymous and participant.named and bool(participant.organization)


def name_of(session: Session, participant: Participant, texts: Texts) -> str:
    """What a participant is called: organization and voice, or the number."""
    if not is_named(session, participant):
        return str(participant.number)
    if not participant.voice:
        return participant.organization
    return say(texts, "export.voice_of", organization=participant.organization, voice=participant.voice)


def answers_table(rows: Rows, knowledge: Knowledge) -> Table:
    """A row for each seat, a column for each question by its id, as `advisor assess` reads it."""
    heading = (*IN_FRONT, *knowledge.questions, *BEHIND)
    texts = Texts(knowledge, rows.session.language)
    cells = [_cells(rows.session, seat, texts) for seat in rows.seats]
    return Table(ANSWERS, heading, tuple(tuple(row.get(column, "") for column in heading) for row in cells))


def labels_table(rows: Rows, knowledge: Knowledge, language: str) -> Table:
    """The same rows in the words of a language."""
    texts = Texts(knowledge, language)
    in_front = tuple(column for column in IN_FRONT if column != "name")
    heading = [say(texts, f"columns.{column}.name") for column in in_front]
    heading += [texts.get("questions", question, "name") for question in knowledge.questions]
    heading += [say(texts, f"columns.{column}.name") for column in BEHIND]
    found = []
    for seat in rows.seats:
        cells = _cells(rows.session, seat, texts)
        row = [cells.get(column, "") for column in in_front]
        row += [labelled(texts, question, seat.progress.answers.get(question)) for question in knowledge.questions]
        row += [_in_words(texts, column, cells.get(column, "")) for column in BEHIND]
        found.append(tuple(row))
    return Table(f"{ANSWERS}_{language}", tuple(heading), tuple(found))


def labelled(texts: Texts, question: str, value: AnswerValue | None) -> str:
    """An answer by the labels of its options; several are kept apart by semicolons."""
    if value is None:
        return ""
    if value == SKIP:
        return say(texts, "options.skip")
    if value == ():
        return say(texts, "options.none")
    options = texts.find("questions", question, "options")
    values = (value,) if isinstance(value, str) else value
    # An option of an older version has no label any more; its id is better than nothing.
    return "; ".join(options[entry]["label"] if entry in options else entry for entry in values)


def _cells(session: Session, seat: Seat, texts: Texts) -> Mapping[str, str]:
    """Column → text; answers this version of the knowledge does not have stand as they were given."""
    participant, progress, knowledge = seat.participant, seat.progress, texts.knowledge
    given = {question: _plain(value) for question, value in progress.answers.items()}
    cells = {"number": str(participant.number), "name": name_of(session, participant, texts)}
    if is_named(session, participant):
        cells["organization"], cells["voice"] = participant.organization, participant.voice
    if given:
        answers, _ = check_answers(given, knowledge)
        entry = assessment_object(assess(answers, knowledge), texts.language, knowledge, participant.id, "-")
        told = table_cells(entry)
        cells |= {question: ",".join(entries) for question, entries in given.items() if isinstance(entries, list)}
        cells |= {question: value for question, value in given.items() if isinstance(value, str)}
        cells |= {column: text for column, text in told.items() if column != "name"}
        cells["knowledge_version"] = knowledge.version
    cells["joined"] = _moment(session, participant, participant.joined)
    if progress.result is not None:
        changed = datetime.fromtimestamp(progress.changed, timezone.utc)
        cells["finished"] = _moment(session, participant, changed.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return cells


def _moment(session: Session, participant: Participant, moment: str) -> str:
    """A moment; of those without a name the day only: whoever watched the room would know the minute."""
    return moment if is_named(session, participant) else moment[:DAY]


def _plain(value: AnswerValue) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _in_words(texts: Texts, column: str, cell: str) -> str:
    if not cell:
        return ""
    if column in ("orientation", "leans"):
        return texts.name_of_type(cell)
    return say(texts, f"confidence.{cell}") if column == "confidence" else cell
