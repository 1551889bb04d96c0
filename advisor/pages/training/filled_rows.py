"""Rows filled in from paper: which of them are new, and how they become participants."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.assessment.assess import assess
from advisor.knowledge.records import AnswerValue, Knowledge
from advisor.storage.paper_rows import PaperRow, PaperRows
from advisor.storage.sessions import SessionStore
from advisor.training.papers.importing import Imported, ImportedRow
from advisor.training.papers.rows import is_named
from advisor.training.records import Session
from advisor.wording.assessment_object import assessment_object

LONGEST_NAME = 80
"""As where people join by themselves."""

_adding = threading.Lock()
"""Held while a file is compared with what is there and added: the same file sent twice at once counts once."""
_Mark = tuple[frozenset[tuple[str, AnswerValue]], str, str]


@dataclass(frozen=True)
class Added:
    """What became of a file.

    numbers  line of the file → number of the participant
    known    lines whose answers the session has already
    """

    numbers: Mapping[int, int]
    known: tuple[int, ...]


def add_rows(
    imported: Imported,
    session: Session,
    knowledge: Knowledge,
    sessions: SessionStore,
    rows: PaperRows,
    at: str,
    named: bool,
    also_known: bool,
) -> Added:
    """Add the good rows of a file as participants who have finished.

    named       the organizations agreed to be named; never so in anonymous sessions
    also_known  rows like one the session has already are added all the same. Otherwise a file can be
                corrected and read once more without anybody being counted twice: of so many equal rows
                only those are added that are more than there are
    """
    with _adding:
        return _added(imported, session, knowledge, sessions, rows, at, named, also_known)


def _added(
    imported: Imported,
    session: Session,
    knowledge: Knowledge,
    sessions: SessionStore,
    rows: PaperRows,
    at: str,
    named: bool,
    also_known: bool,
) -> Added:
    there: Counter[_Mark] = Counter()
    for seat in [] if also_known else sessions.seats(session.id):
        shown = is_named(session, seat.participant)
        names = (seat.participant.organization, seat.participant.voice) if shown else ("", "")
        there[_mark(seat.progress.answers, *names)] += 1
    new: list[tuple[int, PaperRow]] = []
    known: list[int] = []
    for row in imported.rows:
        made = _paper_row(row, session, knowledge, at, named)
        mark = next((each for each in _marks(row.answers, made) if there[each] > 0), None)
        if mark is not None:
            there[mark] -= 1
            known.append(row.row)
        else:
            new.append((row.row, made))
    participants = rows.add(session, [made for _, made in new], at)
    numbers = {line: participant.number for (line, _), participant in zip(new, participants, strict=True)}
    return Added(numbers, tuple(known))


def _paper_row(row: ImportedRow, session: Session, knowledge: Knowledge, at: str, named: bool) -> PaperRow:
    assessment = assessment_object(assess(row.answers, knowledge), session.language, knowledge, created=at)
    organization, voice = ("", "") if session.anonymous else (_name(row.organization), _name(row.voice))
    return PaperRow(assessment, organization, voice if organization else "", named and bool(organization))


def _marks(answers: Mapping[str, AnswerValue], made: PaperRow) -> list[_Mark]:
    """What a row may stand in the session as. Without consent it is added without its name; who is there with it
    already is known all the same: an export sent back counts nobody twice, whatever was ticked."""
    named = _mark(answers, made.organization, made.voice)
    return [named] if made.named else list(dict.fromkeys((named, _mark(answers, "", ""))))


def _mark(answers: Mapping[str, AnswerValue], organization: str, voice: str) -> _Mark:
    return (
        frozenset((q, a if isinstance(a, str) else tuple(sorted(a))) for q, a in answers.items()),
        organization,
        voice,
    )


def _name(said: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST_NAME]


def lines(numbers: Sequence[int], comma: str) -> str:
    """Lines of a file, neighbours together: `2–5, 9`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return comma.join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
