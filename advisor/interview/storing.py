"""Taking answers in: storing them with the words behind them, saying so, asking where unsure."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.interview.state import Pending
from advisor.interview.turn import Turn
from advisor.knowledge.records import AnswerValue
from advisor.reading.reading import ANSWER, CORRECT
from advisor.wording.answers import answers_in_words, named_answer, short_answer
from advisor.wording.messages import Button, command

WORDS_KEPT = 120
"""Characters of the leader's own words kept as evidence."""


def store(
    turn: Turn,
    answers: Mapping[str, AnswerValue],
    figures: Mapping[str, float] | None = None,
    words: str | None = None,
) -> None:
    """Store answers and say so in half a line, so that a slip is seen."""
    before, open_id, texts = turn.interview, turn.interview.open, turn.texts
    figures = turn.reading.figures if figures is None else figures
    turn.interview = before.with_answers(answers, figures, own_words(turn) if words is None else words)
    changed = {q: value for q, value in answers.items() if before.known(q) and before.answers[q] != value}
    if changed:
        items = (
            texts.say(
                "echo.was",
                answer=named_answer(texts, q, value, figures.get(q)),
                before=short_answer(texts, q, before.answers[q], before.figures.get(q)),
            )
            for q, value in changed.items()
        )
        turn.say("echo.changed", answers=texts.semicolons(items))
    fresh = {q: value for q, value in answers.items() if q not in changed}
    if fresh:
        path = "echo.several" if len(fresh) > 2 else "echo.noted"
        turn.say(path, answers=answers_in_words(texts, fresh, figures, open_id), count=len(fresh))
    if open_id is not None and open_id in answers:
        close(turn, open_id)


def close(turn: Turn, question: str) -> None:
    """The open question is done with; it can be gone back to."""
    trail = tuple(q for q in turn.interview.trail if q != question)
    turn.change(trail=(*trail, question), open=None, misses=0)


def confirm(turn: Turn, answers: Mapping[str, AnswerValue]) -> None:
    """Read a reading back: yes or no. Nothing is stored before the leader has said yes."""
    texts, reading = turn.texts, turn.reading
    turn.change(pending=Pending("reading", dict(answers), dict(reading.figures), own_words(turn)))
    turn.say(
        "confirm.reading",
        Button(texts.say("confirm.agree"), command("yes")),
        Button(texts.say("confirm.disagree"), command("no")),
        custom={
            "type": "confirm",
            "about": {q: v if isinstance(v, str) else list(v) for q, v in answers.items()},
        },
        answers=answers_in_words(texts, answers, reading.figures, turn.interview.open),
    )


def own_words(turn: Turn) -> str:
    """What the leader typed, as evidence; empty where a button, number or label was used."""
    if turn.reading.chosen or turn.reading.intent not in (ANSWER, CORRECT):
        return ""
    words = " ".join(turn.reading.text.split())
    return words if len(words) <= WORDS_KEPT else words[: WORDS_KEPT - 1] + "…"
