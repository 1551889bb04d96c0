"""Answers that do not fit together: asked about once, politely, and then left as the leader says."""

from __future__ import annotations

from advisor.interview.state import Pending
from advisor.interview.turn import Turn
from advisor.wording.answers import short_answer
from advisor.wording.messages import Button, command


def raise_one(turn: Turn) -> bool:
    """Ask about the first contradiction not asked about yet; whether there was one."""
    interview, texts = turn.interview, turn.texts
    for contradiction in turn.knowledge.contradictions.values():
        if contradiction.id in interview.raised:
            continue
        if not all(condition.holds(interview.answers.get(condition.question)) for condition in contradiction.when):
            continue
        turn.change(
            raised=(*interview.raised, contradiction.id),
            pending=Pending("contradiction", {"ask": contradiction.ask}),
        )
        answers = {
            condition.question: short_answer(
                texts,
                condition.question,
                interview.answers[condition.question],
                interview.figures.get(condition.question),
            )
            for condition in contradiction.when
        }
        turn.say(
            "confirm.contradiction",
            Button(texts.say("confirm.keep_both"), command("yes")),
            Button(texts.say("confirm.look_again"), command("no")),
            custom={"type": "confirm", "about": "contradiction"},
            text=texts.get("contradictions", contradiction.id).format_map(answers),
        )
        return True
    return False
