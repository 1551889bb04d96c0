"""The nearest changes of the leader's own answers that would give another orientation.

The orientation rests on the main source, whose needs come first and the kinds of money there are.
So the search runs over that small space once for each place in it and is remembered; the channels
are then changed by the smallest edit of the leader's own list that reaches the kinds sought.
A description, not advice: the paper tells nobody to change type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

from advisor.assessment.answers import Answers, answered
from advisor.assessment.orientation import FIRM, UNDETERMINED, DecisionLookup, confidence_of, decision_lookup
from advisor.assessment.prepared import once_per_knowledge
from advisor.assessment.table1 import checking_votes, pointers
from advisor.knowledge.records import AnswerValue, Decision, Knowledge

Kinds = frozenset[str] | None
Place = tuple[str | None, str | None, Kinds]
"""Main source, whose needs come first, kinds of money; None where there is no real answer."""

MONEY, NEEDS, CHANNELS = range(3)


@dataclass(frozen=True)
class Counterfactual:
    """Changed answers (question id → value) and the outcome with all other answers as they are."""

    change: Mapping[str, AnswerValue]
    orientation: str
    confidence: str


@dataclass(frozen=True)
class _Step:
    """A way to another orientation: which of the three answers change, to what, and the result."""

    changed: tuple[int, ...]
    to: Place
    decision: Decision


class _Search:
    """Every way to each other orientation with as few changed answers as can be."""

    def __init__(self, knowledge: Knowledge) -> None:
        lookup = decision_lookup(knowledge)
        table = lookup.table
        self.lookup: DecisionLookup = lookup
        self.targets = {*knowledge.orientations, *knowledge.other_outcomes} - {UNDETERMINED}
        self.money = knowledge.questions[table.money_question].values
        self.needs = knowledge.questions[table.needs_question].values
        self.channels = knowledge.questions[table.channels_question].values
        self.first_of: dict[str, str] = {}
        for channel in self.channels:
            if channel in lookup.kind_of:
                self.first_of.setdefault(lookup.kind_of[channel], channel)
        self.steps: Callable[[Place], tuple[_Step, ...]] = lru_cache(maxsize=1024)(self._steps)
        self.edited = lru_cache(maxsize=4096)(self._edited)

    def _steps(self, place: Place) -> tuple[_Step, ...]:
        """The steps to each target with the fewest changed answers, in the order of the options."""
        here = self.lookup.decide(*place).orientation
        left = self.targets - {here}
        steps: list[_Step] = []
        for size in range(1, len(place) + 1):
            reached = set()
            for changed in combinations([n for n, part in enumerate(place) if part is not None], size):
                for to in self._places(place, changed):
                    decision = self.lookup.decide(*to)
                    if decision.orientation in left:
                        reached.add(decision.orientation)
                        steps.append(_Step(changed, to, decision))
            left -= reached
        return tuple(steps)

    def _places(self, place: Place, changed: tuple[int, ...]) -> Iterator[Place]:
        """Every place that differs from this one in exactly the changed answers.

        Changed channels hold the money that the main source implies. Nothing is lost by that: the
        decision counts implied money in any case.
        """
        money, needs, kinds = place
        for to_money in [option for option in self.money if option != money] if MONEY in changed else [money]:
            implied = self.lookup.table.implies.get(to_money or self.lookup.table.unknown)
            for to_needs in [option for option in self.needs if option != needs] if NEEDS in changed else [needs]:
                if CHANNELS not in changed:
                    yield to_money, to_needs, kinds
                    continue
                for to_kinds in self.lookup.class_of:
                    if to_kinds != kinds and (implied is None or implied in to_kinds):
                        yield to_money, to_needs, to_kinds

    def _edited(self, channels: tuple[str, ...], kinds: frozenset[str]) -> tuple[tuple[str, ...], int]:
        """The list with money of exactly these kinds, and how many entries came or went.

        A kind that is missing comes with its first channel; one too many goes with all of its.
        """
        kind_of = self.lookup.kind_of
        kept = {channel for channel in channels if channel not in kind_of or kind_of[channel] in kinds}
        added = {self.first_of[kind] for kind in kinds - self.lookup.kinds_in(channels)}
        edited = tuple([channel for channel in self.channels if channel in kept or channel in added])
        return edited, len(channels) - len(kept) + len(added)


_search = once_per_knowledge(_Search)


def counterfactuals(answers: Answers, knowledge: Knowledge) -> tuple[Counterfactual, ...]:
    """The nearest ways to each other orientation (never to an undetermined one).

    Only questions with a real answer are changed. For each orientation the least number of
    changed answers counts; among those, each set of questions that suffices gives its best way:
    the smallest edit, firm before provisional, then the order of the options. Fewest changed
    answers come first, then the smallest edit, then firm, then the order of the questions.
    """
    search = _search(knowledge)
    table = search.lookup.table
    questions = (table.money_question, table.needs_question, table.channels_question)
    money, needs, channels = (answers.get(question) for question in questions)
    listed = () if channels is None or isinstance(channels, str) else channels
    place: Place = (
        money if isinstance(money, str) and answered(money) else None,
        needs if isinstance(needs, str) and answered(needs) else None,
        search.lookup.kinds_answered(channels),
    )
    best: dict[tuple[str, tuple[int, ...]], tuple[tuple[int, int, bool], Counterfactual]] = {}
    for step in search.steps(place):
        change: dict[str, AnswerValue] = {}
        edit = 0
        for n in step.changed:
            target = step.to[n]
            if isinstance(target, str):
                change[questions[n]] = target
                edit += 1
            elif target is not None:
                change[questions[n]], entries = search.edited(listed, target)
                edit += entries
        confidence = step.decision.confidence
        if confidence == FIRM:
            votes = checking_votes(pointers({**answers, **change}, knowledge), knowledge)
            confidence = confidence_of(step.decision, votes, knowledge)
        rank = (len(change), edit, confidence != FIRM)
        way = (step.decision.orientation, step.changed)
        if way not in best or rank < best[way][0]:
            found = Counterfactual(MappingProxyType(change), step.decision.orientation, confidence)
            best[way] = (rank, found)
    return tuple([found for _, found in sorted(best.values(), key=lambda entry: entry[0])])
