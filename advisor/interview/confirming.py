"""Answers to something the leader was asked to confirm."""

from __future__ import annotations

from advisor.interview import asking, flow, showing
from advisor.interview.state import NEW, Interview, Pending
from advisor.interview.storing import store
from advisor.interview.turn import Turn
from advisor.wording.messages import Button, command

YES, NO = ("yes", "looks_right"), ("no",)


def ask_to_start_over(turn: Turn) -> None:
    """Starting over loses answers: ask first, where there are any."""
    if not turn.interview.answers:
        _start_over(turn)
        return
    _ask(turn, "start_over", "confirm.start_over_yes", count=len(turn.interview.answers))


def ask_to_delete(turn: Turn) -> None:
    """Deleting cannot be undone: ask first."""
    _ask(turn, "delete", "confirm.delete_yes")


def settled(turn: Turn) -> bool:
    """Whether the message settled what was pending; what it settled is said and done."""
    pending, reading = turn.interview.pending, turn.reading
    if pending is None:
        return False
    if reading.intent in YES:
        turn.change(pending=None)
        _agreed(turn, pending)
        return True
    if reading.intent in NO and not reading.answers:
        turn.change(pending=None)
        _declined(turn, pending)
        return True
    # Anything else leaves the matter: it was not confirmed, so nothing is done about it.
    turn.change(pending=None)
    flow.settle(turn)
    return False


def _agreed(turn: Turn, pending: Pending) -> None:
    if pending.kind == "reading":
        store(turn, dict(pending.about), pending.figures, pending.words)
        flow.go_on(turn)
    elif pending.kind == "contradiction":
        turn.say("confirm.kept")
        flow.go_on(turn)
    elif pending.kind == "start_over":
        _start_over(turn)
    else:
        _delete(turn)


def _declined(turn: Turn, pending: Pending) -> None:
    if pending.kind == "reading":
        _read_wrongly(turn, pending)
    elif pending.kind == "contradiction":
        asking.change(turn, str(pending.about["ask"]))
    else:
        turn.say("confirm.not_deleted" if pending.kind == "delete" else "confirm.not_restarted")
        resume(turn)


def _read_wrongly(turn: Turn, pending: Pending) -> None:
    lead = turn.texts.say("confirm.no_then")
    if turn.interview.open in pending.about and turn.asking:
        turn.change(misses=1)
        turn.ask(lead=lead)
    else:
        flow.open_question(turn, next(iter(pending.about)), lead, editing=not turn.asking)


def resume(turn: Turn) -> None:
    """Back to where the conversation was."""
    if turn.asking:
        turn.ask()
    elif turn.reviewing:
        showing.review_again(turn)
    elif turn.interview.result:
        turn.say("content.after_result")
    else:
        turn.say("greeting.not_started", Button(turn.texts.say("greeting.start"), command("start")))


def _start_over(turn: Turn) -> None:
    turn.interview = Interview(language=turn.interview.language, phase=NEW)
    turn.say("confirm.restarted")
    flow.begin(turn)


def _delete(turn: Turn) -> None:
    answers = len(turn.interview.answers)
    results = turn.records.forget()
    turn.say("confirm.deleted", answers=answers, results=results)
    turn.interview = Interview(language=turn.interview.language)
    turn.forget = True


def _ask(turn: Turn, kind: str, label: str, **words: object) -> None:
    texts = turn.texts
    turn.change(pending=Pending(kind))
    turn.say(
        f"confirm.{kind}",
        Button(texts.say(label), command("yes")),
        Button(texts.say("confirm.disagree"), command("no")),
        custom={"type": "confirm", "about": kind},
        **words,
    )
