"""Remarks off the script: answered in a sentence or two, then the conversation goes on where it was."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from advisor.interview import asking, confirming, flow, showing
from advisor.interview.state import ASKING, NEW, REVIEW
from advisor.interview.turn import Turn
from advisor.wording import content
from advisor.wording.messages import Button, command
from advisor.wording.questions import progress

MINUTES_A_QUESTION = 0.6
"""Twelve questions take about seven minutes (reading, part d)."""


def two_meanings(turn: Turn) -> bool:
    """Whether two intents are about as likely, and doing the wrong one would be felt."""
    also = turn.reading.also_intent
    return also is not None and all(turn.texts.has("conversation", "intents", i) for i in (turn.reading.intent, also))


def which_was_meant(turn: Turn) -> None:
    """Ask which of two intents was meant; the question stays open."""
    texts, meant = turn.texts, (turn.reading.intent, turn.reading.also_intent or "")
    names = [texts.say(f"intents.{intent}") for intent in meant]
    topic = next(iter(turn.reading.topics), None)
    buttons = [
        Button(name, command(intent, topic if intent == "knowledge" else None))
        for name, intent in zip(names, meant, strict=True)
    ]
    turn.say("remark.either_intent", *buttons, first=names[0], second=names[1])
    turn.ask()


def why(turn: Turn) -> None:
    """Why the open question is asked, with its section."""
    if turn.asking:
        reason = turn.texts.get("questions", turn.interview.open or "", "why")
        turn.tell(reason + turn.texts.say("list.sentence") + turn.texts.say("remark.why_closing"))
        turn.ask()
    else:
        knowledge(turn)


def define(turn: Turn) -> None:
    """What a term, an option or the open question means."""
    texts, terms = turn.texts, turn.reading.terms
    _tell_terms(turn, terms)
    if turn.asking:
        if not terms:
            turn.tell(texts.get("questions", turn.interview.open or "", "plainly"))
        turn.ask(explained=not terms)
    elif not terms:
        knowledge(turn)


def _tell_terms(turn: Turn, terms: Iterable[str]) -> None:
    for term in terms:
        question, _, value = term.partition("=")
        texts = turn.texts
        turn.tell(content.option_text(texts, question, value) if value else content.term_text(texts, term))


def repeat(turn: Turn) -> None:
    """The open question once more."""
    confirming.resume(turn)


def knowledge(turn: Turn) -> None:
    """A question about the content: what the study says, with sections, or that it says nothing."""
    texts, topics, wish = turn.texts, turn.reading.topics, turn.reading.wish
    asked = [topic for topic in wish if topic in turn.knowledge.topics] or list(topics[:1])
    sections = [section for section in wish if section in turn.knowledge.study_sections]
    problems = [claim for claim in wish if claim in turn.knowledge.problems or claim in turn.knowledge.suggestions]
    if sections:
        turn.tell(content.section_text(texts, sections[0]))
    elif problems:
        turn.tell(texts.lines(line for claim in problems for line in content.claim_lines(texts, claim)))
    elif asked:
        turn.tell(content.topic_text(texts, asked[0]))
    elif turn.reading.terms:
        _tell_terms(turn, turn.reading.terms[:2])
    else:
        turn.say("content.unknown_plain")
    confirming.resume(turn)


def status(turn: Turn) -> None:
    """How far the interview is."""
    texts, interview = turn.texts, turn.interview
    if turn.asking:
        question = turn.knowledge.questions[interview.open or ""]
        step, of = progress(texts, question)
        left = sum(q not in interview.answers for q in _round(turn))
        if interview.module:
            turn.say("remark.status.deeper", step=step, of=of)
        elif left <= 1:
            turn.say("remark.status.last", step=step, of=of)
        else:
            minutes = math.ceil(left * MINUTES_A_QUESTION)
            turn.say("remark.status.one", step=step, of=of, left=left, minutes=minutes)
        turn.ask()
    elif turn.reviewing:
        turn.say("remark.status.review", of=len(turn.core))
        showing.review(turn)
    elif interview.result:
        turn.say("remark.status.result")
    else:
        confirming.resume(turn)


def pause(turn: Turn) -> None:
    """Take a break; everything is kept."""
    turn.change(paused=True)
    if turn.asking:
        step, of = progress(turn.texts, turn.knowledge.questions[turn.interview.open or ""])
        turn.say("remark.pause", step=step, of=of)
    else:
        turn.say("remark.pause_plain")


def resume(turn: Turn) -> None:
    """Go on after a break, or with the questions that are still open."""
    turn.change(paused=False, away=False)
    if turn.asking:
        turn.ask(lead=turn.texts.say("remark.resume"))
    elif turn.missing():
        flow.begin(turn)
    else:
        confirming.resume(turn)


def result_now(turn: Turn) -> None:
    """The result before every question is answered: the review says what is missing."""
    if turn.interview.phase in (ASKING, REVIEW) and turn.interview.answers:
        if turn.interview.module:
            showing.deliver(turn, again=True)
        else:
            showing.review(turn)
    elif turn.interview.result:
        showing.deliver(turn)
    else:
        turn.say("result.none_yet")
        confirming.resume(turn)


def switch_language(turn: Turn) -> None:
    """Change the language, everything kept."""
    named = [wish for wish in turn.reading.wish if wish in turn.knowledge.languages]
    # “Switch to English, my Chinese is slow” names both: the one not spoken already is meant.
    wished = next((name for name in named if name != turn.interview.language), next(iter(named), None))
    if wished is None:
        turn.say("language.only")
    elif wished == turn.interview.language:
        turn.say("language.already")
    else:
        turn.change(language=wished)
        if turn.interview.phase == NEW:
            showing.greet(turn)
            return
        turn.say("language.switched")
    confirming.resume(turn)


def told(path: str) -> Callable[[Turn], None]:
    """A remark that is answered with one text."""

    def answer(turn: Turn) -> None:
        turn.say(path)
        confirming.resume(turn)

    return answer


def skip(turn: Turn) -> None:
    """Leave out the open question."""
    if turn.asking:
        asking.skip(turn)
    else:
        confirming.resume(turn)


def back(turn: Turn) -> None:
    """Go back one question, or from the review to the last one."""
    if turn.asking:
        asking.back(turn)
    elif turn.reviewing and turn.interview.trail:
        trail = turn.interview.trail
        turn.change(trail=trail[:-1])
        flow.open_question(turn, trail[-1], editing=True)
    else:
        confirming.resume(turn)


def _round(turn: Turn) -> list[str]:
    if turn.interview.module:
        return list(turn.knowledge.parts[turn.interview.module].questions)
    return [question.id for question in turn.core]
