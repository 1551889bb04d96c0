"""The trainer's kit: how to run a workshop, with the findings of its own board."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date

from advisor.knowledge.records import Knowledge, Suggestion
from advisor.reports.phrases import day_in_words
from advisor.reports.typed import as_shown
from advisor.training.board_records import Board, Figure
from advisor.training.papers.group_report import (
    bars,
    common_problems,
    differing,
    figures_in_words,
    limits,
    see_above,
    suggestions_for,
)
from advisor.training.papers.paper import (
    BOXES,
    BULLETS,
    LEAD,
    NOTE,
    NUMBERS,
    SMALL,
    TO_WRITE_IN,
    Blank,
    Block,
    Break,
    Grid,
    Heading,
    Paper,
    Point,
    Points,
    Text,
    paper,
)
from advisor.training.papers.questionnaire import minutes_for, questions_of
from advisor.training.papers.texts import PAPERS, said, say
from advisor.training.records import Session
from advisor.wording.texts import Texts

AGENDAS: Mapping[int, tuple[tuple[str, int], ...]] = {
    90: (("arrive", 10), ("open", 10), ("answer", 20), ("differ", 20), ("group", 10), ("plan", 15), ("close", 5)),
    180: (
        ("arrive", 10),
        ("open", 15),
        ("answer", 25),
        ("pairs", 15),
        ("break", 10),
        ("differ", 35),
        ("group", 15),
        ("plan", 35),
        ("rounds", 15),
        ("close", 5),
    ),
}
"""Length in minutes → steps (`kit.steps` of the texts) with their minutes."""
WITHOUT_FIGURES = ("main_source", "needs_first", "say_no")
"""What to talk about while the board shows nothing: the two questions that decide the type, and the room to decline."""
TO_SPARE = 3
PROBLEMS = 3
ROWS_OF_THE_SHEET = 5
LONGEST_NAME = 120


def kit(
    session: Session,
    knowledge: Knowledge,
    language: str,
    day: date,
    board: Board | None = None,
    expected: int | None = None,
) -> Paper:
    """The kit for a session.

    board     its findings go into the debriefing and the plans; None: before anybody has answered
    expected  how many people will come, for the copies; None: unknown

    Raises ValueError where the board is in another language or of another session.
    """
    if board is not None and (board.language != language or board.session != session.id):
        raise ValueError(f"found a board of {board.session} in {board.language}; wanted {session.id} in {language}")
    texts = Texts(knowledge, language)
    name = as_shown(session.name, LONGEST_NAME)
    count = len(questions_of(knowledge, session.parts))
    kind = say(texts, "kit.anonymous" if session.anonymous else "kit.named")
    about = (
        say(texts, "kit.for", name=name),
        say(texts, "kit.code", code=session.code),
        say(texts, "kit.facts", count=count, minutes=minutes_for(count), kind=kind),
        day_in_words(texts, day),
    )
    blocks = (
        Text(say(texts, "kit.intro")),
        *_prepare(texts, expected),
        *_agendas(texts, minutes_for(count)),
        *_open(texts),
        *_debrief(texts, board),
        *_results(texts, board),
        *_plans(texts, board),
        *_tables(texts),
        *limits(texts, [board.protection] if board else [], say(texts, "kit.limits"), say(texts, "kit.source")),
        *_sheet(texts),
    )
    return paper(texts, say(texts, "kit.title"), about, blocks, day, name)


def _list(texts: Texts, path: str, look: str) -> Points:
    return Points(tuple(Point(text) for text in said(texts, path)), look)


def _prepare(texts: Texts, expected: int | None) -> Iterator[Block]:
    yield Heading(say(texts, "kit.prepare"))
    yield _list(texts, "kit.checks", BOXES)
    yield Heading(say(texts, "kit.print"), 3)
    copies = say(texts, "kit.each") if expected is None else str(expected + TO_SPARE)
    rows = texts.find(PAPERS, "kit", "print_rows").values()
    told = tuple((row["what"], str(row["copies"]).format(count=copies), row["use"]) for row in rows)
    yield Grid(said(texts, "kit.print_head"), told, (5, 3, 4))


def _agendas(texts: Texts, answering: int) -> Iterator[Block]:
    # A page of its own, to be laid beside the clock.
    yield Break()
    yield Heading(say(texts, "kit.agenda"))
    for length, steps in AGENDAS.items():
        yield Heading(say(texts, "kit.agenda_for", minutes=length), 3)
        yield Grid(said(texts, "kit.agenda_head"), tuple(_steps(texts, steps)), (2, 1, 2, 7))
        room = dict(steps)["answer"]
        if answering > room:
            yield Text(say(texts, "kit.agenda_long", minutes=answering, room=room), look=NOTE)


def _steps(texts: Texts, steps: Sequence[tuple[str, int]]) -> Iterator[tuple[str, ...]]:
    begins = 0
    for step, minutes in steps:
        ends = begins + minutes
        what, how = (say(texts, f"kit.steps.{step}.{field}") for field in ("what", "how"))
        yield (f"{_clock(begins)}–{_clock(ends)}", str(minutes), what, how)
        begins = ends


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _open(texts: Texts) -> Iterator[Block]:
    yield Heading(say(texts, "kit.open"))
    yield Text(say(texts, "kit.open_say"))
    yield _list(texts, "kit.say", NUMBERS)
    yield Heading(say(texts, "kit.open_avoid"), 3)
    yield _list(texts, "kit.avoid", BULLETS)


def _debrief(texts: Texts, board: Board | None) -> Iterator[Block]:
    yield Heading(say(texts, "kit.debrief"))
    yield Text(say(texts, "kit.debrief_intro"))
    yield _list(texts, "kit.debrief_rules", NUMBERS)
    yield Heading(say(texts, "kit.differing"), 3)
    found = differing(board) if board else []
    if not found:
        yield Text(say(texts, "kit.differing_none"))
    answers: Mapping[str, Sequence[Figure]] = {spread.question: spread.figures for spread in found}
    for question in answers or WITHOUT_FIGURES:
        yield Text(texts.get("questions", question, "ask"), look=LEAD)
        if question in answers:
            yield Text(figures_in_words(texts, answers[question]), label=say(texts, "kit.answers_are"))
        yield Text(texts.get(PAPERS, "ask_room", question), label=say(texts, "kit.ask"), look=NOTE)


def _results(texts: Texts, board: Board | None) -> Iterator[Block]:
    yield Heading(say(texts, "kit.results"))
    yield _list(texts, "kit.results_say", NUMBERS)
    if board is not None:
        yield Heading(say(texts, "kit.types_now"), 3)
        yield Text(board.types.basis.note, look=SMALL)
        if board.types.basis.shown:
            yield bars("types", said(texts, "group.types_head"), board.types.figures)


def _plans(texts: Texts, board: Board | None) -> Iterator[Block]:
    yield Heading(say(texts, "kit.plans"))
    yield _list(texts, "kit.plans_rules", NUMBERS)
    yield Heading(say(texts, "kit.problems_now"), 3)
    found = common_problems(board)[:PROBLEMS] if board else []
    if not found:
        yield Text(say(texts, "kit.problems_none"))
    told: set[str] = set()
    for problem in found:
        yield Text(problem.title, soft=problem.cite, look=LEAD)
        yield Text(problem.figure.text, look=SMALL)
        suggestions = suggestions_for(texts, problem.id)
        yield Points(tuple(_first_step(texts, suggestion, told) for suggestion in suggestions))
        told.update(suggestion.id for suggestion in suggestions)


def _first_step(texts: Texts, suggestion: Suggestion, told: Container[str]) -> Point:
    if suggestion.id in told:
        return see_above(texts, suggestion)
    wording = texts.find("suggestions", suggestion.id)
    cite = texts.cite(suggestion.source.section or "")
    text = say(texts, "kit.first_step") + wording["first_step"]
    return Point(text, soft=cite, label=wording["title"] + texts.say("list.colon"))


def _tables(texts: Texts) -> Iterator[Block]:
    for table, widths in (("follow", (3, 9)), ("hard", (4, 8))):
        yield Heading(say(texts, f"kit.{table}"))
        rows = texts.find(PAPERS, "kit", f"{table}_rows").values()
        yield Grid(said(texts, f"kit.{table}_head"), tuple(tuple(row.values()) for row in rows), widths)


def _sheet(texts: Texts) -> Iterator[Block]:
    """A page to copy for each organization."""
    yield Break()
    yield Heading(say(texts, "kit.sheet"))
    yield Text(say(texts, "kit.sheet_intro"))
    yield Blank(say(texts, "kit.sheet_organization"))
    head = said(texts, "kit.sheet_head")
    yield Grid(head, ((" ",) * len(head),) * ROWS_OF_THE_SHEET, (4, 2, 2, 2, 2), TO_WRITE_IN)
    yield Blank(say(texts, "kit.sheet_follow"))
