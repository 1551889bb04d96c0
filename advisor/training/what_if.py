"""“If you agreed on this answer, the type would be that one.”

The answers all voices share and those agreed on already stand. Of the questions that are still
disputed, those that decide the type are tried with every answer that somebody gave; the others are
left open. Nothing is averaged: where the type depends on what else is agreed on, all are named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from advisor.assessment import assess
from advisor.assessment.orientation import orient
from advisor.assessment.problems import FOUND
from advisor.knowledge.records import AnswerValue, Knowledge
from advisor.reports.phrases import certainty_name
from advisor.training.agreement import in_option_order
from advisor.training.phrases import say
from advisor.training.voices_records import PossibleType, WhatIf
from advisor.wording.answers import short_answer
from advisor.wording.texts import Texts

MOST_DISPUTED = 5
"""So many of the most disputed questions are tried, and those that decide the type in any case."""

Given = Mapping[str, Sequence[AnswerValue]]
"""Question id → the real answers given, least agreed first."""


def what_ifs(texts: Texts, given: Given, agreed: Mapping[str, AnswerValue]) -> tuple[WhatIf, ...]:
    """For the most disputed questions: what would follow from each answer that somebody gave."""
    knowledge = texts.knowledge
    options = {question: list(dict.fromkeys(answers)) for question, answers in given.items()}
    disputed = [question for question, answers in options.items() if len(answers) > 1 and question not in agreed]
    base = {question: answers[0] for question, answers in options.items() if len(answers) == 1} | dict(agreed)
    table = knowledge.decision_table
    deciding = [table.money_question, table.needs_question, table.channels_question]
    tried = [*disputed[:MOST_DISPUTED], *(question for question in disputed[MOST_DISPUTED:] if question in deciding)]
    found = []
    for question in tried:
        values = sorted(options[question], key=lambda value: in_option_order(knowledge.questions[question], value))
        others = {other: options[other] for other in deciding if other in disputed and other != question}
        possible = [_outcomes(knowledge, {**base, question: value}, others) for value in values]
        decides = any(outcomes != possible[0] for outcomes in possible)
        for value, outcomes in zip(values, possible, strict=True):
            found.append(_what_if(texts, question, value, base, outcomes, decides))
    return tuple(found)


def _what_if(
    texts: Texts,
    question: str,
    value: AnswerValue,
    base: Mapping[str, AnswerValue],
    outcomes: Sequence[tuple[str, str]],
    decides: bool,
) -> WhatIf:
    knowledge, answer = texts.knowledge, short_answer(texts, question, value)
    already = set(_found(base, knowledge))
    problems = tuple(problem for problem in _found({**base, question: value}, knowledge) if problem not in already)
    titles = texts.semicolons(texts.get("problems", problem, "title") for problem in problems)
    types = tuple(PossibleType(o, c, texts.name_of_type(o), certainty_name(o, c, texts)) for o, c in outcomes)
    words = _types_in_words(texts, types)
    path = ("one" if len(words) == 1 else "several") if decides else "same"
    return WhatIf(
        question=question,
        name=texts.get("questions", question, "name"),
        value=value,
        answer=answer,
        decides=decides,
        outcomes=types,
        problems=problems,
        text=say(
            texts,
            f"voices.what_if.{path}",
            answer=answer,
            type=words[0],
            types=say(texts, "voices.what_if.or").join(words),
        ),
        problems_text=say(texts, "voices.what_if.problems", problems=titles) if problems else "",
    )


def _types_in_words(texts: Texts, types: Sequence[PossibleType]) -> list[str]:
    """Each type once; how sure only where that is the same in every case."""
    certainties: dict[str, list[str]] = {}
    for each in types:
        certainties.setdefault(each.name, []).append(each.certainty)
    return [
        say(texts, "voices.what_if.typed", type=name, certainty=sure[0]) if len(sure) == 1 else name
        for name, sure in certainties.items()
    ]


def _outcomes(knowledge: Knowledge, agreed: Mapping[str, AnswerValue], others: Given) -> list[tuple[str, str]]:
    """Every outcome there can be, with how sure, in the order of the types."""
    order = (*knowledge.orientations, *knowledge.other_outcomes)
    found = set()
    for chosen in product(*others.values()):
        result = orient({**agreed, **dict(zip(others, chosen, strict=True))}, knowledge)
        found.add((result.orientation, result.confidence))
    return sorted(found, key=lambda outcome: (order.index(outcome[0]), outcome[1]))


def _found(answers: Mapping[str, AnswerValue], knowledge: Knowledge) -> list[str]:
    return [finding.problem for finding in assess(answers, knowledge).problems if finding.status == FOUND]
