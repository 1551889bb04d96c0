"""The orientation: three answers looked up in the decision table, then checked against Table 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from advisor.assessment.answers import Answers, answered
from advisor.assessment.prepared import once_per_knowledge
from advisor.assessment.table1 import Pointer, checking_votes, pointers
from advisor.knowledge.records import AnswerValue, Decision, Knowledge

FIRM = "firm"
PROVISIONAL = "provisional"
UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class OrientationResult:
    """The outcome with the reason (a row of the decision table) and the answers it rests on.

    leans      `government`, `market` or None
    nearest    one of the three types or None; only where the outcome is `outside`
    table1     the rows of Table 1 that point somewhere
    against    the checking rows of Table 1 that point to another type; empty for no type
    agreeing   those that point to this type
    """

    orientation: str
    confidence: str
    leans: str | None
    nearest: str | None
    reason: str
    answers: tuple[str, ...]
    table1: tuple[Pointer, ...]
    against: tuple[str, ...]
    agreeing: tuple[str, ...]


class DecisionLookup:
    """The decision table turned into a look-up by money, needs and money really had.

    The kinds of money that count are those a main source can imply (Section 2: government's,
    users'). What an organization really has is named as in the table: `both`, `neither` or the
    one kind with `_only`.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        table = knowledge.decision_table
        questions = knowledge.questions
        self.table = table
        self.kinds: tuple[str, ...] = tuple(dict.fromkeys(table.implies.values()))
        self.kind_of: dict[str, str] = {
            choice.id: choice.money_of
            for choice in questions[table.channels_question].choices
            if choice.money_of in self.kinds
        }
        self.class_of: dict[frozenset[str], str] = {
            frozenset(): "neither",
            **{frozenset([kind]): f"{kind}_only" for kind in self.kinds},
            frozenset(self.kinds): "both",
        }
        every_money = (*questions[table.money_question].values, table.unknown)
        every_need = (*questions[table.needs_question].values, table.unknown)
        every_class = (*self.class_of.values(), table.unknown)
        self._decisions: dict[tuple[str, str, str], Decision] = {}
        for row in table.rows:
            for key in product(row.money or every_money, row.needs or every_need, row.channels or every_class):
                self._decisions.setdefault(key, row)

    def kinds_in(self, channels: Iterable[str]) -> frozenset[str]:
        """The kinds of money that count among these channels."""
        return frozenset(self.kind_of[channel] for channel in channels if channel in self.kind_of)

    def kinds_answered(self, channels: AnswerValue | None) -> frozenset[str] | None:
        """The kinds of money in an answer, None where it is missing or skipped."""
        return None if channels is None or isinstance(channels, str) else self.kinds_in(channels)

    def decide(self, money: AnswerValue | None, needs: AnswerValue | None, kinds: frozenset[str] | None) -> Decision:
        """The row for a main source, whose needs come first and the kinds of money answered.

        Raises KeyError where a value is none of the question's.
        """
        unknown = self.table.unknown
        source = money if isinstance(money, str) and answered(money) else unknown
        first = needs if isinstance(needs, str) and answered(needs) else unknown
        implied = self.table.implies.get(source)
        if implied is not None:
            kinds = (kinds or frozenset()) | {implied}
        return self._decisions[source, first, unknown if kinds is None else self.class_of[kinds]]


decision_lookup = once_per_knowledge(DecisionLookup)
"""`decision_lookup(knowledge) -> DecisionLookup`, made once for each knowledge."""


def decision_for(answers: Answers, knowledge: Knowledge) -> Decision:
    """The row of the decision table that these answers meet (Table 1 not yet looked at)."""
    lookup = decision_lookup(knowledge)
    table = lookup.table
    return lookup.decide(
        answers.get(table.money_question),
        answers.get(table.needs_question),
        lookup.kinds_answered(answers.get(table.channels_question)),
    )


def confidence_of(decision: Decision, votes: Mapping[str, str], knowledge: Knowledge) -> str:
    """The row's confidence; firm drops to provisional where enough votes of Table 1 point elsewhere."""
    if decision.confidence != FIRM:
        return decision.confidence
    against = sum(column != decision.orientation for column in votes.values())
    return PROVISIONAL if against >= knowledge.table1.against_needed else FIRM


def orient(answers: Answers, knowledge: Knowledge) -> OrientationResult:
    """The orientation of checked answers. Table 1 may lower the confidence, never change the type."""
    decision = decision_for(answers, knowledge)
    is_type = decision.orientation in knowledge.orientations
    table = pointers(answers, knowledge)
    votes = checking_votes(table, knowledge) if is_type else {}
    behind = knowledge.decision_reasons[decision.reason].answers
    return OrientationResult(
        orientation=decision.orientation,
        confidence=confidence_of(decision, votes, knowledge),
        leans=decision.leans,
        nearest=decision.nearest,
        reason=decision.reason,
        answers=tuple([question for question in behind if answered(answers.get(question))]),
        table1=table,
        against=tuple([row for row, column in votes.items() if column != decision.orientation]),
        agreeing=tuple([row for row, column in votes.items() if column == decision.orientation]),
    )
