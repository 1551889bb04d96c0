"""The screens of the interview: greeting, review, result, the offer to go deeper."""

from __future__ import annotations

from advisor.assessment.assess import assess
from advisor.interview.state import RESULT, REVIEW
from advisor.interview.turn import Turn
from advisor.wording import result as wording
from advisor.wording.answers import answer_items, answers_by_part
from advisor.wording.assessment_object import assessment_object
from advisor.wording.messages import Button, Message, command


def greet(turn: Turn) -> None:
    """Who this is, what it does, how long it takes; the start and the other languages."""
    texts = turn.texts
    languages = [
        Button(name, command("language", other)) for other, name in texts.own_names().items() if other != texts.language
    ]
    turn.say(
        "greeting.hello",
        Button(texts.say("greeting.start"), command("start")),
        Button(texts.say("greeting.basis"), command("knowledge", "about_the_study")),
        *languages,
        count=len(turn.core),
    )


def review(turn: Turn) -> None:
    """Every answer in one list, each open to change; what is missing, where the result comes early."""
    texts, interview, missing = turn.texts, turn.interview, turn.missing()
    turn.change(phase=REVIEW, open=None, misses=0, pending=None)
    parts = [part.id for part in turn.knowledge.parts.values()]
    title = texts.say("review.title_early" if missing else "review.title")
    answers = answers_by_part(texts, interview.answers, interview.figures, parts)
    names = texts.join(texts.get("questions", q, "name") for q in missing)
    note = texts.say("review.missing", count=len(missing), names=names) if missing else ""
    turn.said.append(
        Message(
            texts.lines(filter(None, (title, answers, note))),
            tuple(_review_buttons(turn)),
            _review_object(turn),
            brief=texts.lines(filter(None, (title, note))),
            items=tuple(answer_items(texts, interview.answers, interview.figures, parts)),
        )
    )


def review_again(turn: Turn) -> None:
    """After a digression at the review: what can be done, without the list."""
    turn.say("review.again", *_review_buttons(turn), custom=_review_object(turn))


def _review_buttons(turn: Turn) -> list[Button]:
    texts, missing = turn.texts, turn.missing()
    buttons = [Button(texts.say("review.fine_early" if missing else "review.fine"), command("looks_right"))]
    if missing:
        buttons.append(Button(texts.say("review.go_on"), command("resume")))
    return [*buttons, Button(texts.say("review.change"), command("change"))]


def _review_object(turn: Turn) -> dict[str, object]:
    answers = {q: a if isinstance(a, str) else list(a) for q, a in turn.interview.answers.items()}
    return {"type": "review", "answers": answers}


def deliver(turn: Turn, again: bool = False) -> None:
    """Assess the answers, keep the result and tell it; `again`: briefly, with what is new."""
    texts, before = turn.texts, turn.records.last() if again else None
    found, id = assess(turn.interview.answers, turn.knowledge), turn.records.result_id()
    assessment = assessment_object(found, texts.language, turn.knowledge, id)
    turn.records.keep(assessment, turn.interview.heard, turn.interview.figures)
    turn.change(phase=RESULT, open=None, module=None, editing=False, pending=None, result=assessment["id"])
    heard = turn.interview.heard
    if before is None:
        turn.tell(wording.orientation_text(texts, assessment), custom=assessment)
        changes = wording.changes_text(texts, assessment)
        why = texts.lines(filter(None, (wording.reasons_text(texts, assessment), changes)))
        turn.tell(why, title=texts.say("result.parts.why"))
        problems = wording.problems_text(texts, assessment, heard)
        points = texts.lines(filter(None, (problems, wording.gaps_text(texts, assessment))))
        turn.tell(points, title=texts.say("result.parts.problems"))
        turn.tell(wording.steps_text(texts, assessment), title=texts.say("result.parts.steps"))
        turn.tell(wording.limits_text(texts), *_result_buttons(turn), title=texts.say("result.parts.limits"))
    else:
        turn.tell(wording.news_text(texts, assessment, before, heard), custom=assessment)
    offer_deeper(turn)


def offer_deeper(turn: Turn) -> None:
    """Offer the next deeper module with its reason, where one is left."""
    texts, module = turn.texts, next_module(turn)
    if module is None:
        turn.say("deeper.none_left" if turn.interview.modules else "content.after_result")
        return
    part = turn.knowledge.parts[module]
    turn.say(
        "deeper.offer_more" if turn.interview.modules else "deeper.offer",
        Button(texts.say("deeper.accept"), command("deeper", module)),
        Button(texts.say("deeper.other"), command("decline", module)),
        Button(texts.say("deeper.enough"), command("enough")),
        name=texts.get("parts", module, "name"),
        count=sum(q not in turn.interview.answers for q in part.questions),
        offer=texts.get("parts", module, "offer"),
    )


def next_module(turn: Turn) -> str | None:
    """The next deeper part that is neither done nor declined and still has an open question."""
    for part in turn.knowledge.parts.values():
        open_questions = any(q not in turn.interview.answers for q in part.questions)
        offered = turn.parts is None or part.id in turn.parts
        if part.stage == "deeper" and offered and part.id not in turn.interview.modules and open_questions:
            return part.id
    return None


def _result_buttons(turn: Turn) -> list[Button]:
    names = {"all_problems": "all_problems", "own_steps": "own_steps", "change": "change"}
    labels = {"all_problems": "result.all_problems", "own_steps": "result.own_steps", "change": "review.change"}
    return [Button(turn.texts.say(labels[name]), command(intent)) for name, intent in names.items()]
