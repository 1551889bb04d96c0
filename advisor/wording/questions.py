"""A question as a message: heading with progress, the question, its options, its `question` object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.knowledge.records import AnswerValue, Question
from advisor.wording.answers import short_answer
from advisor.wording.messages import Button, Message, choose, command
from advisor.wording.texts import Texts


def progress(texts: Texts, question: Question) -> tuple[int, int]:
    """The place of a question and the number of questions: in the core interview or in its module."""
    knowledge = texts.knowledge
    stage = knowledge.parts[question.part].stage
    if stage == "core":
        ids = [q.id for q in knowledge.in_stage("core")]
    else:
        ids = list(knowledge.parts[question.part].questions)
    return ids.index(question.id) + 1, len(ids)


def question_message(
    texts: Texts,
    question: Question,
    known: AnswerValue | None = None,
    figure: float | None = None,
    explained: bool = False,
    lead: str = "",
) -> Message:
    """A question with everything needed to answer it.

    known, figure   the answer so far, where the question is asked once more
    explained       every option comes with a sentence of explanation
    lead            what is said before it in the same message
    """
    step, of = progress(texts, question)
    part = texts.get("parts", question.part, "name")
    header = texts.say("question.header", part=part, step=step, of=of)
    asked = [texts.get("questions", question.id, "ask")]
    hint = texts.get("questions", question.id, "hint") if texts.has("questions", question.id, "hint") else ""
    if hint and not (question.several or explained):
        asked.append(hint)
    options = [_option_line(texts, question, number, explained) for number in range(1, len(question.choices) + 1)]
    current = []
    buttons = [
        Button(texts.option(question.id, value)["label"], choose(question.id, value)) for value in question.values
    ]
    if question.several:
        buttons.append(Button(texts.say("question.none_of_these"), choose(question.id)))
    if known is not None:
        answer = short_answer(texts, question.id, known, figure)
        current.append(texts.say("question.current", answer=answer))
        values = (known,) if isinstance(known, str) else known
        buttons.append(Button(texts.say("question.keep"), choose(question.id, *values)))
    buttons.append(Button(texts.say("question.skip"), command("skip")))
    leading = [lead] if lead else []
    numbered = [texts.say("question.several")] if question.several else []
    return Message(
        texts.lines([*leading, header, *asked, *numbered, *options, *current]),
        tuple(buttons),
        question_object(texts, question),
        brief=texts.lines([*leading, *asked, *(options if explained else ()), *current]),
    )


def either_message(texts: Texts, question: Question, values: Sequence[str]) -> Message:
    """Which of two options was meant; any other option still answers the question."""
    labels = {value: texts.option(question.id, value)["label"] for value in values}
    first, second = (
        texts.say("confirm.either_option", number=question.values.index(value) + 1, label=label)
        for value, label in labels.items()
    )
    buttons = [Button(label, choose(question.id, value)) for value, label in labels.items()]
    buttons.append(Button(texts.say("confirm.neither"), command("repeat")))
    text = texts.say("confirm.either", first=first, second=second)
    return Message(text, tuple(buttons), question_object(texts, question))


def question_object(texts: Texts, question: Question) -> dict[str, Any]:
    """The `question` object of the contract, section 4."""
    step, of = progress(texts, question)
    return {
        "type": "question",
        "id": question.id,
        "step": step,
        "of": of,
        "multiple": question.several,
        "options": [{"value": value, "label": texts.option(question.id, value)["label"]} for value in question.values],
        "section": question.source.section,
    }


def _option_line(texts: Texts, question: Question, number: int, explained: bool) -> str:
    wording = texts.option(question.id, question.values[number - 1])
    if explained:
        return texts.say("unclear.explained", number=number, label=wording["label"], means=wording["means"])
    return texts.say("question.option", number=number, label=wording["label"])
