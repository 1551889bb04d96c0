"""`result_content`: an assessment object turned into every word and value that any format shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from advisor.knowledge.records import Knowledge
from advisor.reports import findings
from advisor.reports.phrases import Given, at_the_start, certainty_of, day_in_words, phrase, values
from advisor.reports.position import position_of
from advisor.reports.profile import profile_of
from advisor.reports.records import BasisWord, PlanLine, PlanRow, ResultContent
from advisor.reports.typed import as_shown
from advisor.wording.result import Assessment, with_status
from advisor.wording.texts import Texts

FIRST_STEPS = 3
"""How many first steps a plan begins with."""
LONGEST_NAME = 120


def result_content(
    knowledge: Knowledge,
    language: str,
    assessment: Assessment,
    heard: Mapping[str, str],
    figures: Mapping[str, float],
    plan: Sequence[PlanRow] = (),
    organization: str = "",
) -> ResultContent:
    """What a report of this assessment says, in `language`.

    assessment  the object of the contract, section 5; its language may be another one
    heard       question id → the leader's own words
    figures     question id → percent, months or people behind an answer
    plan        the rows kept; without any, the first steps of the first suggestions

    Raises KeyError where the object names an id the knowledge does not have, ValueError where a
    plan's date is none.
    """
    texts = Texts(knowledge, language)
    given = Given(texts, values(assessment["answers"]), heard, figures)
    orientation, organization = assessment["orientation"], as_shown(organization, LONGEST_NAME)
    day = local_day(assessment["created"])
    certainty = certainty_of(orientation, assessment["confidence"], texts)
    is_type = orientation in knowledge.orientations
    changes = findings.changes(given, assessment)
    problems, watch = findings.problems(given, assessment), findings.watched(texts, assessment)
    suggestions = findings.suggestions(texts, assessment)
    rows = tuple(plan) or first_plan(texts, assessment)
    return ResultContent(
        language=language,
        id=assessment["id"],
        title=phrase(texts, "title_for", organization=organization) if organization else phrase(texts, "title"),
        made_on=phrase(texts, "made_on", date=day_in_words(texts, day)),
        day=day.isoformat(),
        organization=organization,
        orientation=orientation,
        confidence=assessment["confidence"],
        type_label=phrase(texts, "headings.type" if is_type else "headings.outcome"),
        type_name=at_the_start(texts.name_of_type(orientation)),
        certainty=phrase(texts, f"certainty.{certainty}.name"),
        certainty_means=phrase(texts, f"certainty.{certainty}.means"),
        statement=_statement(texts, assessment) if is_type else "",
        summary=_summary(texts, assessment),
        reasons=findings.reasons(given, assessment),
        stance=texts.get("orientations", "types", orientation, "stance") if is_type else "",
        stance_cite=texts.cite(knowledge.orientations[orientation].stance.source.section or "") if is_type else "",
        position=position_of(given),
        changes_intro=phrase(texts, "change.intro" if changes else "change.none"),
        changes=changes,
        profile=profile_of(given, assessment["table1"]),
        problems_intro=phrase(texts, "problems.intro") if problems else texts.say("result.problems_none"),
        problems_basis=findings.basis_of(texts, with_status(assessment, "found")),
        problems=problems,
        watch=watch,
        suggestions_intro=phrase(texts, "suggestions.intro") if suggestions else texts.say("result.steps_none"),
        suggestions_basis=findings.basis_of(texts, assessment["suggestions"]),
        suggestions=suggestions,
        plan=tuple(_plan_line(texts, row) for row in rows),
        gaps=findings.gaps(texts, assessment),
        basis_words=tuple(
            BasisWord(word=findings.basis_word(texts, basis), means=phrase(texts, f"about.{basis}"))
            for basis in findings.used_basis(assessment)
        ),
        source=texts.get("study", "cite"),
        limits=tuple(texts.get("study", "limits", limit) for limit in knowledge.study_limits),
        knowledge_version=phrase(texts, "about.knowledge", version=assessment["knowledge_version"]),
        result_number=phrase(texts, "about.result", id=assessment["id"]),
        words=knowledge.wording[language]["report"],
        languages=texts.own_names(),
        typed=_letters(
            organization, *heard.values(), *(part for row in plan for part in (row.step, row.owner, row.note))
        ),
    )


def first_plan(texts: Texts, assessment: Assessment) -> tuple[PlanRow, ...]:
    """The plan before anything was chosen: the first steps of the first suggestions."""
    first = assessment["suggestions"][:FIRST_STEPS]
    return tuple(PlanRow(entry["id"], texts.get("suggestions", entry["id"], "first_step")) for entry in first)


def local_day(created: str) -> date:
    """The day of a moment in UTC (`2026-11-23T20:00:00Z`) where this machine stands.

    Raises ValueError where it is no such moment.
    """
    moment = datetime.fromisoformat(created.replace("Z", "+00:00"))
    return moment.astimezone().date()


def _statement(texts: Texts, assessment: Assessment) -> str:
    sentences = [texts.say(f"result.{assessment['confidence']}", type=texts.name_of_type(assessment["orientation"]))]
    if assessment["leans"]:
        sentences.append(texts.say("result.leans", side=texts.say(f"result.sides.{assessment['leans']}")))
    return texts.say("list.sentence").join(sentences)


def _summary(texts: Texts, assessment: Assessment) -> str:
    group = "types" if assessment["orientation"] in texts.knowledge.orientations else "other_outcomes"
    sentences = [texts.get("orientations", group, assessment["orientation"], "summary")]
    if assessment["nearest"]:
        sentences.append(texts.say("result.outside_nearest", type=texts.name_of_type(assessment["nearest"])))
    return texts.say("list.sentence").join(sentences)


def _plan_line(texts: Texts, row: PlanRow) -> PlanLine:
    due = date.fromisoformat(row.due) if row.due else None
    return PlanLine(
        id=as_shown(row.id),
        step=as_shown(row.step),
        owner=as_shown(row.owner),
        due=row.due,
        due_on=day_in_words(texts, due) if due else "",
        note=as_shown(row.note),
        done=row.done,
        state=phrase(texts, "done" if row.done else "to_do"),
    )


def _letters(*typed: str) -> frozenset[str]:
    return frozenset(letter for text in typed for letter in text)
