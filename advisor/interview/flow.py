"""What comes next: the next question, a contradiction to ask about, the review, the result."""

from __future__ import annotations

from advisor.interview import contradictions, showing
from advisor.interview.state import ASKING, RESULT, REVIEW
from advisor.interview.turn import Turn


def begin(turn: Turn) -> None:
    """Start the core interview, or take it up at the first question without an answer."""
    turn.change(phase=ASKING, open=turn.next_question(), misses=0, pending=None, paused=False)
    go_on(turn)


def begin_module(turn: Turn, module: str) -> None:
    """Start a deeper module."""
    turn.change(phase=ASKING, module=module, open=None, misses=0, pending=None)
    turn.tell(turn.texts.get("parts", module, "intro"))
    go_on(turn)


def open_question(turn: Turn, question: str, lead: str = "", editing: bool = False) -> None:
    """Open a question again to change its answer; `editing`: what was shown before comes again after."""
    turn.change(phase=ASKING, open=question, misses=0, pending=None, editing=editing or turn.interview.editing)
    turn.ask(lead=lead)


def settle(turn: Turn) -> None:
    """Where no question is open any more, stand where the next word will be answered."""
    interview = turn.interview
    if interview.phase != ASKING or interview.open is not None:
        return
    following = None if interview.editing else turn.next_question()
    if following:
        turn.change(open=following)
    else:
        turn.change(phase=RESULT if interview.result and not turn.missing() else REVIEW, editing=False)


def go_on(turn: Turn) -> None:
    """Say what comes after an answer, a skip, a confirmation or a digression."""
    if contradictions.raise_one(turn):
        return
    if turn.interview.phase == ASKING:
        _next_question(turn)
    elif turn.interview.phase == RESULT:
        showing.deliver(turn, again=True)
    else:
        showing.review(turn)


def _next_question(turn: Turn) -> None:
    interview = turn.interview
    if interview.open is None and interview.editing:
        _back_from_editing(turn)
        return
    following = interview.open or turn.next_question()
    if following:
        turn.change(open=following)
        turn.ask()
    elif interview.module:
        turn.change(modules={**interview.modules, interview.module: "done"})
        showing.deliver(turn, again=True)
    else:
        showing.review(turn)


def _back_from_editing(turn: Turn) -> None:
    turn.change(editing=False)
    if turn.interview.result and not turn.missing():
        showing.deliver(turn, again=True)
    else:
        showing.review(turn)
