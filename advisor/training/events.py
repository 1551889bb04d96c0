"""Which answers to each single question go with an outcome (a problem found, a type given).

Figures on different questions could be subtracted from each other: “8 have this problem, 5 of them said
none” tells of three who said few. So a figure is only shown where it keeps at least the minimum away
from every block of answers it contains or lies in; what contains what follows from the rules alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, product

from advisor.assessment.orientation import FIRM, decision_lookup
from advisor.assessment.prepared import once_per_knowledge
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge, Question, Row

Facet = tuple[str, bool] | str
"""A value of a question (or `skip`); for a list whether an option is in it."""


@dataclass(frozen=True)
class Reach:
    """An outcome seen from single questions: question id → facets.

    possible  those with which it can happen, given any answers to other questions
    certain   those with which it always happens
    """

    possible: Mapping[str, frozenset[Facet]]
    certain: Mapping[str, frozenset[Facet]]

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions it rests on."""
        return tuple(self.possible)


@dataclass(frozen=True)
class Reaches:
    """The reach of everything that is counted where only some questions are asked.

    problems  those that the questions can show
    classes   the options of each question with one answer, in classes that no figure tells apart.
              Counts are shown for classes before they are shown for options
    """

    problems: Mapping[str, Reach]
    classes: Mapping[str, tuple[tuple[str, ...], ...]]
    types: Callable[[frozenset[str]], Reach]
    firm: Callable[[str], Reach]


@once_per_knowledge
def reaches(knowledge: Knowledge) -> Callable[[tuple[str, ...]], Reaches]:
    """The reach of each problem, of each set of outcomes and of each firm type, given the questions that
    are asked (the core ones among them); found by trying all answers."""
    return lru_cache(maxsize=64)(lambda asked: _reaches(knowledge, asked))


def _reaches(knowledge: Knowledge, asked: tuple[str, ...]) -> Reaches:
    problems = {}
    for problem in knowledge.problems.values():
        rows = tuple(row for row in problem.evidence if all(condition.question in asked for condition in row))
        if rows:
            problems[problem.id] = _of_problem(rows, knowledge)
    table = knowledge.decision_table
    names = (table.money_question, table.needs_question, table.channels_question)
    lookup = decision_lookup(knowledge)
    decided = []
    for values in _products(knowledge, names):
        money, needs, channels = values
        decision = lookup.decide(money, needs, lookup.kinds_answered(channels))
        decided.append((values, decision.orientation, decision.confidence))

    @lru_cache(maxsize=64)
    def of_types(outcomes: frozenset[str]) -> Reach:
        return _reach(knowledge, names, ((values, given in outcomes) for values, given, _ in decided))

    @lru_cache(maxsize=16)
    def of_firm(outcome: str) -> Reach:
        # Table 1 can still unsettle a firm row, so nothing makes it certain.
        reach = _reach(knowledge, names, ((v, given == outcome and sure == FIRM) for v, given, sure in decided))
        return Reach(reach.possible, {name: frozenset() for name in names})

    return Reaches(problems, _classes(knowledge, asked, problems.values()), of_types, of_firm)


def _classes(
    knowledge: Knowledge, asked: Iterable[str], problems: Iterable[Reach]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Options are apart where they point to different columns of Table 1, or only one of them is a
    problem by itself."""
    found = {}
    for question in (knowledge.questions[id] for id in asked):
        if question.several:
            continue
        columns: Mapping[str, str] = next(
            (row.values for row in knowledge.table1.rows if row.question == question.id), {}
        )
        alone = [reach for reach in problems if reach.questions == (question.id,)]
        groups: dict[object, list[str]] = {}
        for value in question.values:
            mark = (columns.get(value), tuple(value in reach.certain[question.id] for reach in alone))
            # Where nothing sets options apart they are classes of their own: every option counts.
            groups.setdefault(mark if columns or alone else value, []).append(value)
        found[question.id] = tuple(tuple(group) for group in groups.values())
    return found


def _of_problem(rows: tuple[Row, ...], knowledge: Knowledge) -> Reach:
    names = tuple(dict.fromkeys(condition.question for row in rows for condition in row))
    tried = (
        (
            values,
            any(all(c.holds(dict(zip(names, values, strict=True))[c.question]) for c in row) for row in rows),
        )
        for values in _products(knowledge, names)
    )
    return _reach(knowledge, names, tried)


def _reach(
    knowledge: Knowledge, names: tuple[str, ...], tried: Iterable[tuple[tuple[AnswerValue, ...], bool]]
) -> Reach:
    possible: dict[str, set[Facet]] = {name: set() for name in names}
    not_always: dict[str, set[Facet]] = {name: set() for name in names}
    for values, happens in tried:
        for name, value in zip(names, values, strict=True):
            (possible if happens else not_always)[name].update(facets(knowledge.questions[name], value))
    return Reach(
        {name: frozenset(found) for name, found in possible.items()},
        {name: frozenset(found - not_always[name]) for name, found in possible.items()},
    )


def facets(question: Question, value: AnswerValue) -> Iterator[Facet]:
    """What an answer is, seen from its question; a skipped list holds no option."""
    if not question.several:
        yield str(value)
        return
    given = () if isinstance(value, str) else value
    yield from ((option, option in given) for option in question.values)


def _products(knowledge: Knowledge, names: tuple[str, ...]) -> Iterator[tuple[AnswerValue, ...]]:
    return product(*(_values(knowledge.questions[name]) for name in names))


def _values(question: Question) -> list[AnswerValue]:
    if not question.several:
        return [*question.values, SKIP]
    sizes = range(len(question.values) + 1)
    return [SKIP, *chain.from_iterable(combinations(question.values, size) for size in sizes)]
