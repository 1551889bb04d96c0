"""An assessment in words: the pieces a leader reads in the conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.knowledge.records import AnswerValue
from advisor.wording.answers import short_answer
from advisor.wording.texts import Texts

Assessment = Mapping[str, Any]
"""The assessment object of the contract, section 5."""

FIRST_PROBLEMS = 5
FIRST_STEPS = 3


def orientation_text(texts: Texts, assessment: Assessment) -> str:
    """The type, how sure it is, and what it means."""
    orientation, name = assessment["orientation"], texts.name_of_type(assessment["orientation"])
    if orientation in texts.knowledge.orientations:
        parts = [texts.say(f"result.{assessment['confidence']}", type=name)]
        if assessment["leans"]:
            parts.append(texts.say("result.leans", side=texts.say(f"result.sides.{assessment['leans']}")))
        parts.append(texts.get("orientations", "types", orientation, "summary"))
    else:
        parts = [texts.say(f"result.{orientation}", name=name)]
        parts.append(texts.get("orientations", "other_outcomes", orientation, "summary"))
        if assessment["nearest"]:
            nearest = texts.name_of_type(assessment["nearest"])
            parts.append(texts.say("result.outside_nearest", type=nearest))
    return texts.lines(parts)


def reasons_text(texts: Texts, assessment: Assessment) -> str:
    """Why: one line a reason, each with its section."""
    lines = [texts.say("result.why")]
    for reason in assessment["reasons"]:
        lines.append(texts.say("result.reason", text=reason["text"], cite=texts.cite(reason["section"])))
    return texts.lines(lines)


def changes_text(texts: Texts, assessment: Assessment, most: int = 3) -> str:
    """What would change the type; empty where nothing would."""
    shown = [entry for entry in assessment["counterfactuals"] if entry["orientation"] != "outside"][:most]
    if not shown:
        return ""
    lines = [texts.say("result.change")]
    for entry in shown:
        changes = texts.say("result.change_and").join(
            texts.say(
                "result.change_part",
                name=texts.get("questions", question, "name"),
                answer=short_answer(texts, question, _value(value)),
            )
            for question, value in entry["change"].items()
        )
        lines.append(texts.say("result.change_item", changes=changes, type=texts.name_of_type(entry["orientation"])))
    lines.append(texts.say("result.change_note"))
    return texts.lines(lines)


def problem_line(texts: Texts, problem: Mapping[str, Any], assessment: Assessment, heard: Mapping[str, str]) -> str:
    """A found problem with the leader's own answers behind it, in their own words where we have them."""
    evidence = texts.semicolons(
        texts.say(
            "result.evidence",
            name=texts.get("questions", question, "name"),
            answer=_quoted(texts, question, assessment, heard),
        )
        for question in problem["evidence"]
    )
    title = texts.get("problems", problem["id"], "title")
    return texts.say("result.problem", title=title, cite=texts.cite(problem["section"]), evidence=evidence)


def with_status(assessment: Assessment, status: str) -> list[Mapping[str, Any]]:
    """The problems with this status, in the order of the paper."""
    return [problem for problem in assessment["problems"] if problem["status"] == status]


def problems_text(texts: Texts, assessment: Assessment, heard: Mapping[str, str]) -> str:
    """The found problems a leader reads first, with what is to be watched and the gaps."""
    found = with_status(assessment, "found")
    if not found:
        lines = [texts.say("result.problems_none")]
    else:
        lines = [texts.say("result.problems", count=len(found))]
        lines += [problem_line(texts, problem, assessment, heard) for problem in found[:FIRST_PROBLEMS]]
        if len(found) > FIRST_PROBLEMS:
            lines.append(texts.say("result.more_problems", count=len(found) - FIRST_PROBLEMS))
    return texts.lines([*lines, *_watch(texts, assessment)])


def all_problems_text(texts: Texts, assessment: Assessment, heard: Mapping[str, str]) -> str:
    """Every problem by status: found with evidence, to be watched, not found, not asked."""
    found = with_status(assessment, "found")
    lines = [texts.say("result.all_title") if found else texts.say("result.problems_none")]
    lines += [problem_line(texts, problem, assessment, heard) for problem in found]
    lines += _watch(texts, assessment)
    for status in ("not_found", "not_asked"):
        titles = _titles(texts, with_status(assessment, status))
        if titles:
            lines.append(texts.say(f"result.{status}", count=len(titles), titles=texts.semicolons(titles)))
    return texts.lines(lines)


