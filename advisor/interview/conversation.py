"""One message in, the answer out: who handles what, in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from advisor.interview import after_result, asking, confirming, flow, remarks, showing
from advisor.interview.state import NEW
from advisor.interview.turn import Turn
from advisor.reading.reading import ANSWER, CORRECT, UNCLEAR
from advisor.wording.messages import Button, command

Handler = Callable[[Turn], Any]

REMARKS: dict[str, Handler] = {
    "why": remarks.why,
    "define": remarks.define,
    "repeat": remarks.repeat,
    "knowledge": remarks.knowledge,
    "tell_more": remarks.knowledge,
    "status": remarks.status,
    "pause": remarks.pause,
    "resume": remarks.resume,
    "result_now": remarks.result_now,
    "language": remarks.switch_language,
    "skip": remarks.skip,
    "go_back": remarks.back,
    "start_over": confirming.ask_to_start_over,
    "delete": confirming.ask_to_delete,
    "smalltalk": remarks.told("remark.smalltalk"),
    "thanks": remarks.told("remark.thanks"),
    "out_of_scope": remarks.told("remark.out_of_scope"),
    "human": remarks.told("remark.human"),
    "help": remarks.told("remark.help"),
    "privacy": remarks.told("remark.privacy"),
    "all_problems": after_result.all_problems,
    "first_steps": after_result.first_steps,
    "own_steps": after_result.own_steps,
    "why_result": after_result.why_result,
    "what_would_change": after_result.what_would_change,
    "deeper": after_result.deeper,
    "decline": after_result.decline,
    "enough": after_result.enough,
}
"""Intents that are answered in the same way whatever is open."""

BACK_FROM_A_BREAK = ("resume", "greet", "start", "yes", "skip")
"""“Let's go on” after a break is no wish to leave the question out."""


def take_turn(turn: Turn) -> None:
    """Work out the answer to one message."""
    _settle_language(turn)
    if turn.interview.away and _welcomed_back(turn):
        return
    paused = turn.interview.paused
    turn.change(paused=False, away=False)
    if paused and turn.reading.intent in BACK_FROM_A_BREAK:
        remarks.resume(turn)
    elif turn.reading.intent == "goodbye":
        turn.say("remark.goodbye")
    elif confirming.settled(turn):
        return
    elif turn.interview.phase == NEW:
        _before_the_start(turn)
    elif turn.asking:
        _while_asking(turn)
    elif turn.reviewing:
        _at_the_review(turn)
    else:
        _after_the_result(turn)


def _settle_language(turn: Turn) -> None:
    """The language of the first message stays, until the leader asks for another."""
    if turn.interview.language is None:
        language = turn.reading.language
        known = turn.knowledge.languages
        turn.change(language=language if language in known else known[0])


def _welcomed_back(turn: Turn) -> bool:
    """After a long break: an answer to the open question is taken; anything else is met with an offer."""
    intent = turn.reading.intent
    if turn.interview.phase == NEW:
        return False
    if turn.asking and (turn.reading.certain and intent == ANSWER):
        turn.say("welcome_back.going_on")
        return False
    if intent not in ("greet", UNCLEAR, ANSWER, "smalltalk", "start", "yes"):
        return False
    turn.change(away=False, pending=None)
    texts = turn.texts
    if intent in ("start", "yes"):
        remarks.resume(turn)
        return True
    if turn.interview.result and not turn.asking:
        turn.say("welcome_back.done", Button(texts.say("welcome_back.start_over"), command("start_over")))
        return True
    turn.say(
        "welcome_back.asking",
        Button(texts.say("welcome_back.go_on"), command("resume")),
        Button(texts.say("welcome_back.start_over"), command("start_over")),
        done=len(turn.core) - len(turn.missing()),
        of=len(turn.core),
    )
    return True


def _before_the_start(turn: Turn) -> None:
    intent = turn.reading.intent
    if intent in ("start", "yes", "resume", "looks_right"):
        turn.say("greeting.begin")
        flow.begin(turn)
    elif intent in ("smalltalk", "no", "skip", "repeat") and turn.number > 1:
        turn.say("greeting.not_started", Button(turn.texts.say("greeting.start"), command("start")))
    elif intent in REMARKS and intent not in ("smalltalk", "repeat"):
        REMARKS[intent](turn)
    elif turn.number > 1 and intent != "greet":
        turn.say("greeting.not_started", Button(turn.texts.say("greeting.start"), command("start")))
    else:
        showing.greet(turn)


def _while_asking(turn: Turn) -> None:
    intent = turn.reading.intent
    if intent == CORRECT:
        asking.correct(turn)
    elif intent == "change":
        _change(turn)
    elif intent in ("greet", "start"):
        remarks.resume(turn)
    elif remarks.two_meanings(turn):
        remarks.which_was_meant(turn)
    elif intent in REMARKS and not (turn.reading.answers and turn.reading.certain):
        REMARKS[intent](turn)
    else:
        asking.take_answer(turn)


def _at_the_review(turn: Turn) -> None:
    intent = turn.reading.intent
    if intent in ("looks_right", "yes", "result_now", "start"):
        showing.deliver(turn)
    elif intent == CORRECT or (intent == ANSWER and turn.reading.answers):
        asking.correct(turn)
    elif intent == "change" or intent == "no":
        _change(turn)
    elif intent in REMARKS:
        REMARKS[intent](turn)
    else:
        turn.say("review.which")
        showing.review(turn)


def _after_the_result(turn: Turn) -> None:
    intent = turn.reading.intent
    if intent == CORRECT:
        asking.correct(turn)
    elif intent == "change":
        _change(turn)
    elif intent in ("yes", "start"):
        after_result.deeper(turn)
    elif intent in ("no", "skip"):
        after_result.enough(turn)
    elif intent == "why":
        after_result.why_result(turn)
    elif intent in REMARKS:
        REMARKS[intent](turn)
    elif intent == "greet":
        turn.say("welcome_back.done", Button(turn.texts.say("welcome_back.start_over"), command("start_over")))
    elif turn.reading.topics:
        remarks.knowledge(turn)
    else:
        turn.say("content.after_result")


def _change(turn: Turn) -> None:
    """Open the answer that was named, or ask which one."""
    named = [q for q in turn.reading.wish if q in turn.knowledge.questions]
    if turn.reading.answers and turn.reading.sure and not named:
        asking.correct(turn)
    elif len(named) == 1:
        asking.change(turn, named[0])
    else:
        asking.which_answer(turn)


INTENTS: tuple[str, ...] = tuple(
    sorted({*REMARKS, ANSWER, CORRECT, UNCLEAR, "change", "greet", "start", "yes", "no", "looks_right", "goodbye"})
)
"""Everything a message can be."""
