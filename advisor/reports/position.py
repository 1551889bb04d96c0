"""The map of whose money by whose needs, every field computed by the decision table."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.assessment import orient
from advisor.knowledge.records import AnswerValue
from advisor.reports.phrases import Given, at_the_start, certainty_name, phrase
from advisor.reports.records import Field, Position
from advisor.wording.texts import Texts

MONEY = ("government", "mixed", "users")
NEEDS = ("government", "both", "users")
"""The values of the two questions that have a place between government and market."""


def position_of(given: Given) -> Position:
    """Where the answers stand. Each field is the outcome for its money and its needs with all other
    answers, the kinds of money among them, as they are."""
    texts, table = given.texts, given.texts.knowledge.decision_table
    here = (given.answers.get(table.money_question), given.answers.get(table.needs_question))
    fields = tuple(tuple(_field(texts, given.answers, money, needs, here) for needs in NEEDS) for money in MONEY)
    marked = next((field for row in fields for field in row if field.marked), None)
    return Position(
        money={money: phrase(texts, f"position.money.{money}") for money in MONEY},
        needs={needs: phrase(texts, f"position.needs.{needs}") for needs in NEEDS},
        fields=fields,
        note=_here(texts, marked) if marked else _off_the_map(given),
    )


def _field(
    texts: Texts,
    answers: Mapping[str, AnswerValue],
    money: str,
    needs: str,
    here: tuple[AnswerValue | None, AnswerValue | None],
) -> Field:
    table = texts.knowledge.decision_table
    result = orient({**answers, table.money_question: money, table.needs_question: needs}, texts.knowledge)
    type_ = texts.name_of_type(result.orientation)
    certainty = certainty_name(result.orientation, result.confidence, texts)
    is_type = result.orientation in texts.knowledge.orientations
    return Field(
        money=money,
        needs=needs,
        orientation=result.orientation,
        confidence=result.confidence,
        name=short_name(texts, result.orientation),
        text=phrase(texts, "position.field", type=at_the_start(type_), certainty=certainty)
        if is_type
        else at_the_start(type_),
        marked=(money, needs) == here,
    )


def short_name(texts: Texts, orientation: str) -> str:
    """A type in as few words as there are; an outcome that is no type by its name."""
    if orientation in texts.knowledge.orientations:
        return texts.get("orientations", "types", orientation, "short")
    return texts.name_of_type(orientation)


def _here(texts: Texts, field: Field) -> str:
    return phrase(
        texts,
        "position.here",
        money_axis=phrase(texts, "position.money_axis"),
        needs_axis=phrase(texts, "position.needs_axis"),
        money=phrase(texts, f"position.money.{field.money}"),
        needs=phrase(texts, f"position.needs.{field.needs}"),
        type=texts.name_of_type(field.orientation),
        certainty=certainty_name(field.orientation, field.confidence, texts),
    )


def _off_the_map(given: Given) -> str:
    """Why no field is marked: a sentence for each of the two answers that has no place there."""
    texts, table = given.texts, given.texts.knowledge.decision_table
    sentences = []
    for axis, question, places in (
        ("money", table.money_question, MONEY),
        ("needs", table.needs_question, NEEDS),
    ):
        if not given.is_answered(question):
            sentences.append(phrase(texts, f"position.{axis}_open"))
        elif given.answers[question] not in places:
            sentences.append(phrase(texts, f"position.{axis}_elsewhere", answer=given.in_words(question)))
    sentences.append(phrase(texts, "position.unmarked"))
    return texts.say("list.sentence").join(sentences)
