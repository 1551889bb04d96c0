"""Reasons, changes, problems, suggestions and gaps of an assessment object, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from advisor.assessment import assess
from advisor.assessment.suggestions import ORGANIZATION
from advisor.reports.phrases import Given, certainty_name, phrase, values
from advisor.reports.position import position_of
from advisor.reports.records import (
    Change,
    FoundProblem,
    GapLine,
    OfferedSuggestion,
    ReasonLine,
    SuggestionGroup,
    WatchedProblem,
)
from advisor.wording.answers import short_answer
from advisor.wording.assessment_object import reason_text
from advisor.wording.result import Assessment, parties_text, with_status
from advisor.wording.texts import Texts

OWN, TOGETHER, OTHERS = "own", "together", "others"
OUTSIDE = "outside"


def reasons(given: Given, assessment: Assessment) -> tuple[ReasonLine, ...]:
    """The reasons of the object. In another language than its own they are put into words again; where
    the knowledge has changed since and no longer gives the same reasons, they stand as they were."""
    texts, language = given.texts, str(assessment["language"])
    told = [str(reason["text"]) for reason in assessment["reasons"]]
    if language != texts.language:
        again = assess(given.answers, texts.knowledge)
        same = [(r.section, r.basis, r.answers) for r in again.reasons]
        if same == [(r["section"], r["basis"], tuple(r["answers"])) for r in assessment["reasons"]]:
            told = [reason_text(reason, again.answers, texts) for reason in again.reasons]
            language = texts.language
    return tuple(
        ReasonLine(
            text=text, cite=texts.cite(reason["section"]), basis=basis_word(texts, reason["basis"]), language=language
        )
        for text, reason in zip(told, assessment["reasons"], strict=True)
    )


def changes(given: Given, assessment: Assessment) -> tuple[Change, ...]:
    """What would lead to another of the types."""
    texts = given.texts
    found = []
    for entry in assessment["counterfactuals"]:
        if entry["orientation"] == OUTSIDE:
            continue
        change = values(entry["change"])
        parts = texts.say("result.change_and").join(
            texts.say(
                "result.change_part",
                name=texts.get("questions", question, "name"),
                answer=short_answer(texts, question, value),
            )
            for question, value in change.items()
        )
        text = phrase(
            texts,
            "change.item",
            changes=parts,
            type=texts.name_of_type(entry["orientation"]),
            certainty=certainty_name(entry["orientation"], entry["confidence"], texts),
        )
        tried = Given(texts, {**given.answers, **change}, {}, {})
        found.append(
            Change(
                change=dict(entry["change"]),
                orientation=entry["orientation"],
                text=text,
                position=position_of(tried),
            )
        )
    return tuple(found)


def problems(given: Given, assessment: Assessment) -> tuple[FoundProblem, ...]:
    """The found problems in the order of the paper, each with the answers behind it."""
    texts = given.texts
    return tuple(
        FoundProblem(
            id=problem["id"],
            title=texts.get("problems", problem["id"], "title"),
            cite=texts.cite(problem["section"]),
            text=texts.get("problems", problem["id"], "text"),
            evidence=given.all_of(problem["evidence"]),
        )
        for problem in with_status(assessment, "found")
    )


def watched(texts: Texts, assessment: Assessment) -> tuple[WatchedProblem, ...]:
    """The problems worth watching."""
    return tuple(
        WatchedProblem(
            id=problem["id"],
            title=texts.get("problems", problem["id"], "title"),
            cite=texts.cite(problem["section"]),
        )
        for problem in with_status(assessment, "watch")
    )


def suggestions(texts: Texts, assessment: Assessment) -> tuple[SuggestionGroup, ...]:
    """All suggestions in the order of the object, in groups by whose hands they are in."""
    grouped: dict[str, list[OfferedSuggestion]] = {OWN: [], TOGETHER: [], OTHERS: []}
    for entry in assessment["suggestions"]:
        grouped[_hands(entry["who"])].append(_suggestion(texts, entry))
    return tuple(
        SuggestionGroup(id=id, heading=phrase(texts, f"suggestions.{id}"), suggestions=tuple(group))
        for id, group in grouped.items()
        if group
    )


def gaps(texts: Texts, assessment: Assessment) -> tuple[GapLine, ...]:
    """Where the study offers no answer to a found problem."""
    return tuple(
        GapLine(
            id=gap,
            cite=texts.cite(texts.knowledge.problems[gap].source.section or ""),
            text=texts.get("problems", gap, "gap"),
        )
        for gap in assessment["gaps"]
    )


def used_basis(assessment: Assessment) -> Iterator[str]:
    """The kinds of basis a report of this assessment names, in the order of the knowledge."""
    named = {entry["basis"] for part in ("reasons", "problems", "suggestions") for entry in assessment[part]}
    # Who can act and the first steps are always our own reading.
    named.add("convention")
    return (basis for basis in ("stated", "inferred", "convention", "outside") if basis in named)


def basis_of(texts: Texts, entries: Iterable[Mapping[str, Any]]) -> str:
    """Where several statements of one kind come from, each basis named once."""
    return texts.join(dict.fromkeys(basis_word(texts, entry["basis"]) for entry in entries))


def basis_word(texts: Texts, basis: str) -> str:
    """Where a statement comes from, in a few words."""
    return texts.say(f"basis.{basis}")


def _suggestion(texts: Texts, entry: Mapping[str, Any]) -> OfferedSuggestion:
    wording = texts.find("suggestions", entry["id"])
    titles = texts.semicolons(texts.get("problems", problem, "title") for problem in entry["for"])
    return OfferedSuggestion(
        id=entry["id"],
        title=wording["title"],
        cite=texts.cite(entry["section"]),
        text=wording["text"],
        who=texts.say("result.who", parties=parties_text(texts, entry["who"])),
        first_step=wording["first_step"],
        answers=phrase(texts, "suggestions.answers", problems=titles),
    )


def _hands(who: list[str]) -> str:
    if ORGANIZATION not in who:
        return OTHERS
    return OWN if who == [ORGANIZATION] else TOGETHER
