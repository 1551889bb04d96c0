"""The results of named organizations in a session and in earlier ones of the same trainer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from advisor.knowledge.records import Knowledge
from advisor.pages.plans import rows_of
from advisor.pages.training.organizations import Organization, key_of, named_organizations
from advisor.reports.records import PlanRow
from advisor.storage.personal_data import PersonalData
from advisor.training.records import Seat, Session
from advisor.training.voices import agreed_assessment


@dataclass(frozen=True)
class PastResult:
    """A result of an organization.

    id      of the assessment; of what was agreed on: made from the session's
    voice   who answered; empty: the organization as such
    agreed  what its voices agreed on
    """

    id: str
    session: Session
    voice: str
    agreed: bool
    assessment: Mapping[str, Any]

    @property
    def created(self) -> str:
        """When it was given (UTC)."""
        return str(self.assessment["created"])


def past_results(
    session: Session, data: PersonalData, knowledge: Knowledge
) -> dict[str, tuple[Organization, list[PastResult]]]:
    """Key → the organization as it is named in this session, and its results in this and earlier sessions
    of the same trainer, oldest first; only what it agreed to show with its name, in each of them."""
    mine = named_organizations(session, data.sessions.seats(session.id))
    found: dict[str, list[PastResult]] = {key: [] for key in mine}
    for each in _up_to(session, data) if mine else ():
        agreed = {key_of(name): agreed for name, agreed in data.sessions.agreed(each.id).items()}
        for key, organization in named_organizations(each, data.sessions.seats(each.id)).items():
            if key not in found:
                continue
            for seat in organization.seats:
                found[key] += (
                    PastResult(result["id"], each, seat.participant.voice, False, result)
                    for result in _given_in(seat, data)
                )
            if key in agreed and agreed[key].answers:
                id = f"agreed-{each.id}"
                result = agreed_assessment(agreed[key], knowledge, each.language, id)
                found[key].append(PastResult(id, each, "", True, result))
    return {key: (mine[key], sorted(results, key=lambda each: each.created)) for key, results in found.items()}


def _up_to(session: Session, data: PersonalData) -> list[Session]:
    """The trainer's sessions up to this one, oldest first."""
    return [each for each in reversed(data.sessions.of_trainer(session.trainer)) if each.created <= session.created]


def pair(
    results: Sequence[PastResult], session: Session, earlier: str = "", later: str = ""
) -> tuple[PastResult, PastResult] | None:
    """The two results with these ids, in the order of time; where none are named, the latest of this session that
    can be compared, and the one before it of the same voice, or else the latest of another session.

    None where there are no two such, or an id is unknown. Two voices of one session are no earlier and later.
    """
    if earlier or later:
        by_id = {each.id: each for each in results}
        if earlier not in by_id or later not in by_id or earlier == later:
            return None
        one, other = sorted((by_id[earlier], by_id[later]), key=lambda each: each.created)
        return one, other
    found: list[tuple[bool, PastResult, PastResult]] = []
    for place, last in enumerate(results):
        if last.session.id != session.id:
            continue
        alike = [each for each in results[:place] if _speaker(each) == _speaker(last)]
        before = alike or [each for each in results[:place] if each.session.id != session.id]
        found += [(bool(alike), before[-1], last)] if before else []
    if not found:
        return None
    # Of equals the latest.
    _, first, second = max(reversed(found), key=lambda each: each[0])
    return first, second


def _speaker(result: PastResult) -> tuple[bool, str]:
    return result.agreed, key_of(result.voice)


def plan_of(result: PastResult, data: PersonalData) -> tuple[PlanRow, ...]:
    """The action plan made for a result; for what was agreed on there is none."""
    return () if result.agreed else rows_of(data.results.plan(result.id))


def _given_in(seat: Seat, data: PersonalData) -> Iterator[Mapping[str, Any]]:
    """The results somebody was given while they took part: not what they did before or after by themselves."""
    until = datetime.fromtimestamp(seat.progress.changed + 1, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    for result in data.results.all_of(seat.participant.conversation):
        if result["id"] == seat.progress.result or seat.participant.joined <= result["created"] <= until:
            yield result
