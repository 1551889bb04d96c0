"""The suggestions of Section 5 that answer what was found, nearest to hand first."""

from __future__ import annotations

from typing import NamedTuple

from advisor.assessment.prepared import once_per_knowledge
from advisor.assessment.problems import FOUND, Finding
from advisor.knowledge.records import Knowledge, Suggestion

ORGANIZATION = "organization"
"""The party (parties.yml) that is the leader's own organization."""

PARALLEL = "parallel"


class Offer(NamedTuple):
    """A suggestion, who can act on it (the one who leads first) and the found problems it answers."""

    suggestion: str
    who: tuple[str, ...]
    answers: tuple[str, ...]


@once_per_knowledge
def _hands(knowledge: Knowledge) -> dict[str, tuple[int, int]]:
    """Suggestion id → how near it is to the organization's own hands, and its place in the list."""
    return {s.id: (_distance(s), place) for place, s in enumerate(knowledge.suggestions.values())}


def _distance(suggestion: Suggestion) -> int:
    """0 the organization alone, 1 it leads others, 2 others lead it, 3 others alone."""
    if suggestion.who == (ORGANIZATION,):
        return 0
    if ORGANIZATION not in suggestion.who:
        return 3
    return 1 if suggestion.who[0] == ORGANIZATION else 2


def offers(found: tuple[Finding, ...], knowledge: Knowledge) -> tuple[Offer, ...]:
    """The suggestions that answer a found problem, each once.

    Order: what the organization can do itself before what it does with others and what others do;
    then more problems answered, then more of them answered in the parallel place of the paper,
    then the order of the paper.
    """
    problems_of: dict[str, list[str]] = {}
    parallel: dict[str, int] = {}
    for finding in found:
        if finding.status == FOUND:
            for answering in knowledge.problems[finding.problem].answered_by:
                problems_of.setdefault(answering.suggestion, []).append(finding.problem)
                if answering.fit == PARALLEL:
                    parallel[answering.suggestion] = parallel.get(answering.suggestion, 0) + 1
    hands = _hands(knowledge)
    ranked = []
    for suggestion, problems in problems_of.items():
        distance, place = hands[suggestion]
        ranked.append((distance, -len(problems), -parallel.get(suggestion, 0), place, suggestion))
    ranked.sort()
    suggestions = knowledge.suggestions
    return tuple([Offer(id, suggestions[id].who, tuple(problems_of[id])) for *_, id in ranked])


def gaps(found: tuple[Finding, ...], knowledge: Knowledge) -> tuple[str, ...]:
    """The found problems to which the paper offers no answer, or only part of one, in order."""
    return tuple([f.problem for f in found if f.status == FOUND and knowledge.problems[f.problem].gap is not None])
