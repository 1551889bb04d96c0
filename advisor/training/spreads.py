"""The spread of the answers to each question, and the group's profile over the rows of Table 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.assessment.table1 import column_of
from advisor.knowledge.records import Question, TableRow
from advisor.training.board_records import HIDDEN, Figure, ProfileCounts, Spread
from advisor.training.phrases import alone, basis, block, leading, say
from advisor.training.protection import blocks_of, dominant
from advisor.training.published import Published
from advisor.training.released import Released
from advisor.wording.texts import Texts

NOWHERE = "nowhere"
"""The answers that point to no column of Table 1."""


def spread(texts: Texts, question: Question, published: Published, released: Released) -> Spread:
    """How the answers to one question are spread, as far as it is shown."""
    minimum, counted = released.minimum, published.counted
    figures = tuple(_figures(texts, question, published, minimum))
    wording, left_out = texts.find("questions", question.id), released.left_out[question.id].counted
    shares = [figure.share for figure in figures if figure.share is not None]
    largest = max(shares) if shares and not question.several else None
    return Spread(
        question=question.id,
        name=wording["name"],
        ask=wording["ask"],
        part=question.part,
        part_name=texts.get("parts", question.part, "name"),
        several=question.several,
        left_out=left_out,
        left_out_text=_left_out(texts, left_out, minimum),
        basis=basis(texts, counted, None, bool(figures), minimum),
        figures=figures,
        largest=largest,
    )


def profile(texts: Texts, row: TableRow, published: Mapping[str, Published], released: Released) -> ProfileCounts:
    """How many answers point to each column of a row of Table 1."""
    knowledge = texts.knowledge
    question = knowledge.questions[row.question]
    minimum, counted = released.minimum, published[question.id].counted
    columns = {column: texts.name_of_type(column) for column in knowledge.orientations}
    names = {**columns, NOWHERE: say(texts, "profile.nowhere")}
    if question.several:
        counts = _by_list(row, released, tuple(columns))
        groups = {ids: sum(counts[id] for id in ids) for ids in blocks_of(counts, minimum)}
        lead = dominant(counts, minimum)
    else:
        lead = row.values.get(published[question.id].leading[0], NOWHERE) if published[question.id].leading else None
        groups = _by_blocks(row, published[question.id], tuple(names))
    figures: tuple[Figure, ...] = ()
    if counted and len(groups) > 1:
        figures = tuple(block(texts, ids, [names[id] for id in ids], count, counted) for ids, count in groups.items())
    elif lead:
        there = [(id,) for id in names if id in next(iter(groups))]
        figures = leading(texts, [(ids, [names[ids[0]]]) for ids in there], (lead,), counted, minimum)
    wording = texts.find("table1", row.id)
    return ProfileCounts(
        row=row.id,
        name=wording["name"],
        question=question.id,
        question_name=texts.get("questions", question.id, "name"),
        columns=dict(wording["columns"]),
        basis=basis(texts, counted, None, bool(figures), minimum),
        figures=figures,
    )


def differing(spreads: tuple[Spread, ...]) -> tuple[str, ...]:
    """Questions by how much their answers differ, from what is shown alone: for one answer the smaller
    the largest figure's share, for lists how near the options are, on average, to being chosen by half."""
    found = []
    for each in spreads:
        shares = [figure.share for figure in each.figures if figure.share is not None]
        if shares:
            apart = 1 - max(shares) if not each.several else sum(min(s, 1 - s) for s in shares) / len(shares)
            found.append((-apart, each.question))
    return tuple(question for _, question in sorted(found, key=lambda entry: entry[0]))


def _figures(texts: Texts, question: Question, published: Published, minimum: int) -> Iterator[Figure]:
    if not published.counted:
        return
    if question.several:
        if not published.shown and HIDDEN in published.states.values():
            return
        chosen = {facets[0][0]: count for (facets, count), *_ in published.blocks}
        for option, state in published.states.items():
            label = texts.option(question.id, option)["short"]
            yield alone(texts, option, label, state, chosen[option], published.counted, minimum)
        return
    if not published.shown:
        if published.leading:
            groups = [(ids, [texts.option(question.id, id)["short"] for id in ids]) for ids in published.classes]
            yield from leading(texts, groups, published.leading, published.counted, minimum)
        return
    for values, count in published.blocks[0]:
        ids = tuple(str(value) for value in values)
        yield block(texts, ids, [texts.option(question.id, id)["short"] for id in ids], count, published.counted)


def _left_out(texts: Texts, count: int, minimum: int) -> str:
    if count < minimum:
        return say(texts, "left_out.few", minimum=minimum)
    return say(texts, "left_out.least" if minimum > 1 else "left_out.exactly", count=count)


def _by_blocks(row: TableRow, published: Published, order: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """Columns joined where a block of answers holds several of them, so that nothing new is told."""
    groups: dict[tuple[str, ...], int] = {}
    for values, count in published.blocks[0]:
        columns = {row.values.get(str(value), NOWHERE) for value in values}
        touching = [ids for ids in groups if columns.intersection(ids)]
        count += sum(groups.pop(ids) for ids in touching)
        groups[tuple(columns.union(*touching))] = count
    ordered = [(tuple(sorted(ids, key=order.index)), count) for ids, count in groups.items()]
    return dict(sorted(ordered, key=lambda entry: order.index(entry[0][0])))


def _by_list(row: TableRow, released: Released, columns: tuple[str, ...]) -> dict[str, int]:
    """The columns by the number of entries; every list answered points to one."""
    counts = dict.fromkeys(columns, 0)
    for answer, count in released.answers[row.question].counts.items():
        counts[str(column_of(row, answer))] += count
    return counts
