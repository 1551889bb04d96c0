"""The report on a group: what its board shows, with suggestions and limits."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime

from advisor.knowledge.records import Knowledge, Suggestion
from advisor.reports.phrases import at_the_start, day_in_words
from advisor.reports.typed import as_shown
from advisor.training.board_records import Board, Figure, ProblemCount, ProfileCounts, Spread
from advisor.training.papers.paper import NOTE, SMALL, Bar, Bars, Block, Heading, Paper, Point, Points, Text, paper
from advisor.training.papers.texts import said, say
from advisor.wording.result import parties_text
from advisor.wording.texts import Texts

MOST_PROBLEMS = 6
MOST_DIFFERING = 5
SUGGESTIONS_EACH = 2
LONGEST_NAME = 120


def group_report(board: Board, knowledge: Knowledge) -> Paper:
    """The report in the board's language. It holds the board's figures only, so it shows no more than the board."""
    texts = Texts(knowledge, board.language)
    name = as_shown(board.name, LONGEST_NAME)
    about = (
        say(texts, "group.for", name=name),
        day_in_words(texts, day_of(board)),
        say(texts, "group.version", version=board.knowledge_version),
    )
    blocks = (
        Text(say(texts, "group.intro")),
        *_participation(texts, board),
        *_types(texts, board),
        *_differing(texts, board),
        *_problems(texts, board),
        *_profile(texts, board),
        *_spread(texts, board),
        *limits(texts, said(texts, "group.limits_own"), say(texts, "group.limits"), say(texts, "group.source")),
    )
    return paper(texts, say(texts, "group.title"), about, blocks, day_of(board), name)


def day_of(board: Board) -> date:
    """The day a board was made, where this machine stands."""
    return datetime.fromisoformat(board.made.replace("Z", "+00:00")).astimezone().date()


def differing(board: Board) -> list[Spread]:
    """The questions on which answers differ most, first things first."""
    spread = {entry.question: entry for entry in board.questions}
    return [spread[question] for question in board.differing[:MOST_DIFFERING]]


def common_problems(board: Board) -> list[ProblemCount]:
    """The problems that at least somebody's answers point to, as far as that may be shown; commonest first."""
    return [problem for problem in board.problems if problem.figure.low > 0]


def suggestions_for(texts: Texts, problem: str) -> list[Suggestion]:
    """The suggestions that answer a problem; those an organization can begin itself come first."""
    knowledge = texts.knowledge
    offered = [knowledge.suggestions[answer.suggestion] for answer in knowledge.problems[problem].answered_by]
    return sorted(offered, key=lambda suggestion: "organization" not in suggestion.who)[:SUGGESTIONS_EACH]


def see_above(texts: Texts, suggestion: Suggestion) -> Point:
    """A suggestion that the paper has told already."""
    title = texts.get("suggestions", suggestion.id, "title")
    return Point(
        say(texts, "group.above"),
        soft=texts.cite(suggestion.source.section or ""),
        label=title + texts.say("list.colon"),
    )


def figures_in_words(texts: Texts, figures: Sequence[Figure]) -> str:
    """Figures in one line."""
    return at_the_start(texts.semicolons(figure.text for figure in figures))


def bars(id: str, head: Sequence[str], figures: Sequence[Figure]) -> Bars:
    """Figures as a table with bars."""
    return Bars(id, tuple(head), tuple(Bar(at_the_start(figure.text), share=figure.share) for figure in figures))


def limits(texts: Texts, own: Sequence[str], heading: str, source: str) -> Iterator[Block]:
    """How far a paper carries: what holds for it, then what holds for the study."""
    yield Heading(heading)
    study = [texts.get("study", "limits", limit) for limit in texts.knowledge.study_limits]
    yield Points(tuple(Point(limit) for limit in (*own, *study)))
    yield Text(texts.get("study", "cite"), label=source + texts.say("list.colon"), look=SMALL)


def _participation(texts: Texts, board: Board) -> Iterator[Block]:
    yield Heading(say(texts, "group.participation"))
    yield Points(tuple(Point(text) for text in (board.joined_text, board.answering_text, board.finished_text)))
    yield Text(board.protection, look=NOTE)


