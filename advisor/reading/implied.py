"""What follows from an answer for other questions: by their meaning, never by likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon

_OTHER = "other"
_NONE = "none"


def implied(question: str, value: AnswerValue, figure: float | None, knowledge: Knowledge) -> dict[str, AnswerValue]:
    """The answers to other questions that `value` settles, by `data/reading/implied.yml`.

    figure: the percentage said, if one was; one that lies on the line between a main source and a
    mixture settles nothing.
    """
    rules = lexicon.load_file("implied")
    if not isinstance(value, str):
        if question != knowledge.decision_table.channels_question:
            return {}
        return dict(rules["channels"].get(_sides(question, value, knowledge), {}))
    if figure is not None and figure == knowledge.decision_table.majority_above:
        return {}
    return dict(rules["values"].get(question, {}).get(value, {}))


def likely_implied(
    question: str, ranking: Sequence[tuple[str, float]], figure: float | None, knowledge: Knowledge
) -> dict[str, AnswerValue]:
    """What follows although the answer itself is uncertain: the likely values all imply the same.

    ranking: values and their probabilities; of a question with several values, each entry's own.
    """
    least = lexicon.load_file("implied")["likely"]
    asked = knowledge.questions[question]
    if asked.several:
        chances = {value: chance for value, chance in ranking if value in asked.values}
        sure = _sides_chance(question, chances, knowledge) * (1.0 - dict(ranking).get(SKIP, 0.0))
        chosen = tuple(value for value in asked.values if chances.get(value, 0.0) >= 0.5)
        return implied(question, chosen, None, knowledge) if chosen and sure >= least["several"] else {}
    mass: dict[tuple[str, AnswerValue], float] = {}
    for value, chance in ranking:
        for pair in implied(question, value, figure, knowledge).items():
            mass[pair] = mass.get(pair, 0.0) + chance
    return {other: value for (other, value), chance in mass.items() if chance >= least["one"]}


def _sides_chance(question: str, chances: Mapping[str, float], knowledge: Knowledge) -> float:
    """The probability that money comes from the sides of the likely channels and from no other."""
    sides: dict[str, float] = {}
    for channel, chance in chances.items():
        side = _sides(question, (channel,), knowledge)
        sides[side] = max(sides.get(side, 0.0), chance)
    return prod(max(chance, 1.0 - chance) for chance in sides.values())


def _sides(question: str, channels: tuple[str, ...], knowledge: Knowledge) -> str:
    """Whose money the channels are, in the alphabet's order ("government users")."""
    asked = knowledge.questions[question]
    return " ".join(sorted({asked.choice(channel).money_of or _OTHER for channel in channels})) or _NONE
