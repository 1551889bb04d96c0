"""An organization over time: a later assessment beside an earlier one.

Both are read as the objects they were stored as. What the knowledge no longer has is named by its id;
the reasons of each result stand as they were told, so old results stay explainable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.assessment.problems import FOUND, NOT_FOUND
from advisor.knowledge.records import SKIP
from advisor.reports.content import local_day
from advisor.reports.phrases import certainty_name, day_in_words
from advisor.reports.records import PlanRow
from advisor.training.change_records import Change, ChangedAnswer, ChangedProblem, ResultThen, ToldReason
from advisor.training.phrases import say
from advisor.training.plan_steps import DONE_STATES, plan_steps
from advisor.wording.answers import short_answer
from advisor.wording.texts import Texts

Assessment = Mapping[str, Any]
"""The assessment object of the contract, section 5."""


def change(
    earlier: Assessment,
    later: Assessment,
    earlier_plan: Sequence[PlanRow],
    later_plan: Sequence[PlanRow],
    texts: Texts,
) -> Change:
    """What changed from the earlier result to the later one, with the plans made for each.

    Raises ValueError where a result's time is none.
    """
    before, after = _problems(earlier), _problems(later)
    found_before = {id for id, problem in before.items() if problem["status"] == FOUND}
    found_after = {id for id, problem in after.items() if problem["status"] == FOUND}
    gone = _changed_problems(texts, before, found_before - found_after, after, "no_longer_asked")
    come = _changed_problems(texts, after, found_after - found_before, before, "not_asked_before")
    stayed = _changed_problems(texts, after, found_after & found_before, after, "")
    then, now = _result(texts, earlier), _result(texts, later)
    same_type = (then.orientation, then.confidence) == (now.orientation, now.confidence)
    answers = _changed_answers(texts, earlier, later)
    plan = plan_steps(texts, earlier_plan, later_plan)
    done = sum(step.state in DONE_STATES for step in plan)
    empty = not (answers or gone or come) and same_type and all(step.before == step.after for step in plan)
    differ = then.knowledge_version != now.knowledge_version
    return Change(
        empty=empty,
        summary=say(texts, "change.none") if empty else "",
        earlier=then,
        later=now,
        reasons_before=say(texts, "change.reasons_before"),
        reasons_after=say(texts, "change.reasons_after"),
        same_type=same_type,
        type_text=say(
            texts, f"change.type_{'same' if same_type else 'new'}", before=then.type_text, after=now.type_text
        ),
        answers=answers,
        answers_text=say(texts, "change.answers", count=len(answers)),
        gone=gone,
        come=come,
        stayed=stayed,
        gone_text=say(texts, "change.gone", count=len(gone)),
        come_text=say(texts, "change.come", count=len(come)),
        stayed_text=say(texts, "change.stayed", count=len(stayed)),
        plan=plan,
        steps_done=done,
        steps_count=len(plan),
        steps_text=say(texts, "change.steps", done=done, count=len(plan)),
        versions=say(texts, "change.versions", before=then.knowledge_version, after=now.knowledge_version)
        if differ
        else "",
    )


def _result(texts: Texts, assessment: Assessment) -> ResultThen:
    orientation, confidence = str(assessment["orientation"]), str(assessment["confidence"])
    if orientation in (*texts.knowledge.orientations, *texts.knowledge.other_outcomes):
        sure = certainty_name(orientation, confidence, texts)
        type_text = say(texts, "change.type", type=texts.name_of_type(orientation), certainty=sure)
    else:
        type_text = say(texts, "change.unknown", id=orientation)
    return ResultThen(
        id=assessment["id"],
        created=assessment["created"],
        day=day_in_words(texts, local_day(assessment["created"])),
        language=assessment["language"],
        knowledge_version=assessment["knowledge_version"],
        orientation=orientation,
        confidence=confidence,
        type_text=type_text,
        reasons=tuple(ToldReason(reason["text"], texts.cite(reason["section"])) for reason in assessment["reasons"]),
    )


def _changed_answers(texts: Texts, earlier: Assessment, later: Assessment) -> tuple[ChangedAnswer, ...]:
    """The questions in their order; those the knowledge no longer has after them, by id."""
    known = texts.knowledge.questions
    others = sorted({*earlier["answers"], *later["answers"]}.difference(known))
    changed = []
    for question in (*known, *others):
        before, after = (_given(result["answers"].get(question)) for result in (earlier, later))
        if before == after:
            continue
        name = texts.get("questions", question, "name") if question in known else _unknown(texts, question)
        words = {"before": _answer(texts, question, before), "after": _answer(texts, question, after)}
        text = say(texts, "change.answer", question=name, **words)
        changed.append(ChangedAnswer(question, name, question in known, words["before"], words["after"], text))
    return tuple(changed)


def _given(answer: str | Sequence[str] | None) -> frozenset[str] | str | None:
    """A real answer, lists without their order; None where there is none."""
    if answer is None or answer == SKIP:
        return None
    return answer if isinstance(answer, str) else frozenset(answer)


def _answer(texts: Texts, question: str, answer: frozenset[str] | str | None) -> str:
    if answer is None:
        return say(texts, "change.unanswered")
    known = texts.knowledge.questions.get(question)
    values = known.values if known else ()
    given = {answer} if isinstance(answer, str) else answer
    lost = [_unknown(texts, value) for value in sorted(given.difference(values))]
    there = tuple(value for value in values if value in given)
    if lost:
        words = [texts.option(question, value)["short"] for value in there]
        return texts.join([*words, *lost])
    # A question that took one value and now takes several, or the other way round, reads the same.
    value = there if not isinstance(answer, str) else answer
    return short_answer(texts, question, value) if known else texts.say("echo.none")


def _problems(assessment: Assessment) -> dict[str, Mapping[str, Any]]:
    return {problem["id"]: problem for problem in assessment["problems"]}


def _changed_problems(
    texts: Texts,
    told: Mapping[str, Mapping[str, Any]],
    which: set[str],
    other: Mapping[str, Mapping[str, Any]],
    note: str,
) -> tuple[ChangedProblem, ...]:
    """The problems in `which`, in the order of the paper; with a note where the other result did not ask them all."""
    order = list(texts.knowledge.problems)
    found = []
    for id in sorted(which, key=lambda id: (order.index(id) if id in order else len(order), id)):
        known = id in texts.knowledge.problems
        asked = id in other and other[id]["status"] in (FOUND, NOT_FOUND)
        found.append(
            ChangedProblem(
                id=id,
                title=texts.get("problems", id, "title") if known else _unknown(texts, id),
                cite=texts.cite(told[id]["section"]),
                known=known,
                note=say(texts, f"change.{note}") if note and not asked else "",
            )
        )
    return tuple(found)


def _unknown(texts: Texts, id: str) -> str:
    return say(texts, "change.unknown", id=id)
