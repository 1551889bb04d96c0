"""What follows from an answer for other questions: by their meaning, never by likelihood."""

from __future__ import annotations

from advisor.knowledge.records import AnswerValue, Knowledge
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


def _sides(question: str, channels: tuple[str, ...], knowledge: Knowledge) -> str:
    """Whose money the channels are, in the alphabet's order ("government users")."""
    asked = knowledge.questions[question]
    return " ".join(sorted({asked.choice(channel).money_of or _OTHER for channel in channels})) or _NONE
