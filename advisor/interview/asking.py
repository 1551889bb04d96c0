"""While a question is open: an answer, a correction, going back, leaving a question out."""

from __future__ import annotations

from advisor.interview import flow
from advisor.interview.storing import close, confirm, store
from advisor.interview.turn import Turn
from advisor.knowledge.records import SKIP, AnswerValue
from advisor.wording.messages import Button, command

MOST_READINGS = 2
"""So many uncertain readings of one question, then the options are explained."""


def take_answer(turn: Turn) -> None:
    """Store what is certain, read back what is not, ask again where nothing was understood."""
    reading, open_id = turn.reading, turn.interview.open or ""
    others = _certain_others(turn)
    if open_id not in reading.answers:
        if others:
            store(turn, others)
            flow.go_on(turn)
        else:
            ask_again(turn)
    elif not reading.sure.get(open_id):
        _read_back(turn)
    elif reading.answers[open_id] == SKIP:
        skip(turn)
    else:
        store(turn, {open_id: reading.answers[open_id], **others})
        flow.go_on(turn)


def correct(turn: Turn) -> None:
    """Change an earlier answer; read the change back, or ask which one, where it is not certain."""
    reading = turn.reading
    asked = [q for q in reading.wish if q in turn.knowledge.questions]
    if reading.answers and all(reading.sure.get(q) for q in reading.answers):
        store(turn, reading.answers)
        flow.go_on(turn)
    elif reading.answers:
        confirm(turn, reading.answers)
    elif len(asked) == 1:
        change(turn, asked[0])
    else:
        which_answer(turn)


def change(turn: Turn, question: str) -> None:
    """Open an earlier question again; afterwards everything goes on where it was."""
    flow.open_question(turn, question, turn.texts.say("remark.correct_this"), editing=not turn.asking)


def which_answer(turn: Turn) -> None:
    """Which of the answers so far is to be changed: one button each."""
    answered = [q for q in turn.knowledge.questions if q in turn.interview.answers]
    buttons = [Button(turn.texts.get("questions", q, "name"), command("change", q)) for q in answered]
    turn.say("remark.which_answer", *buttons)
    if turn.asking:
        turn.ask()


def skip(turn: Turn) -> None:
    """Leave the open question out; an answer it had before stays as it was."""
    open_id = turn.interview.open or ""
    if turn.interview.known(open_id):
        turn.say("remark.kept")
    else:
        turn.change(answers={**turn.interview.answers, open_id: SKIP})
        turn.say("echo.skipped")
    close(turn, open_id)
    flow.go_on(turn)


def back(turn: Turn) -> None:
    """The question before this one, with its answer so far."""
    trail = [q for q in turn.interview.trail if q != turn.interview.open]
    if not trail:
        turn.say("remark.back_nothing")
        turn.ask()
        return
    turn.change(trail=tuple(trail[:-1]))
    flow.open_question(turn, trail[-1])


def ask_again(turn: Turn) -> None:
    """Nothing was understood: the options, then the options explained, then the offer to skip."""
    misses = turn.interview.misses + 1
    turn.change(misses=misses)
    if misses == 1:
        turn.ask(lead=turn.texts.say("unclear.first"))
    elif misses == 2:
        turn.ask(explained=True, lead=turn.texts.say("unclear.second"))
    else:
        turn.ask(explained=True, lead=turn.texts.say("unclear.third"))


def _read_back(turn: Turn) -> None:
    """Ask whether the reading is right, or which of two was meant; after two tries, the options."""
    reading, open_id = turn.reading, turn.interview.open or ""
    question = turn.knowledge.questions[open_id]
    likely = [value for value in reading.likely if value in question.values]
    if turn.interview.misses >= MOST_READINGS or reading.answers[open_id] == SKIP or reading.maybe_none:
        ask_again(turn)
    elif len(likely) == 2 and not question.several:
        turn.change(misses=turn.interview.misses + 1)
        turn.ask_either(sorted(likely, key=question.values.index))
    else:
        confirm(turn, {open_id: reading.answers[open_id], **_certain_others(turn)})


def _certain_others(turn: Turn) -> dict[str, AnswerValue]:
    """What a message settles besides the open question; nothing answered before is overwritten."""
    reading, open_id = turn.reading, turn.interview.open
    return {
        q: value
        for q, value in reading.answers.items()
        if q != open_id and reading.sure.get(q) and not turn.interview.known(q) and value != SKIP
    }