def _types(texts: Texts, board: Board) -> Iterator[Block]:
    yield Heading(say(texts, "group.types"))
    yield Text(say(texts, "group.types_intro"))
    yield Text(board.types.basis.note, look=SMALL)
    if board.types.basis.shown:
        yield bars("types", said(texts, "group.types_head"), board.types.figures)
    yield Heading(say(texts, "group.means"), 3)
    yield Points(tuple(_type(texts, orientation) for orientation in texts.knowledge.orientations))


def _type(texts: Texts, orientation: str) -> Point:
    section = texts.knowledge.orientations[orientation].funding.source.section
    name = at_the_start(texts.name_of_type(orientation))
    summary = texts.get("orientations", "types", orientation, "summary")
    return Point(summary, soft=texts.cite(section or ""), label=name + texts.say("list.colon"))


def _differing(texts: Texts, board: Board) -> Iterator[Block]:
    yield Heading(say(texts, "group.differing"))
    found = differing(board)
    yield Text(say(texts, "group.differing_intro" if found else "group.differing_none"))
    if found:
        colon = texts.say("list.colon")
        yield Points(tuple(Point(figures_in_words(texts, e.figures), label=e.name + colon) for e in found))


def _problems(texts: Texts, board: Board) -> Iterator[Block]:
    yield Heading(say(texts, "group.problems"))
    found = common_problems(board)
    if not found:
        yield Text(say(texts, "group.problems_none"))
        return
    yield Text(say(texts, "group.problems_intro"))
    told: set[str] = set()
    for problem in found[:MOST_PROBLEMS]:
        yield Heading(problem.title, 3)
        yield Text(problem.text, soft=problem.cite)
        yield Text(problem.figure.text, look=SMALL)
        suggestions = suggestions_for(texts, problem.id)
        yield Points(tuple(_suggestion(texts, suggestion, told) for suggestion in suggestions))
        told.update(suggestion.id for suggestion in suggestions)
        if texts.knowledge.problems[problem.id].gap is not None:
            yield Text(texts.get("problems", problem.id, "gap"), soft=problem.cite, look=SMALL)
    if rest := found[MOST_PROBLEMS:]:
        yield Heading(say(texts, "group.more_problems"), 3)
        yield Points(tuple(Point(problem.figure.text, soft=problem.cite) for problem in rest))


def _suggestion(texts: Texts, suggestion: Suggestion, told: Container[str]) -> Point:
    wording = texts.find("suggestions", suggestion.id)
    if suggestion.id in told:
        return see_above(texts, suggestion)
    sentences = [
        wording["text"],
        say(texts, "group.first_step") + wording["first_step"],
    ]
    who = say(texts, "group.who", parties=parties_text(texts, suggestion.who))
    cite = texts.cite(suggestion.source.section or "")
    text = texts.say("list.sentence").join(sentences)
    return Point(text, soft=f"{cite} {who}", label=wording["title"] + texts.say("list.colon"))


def _profile(texts: Texts, board: Board) -> Iterator[Block]:
    yield Heading(say(texts, "group.profile"))
    yield Text(say(texts, "group.profile_intro"))
    for row in board.profile:
        yield Heading(row.name, 3)
        yield Text(row.basis.note, look=SMALL)
        yield _profile_row(texts, row)


def _profile_row(texts: Texts, row: ProfileCounts) -> Block:
    """The row with its figures; without any, what the study says of each column all the same."""
    if not row.basis.shown:
        colon = texts.say("list.colon")
        return Points(
            tuple(Point(text, label=texts.name_of_type(column) + colon) for column, text in row.columns.items())
        )
    nowhere = say(texts, "group.nowhere")
    found = []
    for figure in row.figures:
        means = texts.semicolons(row.columns[id] for id in figure.ids if id in row.columns)
        found.append(Bar(at_the_start(figure.text), means or nowhere, figure.share))
    return Bars(f"profile-{row.row}", said(texts, "group.profile_head"), tuple(found))


def _spread(texts: Texts, board: Board) -> Iterator[Block]:
    yield Heading(say(texts, "group.spread"))
    for entry in board.questions:
        yield Heading(entry.ask, 3)
        several = [say(texts, "group.several")] if entry.several else []
        yield Text(texts.say("list.sentence").join([entry.basis.note, *several]), look=SMALL)
        if entry.basis.shown:
            yield bars(f"spread-{entry.question}", said(texts, "group.spread_head"), entry.figures)