def gaps_text(texts: Texts, assessment: Assessment) -> str:
    """What the paper proposes nothing, or too little, on; empty where there is no gap."""
    if not assessment["gaps"]:
        return ""
    problems = texts.knowledge.problems
    lines = [texts.say("result.gaps")]
    for gap in assessment["gaps"]:
        section = problems[gap].source.section or ""
        lines.append(texts.say("result.gap", text=texts.get("problems", gap, "gap"), cite=texts.cite(section)))
    return texts.lines(lines)


def steps_text(texts: Texts, assessment: Assessment, own_only: bool = False) -> str:
    """The first suggestions with who can act; `own_only`: all that the organization can do alone."""
    suggestions = list(assessment["suggestions"])
    if own_only:
        suggestions = [entry for entry in suggestions if entry["who"] == ["organization"]]
        if not suggestions:
            return texts.say("result.own_none")
    elif not suggestions:
        return texts.say("result.steps_none")
    else:
        suggestions = suggestions[:FIRST_STEPS]
    lines = [texts.say("result.own_title" if own_only else "result.steps")]
    lines += [_step(texts, number, entry) for number, entry in enumerate(suggestions, 1)]
    return texts.lines(lines)


def stance_text(texts: Texts, assessment: Assessment) -> str:
    """What the paper says supporters do with this type, phrased for a leader; empty for no type."""
    orientation = texts.knowledge.orientations.get(assessment["orientation"])
    if orientation is None:
        return ""
    text = texts.get("orientations", "types", orientation.id, "stance")
    return texts.say("result.stance", text=text, cite=texts.cite(orientation.stance.source.section or ""))


def limits_text(texts: Texts) -> str:
    """How far all this carries."""
    return texts.say("result.limits")


def news_text(texts: Texts, assessment: Assessment, before: Assessment, heard: Mapping[str, str]) -> str:
    """A later result beside the one before it: the type, and what was newly found."""
    orientation = assessment["orientation"]
    same = orientation == before["orientation"] and assessment["confidence"] == before["confidence"]
    lines = [texts.say("result.new")]
    if same:
        lines.append(texts.say("result.same_type", type=texts.name_of_type(orientation)))
    else:
        lines += [orientation_text(texts, assessment), reasons_text(texts, assessment)]
    known = {problem["id"] for problem in with_status(before, "found")}
    fresh = [problem for problem in with_status(assessment, "found") if problem["id"] not in known]
    gone = known - {problem["id"] for problem in with_status(assessment, "found")}
    if fresh:
        lines.append(texts.say("result.new_problems"))
        lines += [problem_line(texts, problem, assessment, heard) for problem in fresh]
        lines += _fresh_steps(texts, assessment, {problem["id"] for problem in fresh})
    elif not gone:
        lines.append(texts.say("result.new_none"))
    if gone:
        titles = [texts.get("problems", problem, "title") for problem in sorted(gone)]
        lines.append(texts.say("result.gone", titles=texts.semicolons(titles)))
    return texts.lines(lines)


def parties_text(texts: Texts, who: Iterable[str]) -> str:
    """The parties that can act, in words."""
    return texts.join(texts.get("parties", party) for party in who)


def _step(texts: Texts, number: int, entry: Mapping[str, Any]) -> str:
    wording = texts.find("suggestions", entry["id"])
    return texts.say(
        "result.step",
        number=number,
        title=wording["title"],
        cite=texts.cite(entry["section"]),
        who=texts.say("result.who", parties=parties_text(texts, entry["who"])),
        text=wording["text"],
        first_step=wording["first_step"],
    )


def _fresh_steps(texts: Texts, assessment: Assessment, problems: set[str]) -> list[str]:
    """The first suggestions for newly found problems."""
    fitting = [entry for entry in assessment["suggestions"] if problems & set(entry["for"])][:FIRST_STEPS]
    if not fitting:
        return []
    return [texts.say("result.steps"), *(_step(texts, number, entry) for number, entry in enumerate(fitting, 1))]


def _watch(texts: Texts, assessment: Assessment) -> list[str]:
    titles = _titles(texts, with_status(assessment, "watch"))
    return [texts.say("result.watch", count=len(titles), titles=texts.semicolons(titles))] if titles else []


def _titles(texts: Texts, problems: Iterable[Mapping[str, Any]]) -> list[str]:
    return [texts.get("problems", problem["id"], "title") for problem in problems]


def _quoted(texts: Texts, question: str, assessment: Assessment, heard: Mapping[str, str]) -> str:
    if question in heard:
        return texts.say("list.quote", text=heard[question])
    return short_answer(texts, question, _value(assessment["answers"][question]))


def _value(value: Any) -> AnswerValue:
    return tuple(value) if isinstance(value, list) else str(value)
