"""After the result: more on request, the deeper modules, a changed answer."""

from __future__ import annotations

from collections.abc import Callable

from advisor.interview import confirming, flow, showing
from advisor.interview.state import RESULT
from advisor.interview.turn import Turn
from advisor.wording import result as wording
from advisor.wording.messages import Button, command


def all_problems(turn: Turn) -> None:
    """Every problem by status."""
    _about_result(turn, lambda assessment: wording.all_problems_text(turn.texts, assessment, turn.interview.heard))


def first_steps(turn: Turn) -> None:
    """The suggestions to start with."""
    _about_result(turn, lambda assessment: wording.steps_text(turn.texts, assessment))


def own_steps(turn: Turn) -> None:
    """What the organization can do alone."""
    _about_result(turn, lambda assessment: wording.steps_text(turn.texts, assessment, own_only=True))


def why_result(turn: Turn) -> None:
    """The reasons for the type."""
    _about_result(
        turn,
        lambda assessment: turn.texts.lines(
            filter(None, (wording.reasons_text(turn.texts, assessment), wording.stance_text(turn.texts, assessment)))
        ),
    )


def what_would_change(turn: Turn) -> None:
    """The nearest changes of answers that would change the type."""
    _about_result(
        turn,
        lambda assessment: (
            wording.changes_text(turn.texts, assessment, most=6) or wording.reasons_text(turn.texts, assessment)
        ),
    )


def deeper(turn: Turn) -> None:
    """Go on with the module that was named, or the next one."""
    if not turn.interview.result:
        turn.say("remark.not_now")
        confirming.resume(turn)
        return
    named = next((m for m in turn.reading.wish if m in turn.knowledge.parts), None)
    module = named or showing.next_module(turn)
    if module is None:
        turn.say("deeper.none_left")
    elif all(q in turn.interview.answers for q in turn.knowledge.parts[module].questions):
        showing.offer_deeper(turn)
    else:
        flow.begin_module(turn, module)


def decline(turn: Turn) -> None:
    """Leave one module out; the next one is offered."""
    if not turn.interview.result or (turn.asking and turn.interview.module is None):
        turn.say("remark.not_now")
        confirming.resume(turn)
        return
    named = next((m for m in turn.reading.wish if m in turn.knowledge.parts), None)
    module = turn.interview.module or named or showing.next_module(turn)
    if module is None:
        turn.say("content.after_result")
        return
    turn.change(modules={**turn.interview.modules, module: "declined"}, module=None, phase=RESULT, open=None)
    turn.say("deeper.declined")
    showing.offer_deeper(turn)


def enough(turn: Turn) -> None:
    """No more questions for now."""
    if turn.asking and turn.interview.module:
        showing.deliver(turn, again=True)
    elif turn.asking:
        showing.review(turn)
    else:
        turn.say("deeper.bye" if turn.interview.result else "remark.goodbye")


def _about_result(turn: Turn, words: Callable[[wording.Assessment], str]) -> None:
    assessment = turn.records.last() if turn.interview.result else None
    if assessment is None:
        turn.say("result.none_yet")
        confirming.resume(turn)
        return
    texts = turn.texts
    turn.tell(
        words(assessment),
        Button(texts.say("result.all_problems"), command("all_problems")),
        Button(texts.say("result.own_steps"), command("own_steps")),
        Button(texts.say("deeper.accept"), command("deeper")),
    )
    if turn.asking:
        turn.ask()
