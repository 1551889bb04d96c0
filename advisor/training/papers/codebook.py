"""The codebook of an export: every column and value in every language; and what the export is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

from advisor.assessment.answers import NONE_OF_THEM
from advisor.knowledge.records import SKIP, Knowledge, Question
from advisor.training.papers.rows import BEHIND, IN_FRONT, Rows
from advisor.training.papers.tables import Table
from advisor.training.papers.texts import say
from advisor.wording.texts import Texts

CODEBOOK, ABOUT = "codebook", "about"
IN_EVERY_LANGUAGE = ("part", "name", "question", "label", "means")
ONCE = ("column", "value", "number", "several", "section", "basis")
CONFIDENCE = ("firm", "provisional")


def codebook_table(knowledge: Knowledge) -> Table:
    """A row for each column, and below it one for each of its values."""
    every = [Texts(knowledge, language) for language in knowledge.languages]
    heading = (*ONCE, *(f"{field}_{texts.language}" for texts in every for field in IN_EVERY_LANGUAGE))
    rows: list[tuple[str, ...]] = []
    for column in IN_FRONT:
        rows.append(_column(column, every))
    for question in knowledge.questions.values():
        rows += _question(question, every)
    for column in BEHIND:
        rows.append(_column(column, every))
        rows += [_value(column, value, "", every) for value in _outcomes(column, knowledge)]
    return Table(CODEBOOK, heading, tuple(rows))


def about_table(rows: Rows, joined: int, knowledge: Knowledge, now: datetime) -> Table:
    """What the export is of, in every language side by side."""
    session, every = rows.session, [Texts(knowledge, language) for language in knowledge.languages]
    exported = now.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    finished = sum(seat.progress.result is not None for seat in rows.seats)
    found: list[tuple[str, ...]] = []

    def fact(id: str, value: str) -> None:
        found.append((*(say(texts, f"about.{id}") for texts in every), value))

    fact("session", session.name)
    fact("created", session.created)
    fact("closes", session.closes)
    fact("exported", exported)
    fact("joined", str(joined))
    if not rows.left_out:
        fact("finished", str(finished))
    fact("minimum", str(session.minimum))
    fact("version_began", session.knowledge_version)
    fact("version_now", knowledge.version)
    kind = "anonymous" if session.anonymous else "named"
    notes = [kind, *(["left_out"] if rows.left_out else [])]
    for note in notes:
        found.append((*(say(texts, f"about.{note}", minimum=session.minimum) for texts in every), ""))
    return Table(ABOUT, (*knowledge.languages, "value"), tuple(found))


def _question(question: Question, every: Sequence[Texts]) -> Iterator[tuple[str, ...]]:
    several = "yes" if question.several else "no"
    source = question.source.section or ""
    own = (question.id, "", "", several, source, question.basis)
    told: list[str] = []
    for texts in every:
        wording = texts.find("questions", question.id)
        told += [texts.get("parts", question.part, "name"), wording["name"], wording["ask"], "", ""]
    yield (*own, *told)
    for number, value in enumerate(question.values, 1):
        told = []
        for texts in every:
            option = texts.option(question.id, value)
            told += ["", "", "", option["label"], option["means"]]
        yield (question.id, value, str(number), "", "", "", *told)
    if question.several:
        yield _value(question.id, NONE_OF_THEM, "options.none", every)
    yield _value(question.id, SKIP, "options.skip", every)


def _column(column: str, every: Sequence[Texts]) -> tuple[str, ...]:
    told: list[str] = []
    for texts in every:
        told += ["", say(texts, f"columns.{column}.name"), "", "", say(texts, f"columns.{column}.means")]
    return (column, "", "", "", "", "", *told)


def _value(column: str, value: str, path: str, every: Sequence[Texts]) -> tuple[str, ...]:
    told: list[str] = []
    for texts in every:
        label = say(texts, path) if path else _outcome(column, value, texts)
        told += ["", "", "", label, ""]
    return (column, value, "", "", "", "", *told)


def _outcomes(column: str, knowledge: Knowledge) -> Sequence[str]:
    if column == "orientation":
        return (*knowledge.orientations, *knowledge.other_outcomes)
    if column == "leans":
        return tuple(dict.fromkeys(row.leans for row in knowledge.decision_table.rows if row.leans))
    return CONFIDENCE if column == "confidence" else ()


def _outcome(column: str, value: str, texts: Texts) -> str:
    return say(texts, f"confidence.{value}") if column == "confidence" else texts.name_of_type(value)
