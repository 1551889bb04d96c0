"""A session's answers as files for other programs: XLSX with a codebook, CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from advisor.knowledge.records import Knowledge
from advisor.training.papers.codebook import about_table, codebook_table
from advisor.training.papers.rows import answers_table, exported, labels_table
from advisor.training.papers.tables import Table, csv_archive, csv_file, workbook
from advisor.training.records import Seat, Session


def session_tables(session: Session, seats: Sequence[Seat], knowledge: Knowledge, now: datetime) -> tuple[Table, ...]:
    """The tables of an export: answers by id, in the words of every language, codebook, about the export."""
    rows = exported(session, seats)
    return (
        answers_table(rows, knowledge),
        *(labels_table(rows, knowledge, language) for language in knowledge.languages),
        codebook_table(knowledge),
        about_table(rows, len(seats), knowledge, now),
    )


def session_workbook(
    session: Session, seats: Sequence[Seat], knowledge: Knowledge, now: datetime | None = None
) -> bytes:
    """The export as XLSX. Its first sheet is what `advisor assess` and `import_answers` read."""
    return workbook(session_tables(session, seats, knowledge, now or _now()))


def session_csv(session: Session, seats: Sequence[Seat], knowledge: Knowledge) -> bytes:
    """The answers by id as one CSV file."""
    return csv_file(answers_table(exported(session, seats), knowledge))


def session_archive(
    session: Session, seats: Sequence[Seat], knowledge: Knowledge, now: datetime | None = None
) -> bytes:
    """The export as CSV files in a ZIP."""
    moment = now or _now()
    return csv_archive(session_tables(session, seats, knowledge, moment), moment)


def _now() -> datetime:
    return datetime.now(timezone.utc)
