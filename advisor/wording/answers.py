"""A leader's answers in words: in half a line, and as the list of the review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.knowledge.records import SKIP, AnswerValue
from advisor.wording.texts import Texts


def short_answer(
    texts: Texts, question: str, value: AnswerValue, figure: float | None = None, full: bool = False
) -> str:
    """An answer in a few words, or the figure behind it where there is one; `full`: both."""
    if value == SKIP:
        return texts.say("echo.skip")
    if isinstance(value, str):
        words = texts.option(question, value)["short"]
    elif not value:
        words = texts.say("echo.none")
    else:
        words = texts.join(texts.option(question, entry)["short"] for entry in value)
    unit = _unit(texts, question)
    if figure is None or unit is None or figure == 0:
        return words
    in_figures = texts.say(f"echo.{unit}", figure=_plain_number(figure))
    return texts.say("echo.with_figure", answer=words, figure=in_figures) if full else in_figures


def named_answer(texts: Texts, question: str, value: AnswerValue, figure: float | None = None) -> str:
    """An answer with the name of its question in front."""
    name = texts.get("questions", question, "name")
    return name + texts.say("list.colon") + short_answer(texts, question, value, figure)


def answers_in_words(
    texts: Texts, answers: Mapping[str, AnswerValue], figures: Mapping[str, float], open_question: str | None
) -> str:
    """Several answers in half a line; the open question needs no name in front of its answer."""
    ordered = [q for q in texts.knowledge.questions if q in answers]
    return texts.semicolons(
        short_answer(texts, q, answers[q], figures.get(q))
        if q == open_question
        else named_answer(texts, q, answers[q], figures.get(q))
        for q in ordered
    )


def answers_by_part(
    texts: Texts, answers: Mapping[str, AnswerValue], figures: Mapping[str, float], parts: Iterable[str]
) -> str:
    """The list of the review: a heading for each part, a line for each answer."""
    lines: list[str] = []
    part = ""
    for item in answer_items(texts, answers, figures, parts):
        if item["part"] != part:
            part = item["part"]
            lines.append(texts.say("review.part", part=part))
        lines.append(texts.say("review.item", name=item["name"], answer=item["answer"]))
    return texts.lines(lines)


def answer_items(
    texts: Texts, answers: Mapping[str, AnswerValue], figures: Mapping[str, float], parts: Iterable[str]
) -> list[dict[str, str]]:
    """Each answer as an entry: question (id), and in words its part, name and answer."""
    return [
        {
            "question": q,
            "part": texts.get("parts", part, "name"),
            "name": texts.get("questions", q, "name"),
            "answer": short_answer(texts, q, answers[q], figures.get(q), full=True),
        }
        for part in parts
        for q in texts.knowledge.parts[part].questions
        if q in answers
    ]


def _unit(texts: Texts, question: str) -> str | None:
    for choice in texts.knowledge.questions[question].choices:
        if choice.figures is not None:
            return choice.figures.unit
    return None


def _plain_number(figure: float) -> str:
    """Whole numbers, and halves where they matter (“2.5 months”)."""
    return f"{figure:.0f}" if figure >= 10 or abs(figure - round(figure)) < 0.05 else f"{figure:.1f}"
