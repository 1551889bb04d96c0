"""What the voices of one organization said, side by side: plain records with words."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.records import AnswerValue


@dataclass(frozen=True)
class Voice:
    """Somebody who speaks for the organization; `label`: their name where it may be shown, else their number."""

    number: int
    label: str


@dataclass(frozen=True)
class VoiceAnswer:
    """One of the answers given to a question.

    count  how many gave it, None where that may not be told
    who    labels of those who gave it; empty in anonymous sessions
    """

    value: AnswerValue
    answer: str
    count: int | None
    who: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class VoiceQuestion:
    """The answers to one question.

    answered       how many really answered it (not counting those who left it out)
    agreement      0 (nobody agrees) to 1 (all of one mind); None with fewer than two answers, and where
                   it would tell how many gave an answer
    agreed         all who answered gave the same answer
    agreed_answer  what was agreed on by discussion, in words; empty where nothing was
    dissent        what was said against it
    """

    question: str
    name: str
    ask: str
    part: str
    several: bool
    answered: int
    agreement: float | None
    agreement_text: str
    agreed: bool
    answers: tuple[VoiceAnswer, ...]
    agreed_answer: str
    dissent: str


@dataclass(frozen=True)
class PossibleType:
    """A type, or an outcome that is none, with how sure."""

    orientation: str
    confidence: str
    name: str
    certainty: str


@dataclass(frozen=True)
class WhatIf:
    """What would follow if the voices agreed on one of the answers given.

    decides   whether the types that are possible differ between the answers given to this question
    outcomes  one, or several where it depends on what else is agreed on
    problems  ids of those found by it, not found while the question is open
    """

    question: str
    name: str
    value: AnswerValue
    answer: str
    decides: bool
    outcomes: tuple[PossibleType, ...]
    problems: tuple[str, ...]
    text: str
    problems_text: str


@dataclass(frozen=True)
class Voices:
    """The voices of one organization: questions least agreed on first. Nothing is averaged.

    organization  its name where it may be shown, else empty
    measure       how agreement is measured, in a sentence
    hidden        a sentence where it is not shown who said what, else empty
    base          what the what-ifs start from, in a sentence
    """

    organization: str
    count: int
    count_text: str
    measure: str
    hidden: str
    base: str
    people: tuple[Voice, ...]
    questions: tuple[VoiceQuestion, ...]
    what_if: tuple[WhatIf, ...]
