"""The types across the group and the problems its answers point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from advisor.assessment.orientation import FIRM, PROVISIONAL
from advisor.knowledge.records import Problem
from advisor.reports.phrases import certainty_name
from advisor.training.board_records import FEW, HIDDEN, MOST, SHOWN, Figure, ProblemCount, TypeCounts
from advisor.training.events import Reach, Reaches, reaches
from advisor.training.phrases import alone, basis, between, block, bounded, leading
from advisor.training.protection import Block, blocks_of, dominant, state_of
from advisor.training.published import Published, around, keeps_apart
from advisor.training.released import Released
from advisor.wording.texts import Texts

Spreads = Mapping[str, Published]


def types(texts: Texts, released: Released, published: Spreads) -> TypeCounts:
    """How many of those who finished are given each type, and how sure; types are counted, never averaged."""
    knowledge, counted, minimum = texts.knowledge, released.outcomes.counted, released.minimum
    counts = dict.fromkeys((*knowledge.orientations, *knowledge.other_outcomes), 0)
    sure = dict.fromkeys(((o, c) for o in counts for c in (FIRM, PROVISIONAL)), 0)
    for outcome, people in released.outcomes.counts.items():
        counts[outcome.orientation] += people
        sure[outcome.orientation, outcome.confidence] += people
    reach = reaches(knowledge)(released.questions)
    blocks = _type_blocks(counts, reach, published, minimum)
    shown = counted > 0 and len(blocks) > 1
    figures: list[Figure] = []
    if lead := dominant(counts, minimum):
        figures += leading(texts, [((id,), (texts.name_of_type(id),)) for id in counts], (lead,), counted, minimum)
    for ids in blocks if shown else ():
        count = sum(counts[id] for id in ids)
        figure = block(texts, ids, [texts.name_of_type(id) for id in ids], count, counted)
        if len(ids) == 1 and ids[0] in knowledge.orientations:
            split = {c: sure[ids[0], c] for c in (FIRM, PROVISIONAL)}
            if _may_split(ids[0], split, reach, published, minimum):
                figure = _with_parts(texts, figure, split)
        figures.append(figure)
    return TypeCounts(basis(texts, counted, released.waiting, bool(figures), minimum), tuple(figures))


def problems(texts: Texts, released: Released, published: Spreads) -> tuple[ProblemCount, ...]:
    """The problems the session's questions can show, commonest first; those without a count follow in the
    order of the paper, so that their order tells nothing."""
    found = [
        _problem(texts, texts.knowledge.problems[problem], reach, released, published)
        for problem, reach in reaches(texts.knowledge)(released.questions).problems.items()
    ]
    return tuple(sorted(found, key=lambda entry: (-entry.figure.low, -entry.figure.high)))


def _type_blocks(counts: Mapping[str, int], reach: Reaches, published: Spreads, minimum: int) -> tuple[Block, ...]:
    """Blocks of types that also keep away from the blocks of the answers that decide the type."""
    blocks = blocks_of(counts, minimum)

    def size(ids: Block) -> int:
        return sum(counts[id] for id in ids)

    while len(blocks) > 1 and minimum > 1:
        near = [
            ids
            for ids in blocks
            if size(ids) and not keeps_apart(size(ids), reach.types(frozenset(ids)), published, minimum)
        ]
        if not near:
            break
        first = min(near, key=size)
        second = min((ids for ids in blocks if ids != first), key=size)
        joined = tuple(id for id in counts if id in first or id in second)
        blocks = (*(ids for ids in blocks if ids not in (first, second)), joined)
    return tuple(sorted(blocks, key=lambda ids: list(counts).index(ids[0])))


def _may_split(id: str, sure: Mapping[str, int], reach: Reaches, published: Spreads, minimum: int) -> bool:
    """Whether a type may be split by how sure it is: both sides are large enough."""
    if minimum <= 1:
        return True
    return min(sure.values()) >= minimum and keeps_apart(sure[FIRM], reach.firm(id), published, minimum)


def _with_parts(texts: Texts, figure: Figure, sure: Mapping[str, int]) -> Figure:
    parts = (
        block(texts, (confidence,), (certainty_name(figure.ids[0], confidence, texts),), people, sum(sure.values()))
        for confidence, people in sure.items()
        if people
    )
    return replace(figure, parts=tuple(parts))


def _problem(texts: Texts, problem: Problem, reach: Reach, released: Released, published: Spreads) -> ProblemCount:
    title, minimum = texts.get("problems", problem.id, "title"), released.minimum
    question = reach.questions[0]
    if len(reach.questions) == 1 and not texts.knowledge.questions[question].several:
        # Told by one answer: what the spread of that question shows, and no more.
        counted, waiting = published[question].counted, None
        (inside, touched, _), *_ = around(reach, question, published[question])
        if counted and published[question].shown:
            figure = between(texts, problem.id, title, inside, touched, counted, minimum)
        elif leading_class := published[question].leading:
            # A class lies within what makes the problem found, or outside it.
            state = MOST if reach.certain[question].issuperset(leading_class) else FEW
            figure = alone(texts, problem.id, title, state, counted, counted, minimum)
        else:
            figure = bounded(texts, (problem.id,), (title,), HIDDEN, 0, counted, counted, minimum)
    else:
        counted, waiting = released.outcomes.counted, released.waiting
        count = sum(n for outcome, n in released.outcomes.counts.items() if problem.id in outcome.found)
        state = state_of(count, counted, minimum) if counted else HIDDEN
        if state == SHOWN and minimum > 1 and not keeps_apart(count, reach, published, minimum):
            state = HIDDEN
        figure = alone(texts, problem.id, title, state, count, counted, minimum)
    section = problem.source.section or ""
    return ProblemCount(
        id=problem.id,
        title=title,
        text=texts.get("problems", problem.id, "text"),
        section=section,
        cite=texts.cite(section),
        basis=basis(texts, counted, waiting, figure.state != HIDDEN, minimum),
        figure=figure,
    )
