"""What changed between two assessments of the same organization: plain records with words, without judgement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ToldReason:
    """A reason as it was told with a result, with its section in brackets."""

    text: str
    cite: str


@dataclass(frozen=True)
class ResultThen:
    """One of the two results. Its reasons are its own words, in the language it was given in.

    created  UTC; day: the same in words
    """

    id: str
    created: str
    day: str
    language: str
    knowledge_version: str
    orientation: str
    confidence: str
    type_text: str
    reasons: tuple[ToldReason, ...]


@dataclass(frozen=True)
class ChangedAnswer:
    """An answer that is not what it was; `known`: the question is still asked."""

    question: str
    name: str
    known: bool
    before: str
    after: str
    text: str


@dataclass(frozen=True)
class ChangedProblem:
    """A problem found in one of the results or in both.

    known  the knowledge still has it; else its id stands for its title
    note   where it was not fully asked about in the other result, else empty
    """

    id: str
    title: str
    cite: str
    known: bool
    note: str


@dataclass(frozen=True)
class PlanStep:
    """A step of either plan.

    before, after  whether it was done by the earlier and the later plan; None: not in that plan
    state          `done`, `open`, `new`, `new_done`, `dropped`, `dropped_done` or `reopened`
    """

    id: str
    step: str
    before: bool | None
    after: bool | None
    state: str
    text: str


@dataclass(frozen=True)
class Change:
    """Two results side by side.

    empty     nothing changed: answers, type, problems, steps
    summary   a sentence where nothing changed, else empty
    versions  a note where the results were given by different knowledge, else empty
    """

    empty: bool
    summary: str
    earlier: ResultThen
    later: ResultThen
    reasons_before: str
    reasons_after: str
    same_type: bool
    type_text: str
    answers: tuple[ChangedAnswer, ...]
    answers_text: str
    gone: tuple[ChangedProblem, ...]
    come: tuple[ChangedProblem, ...]
    stayed: tuple[ChangedProblem, ...]
    gone_text: str
    come_text: str
    stayed_text: str
    plan: tuple[PlanStep, ...]
    steps_done: int
    steps_count: int
    steps_text: str
    versions: str
