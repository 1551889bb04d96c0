"""Results to make reports of: a typical one, the edges, and any answers at all."""

from __future__ import annotations

from typing import Any

from advisor.assessment import assess, check_answers
from advisor.knowledge import load_knowledge
from advisor.reports.content import result_content
from advisor.reports.records import PlanRow, ResultContent
from advisor.wording.assessment_object import assessment_object

KNOWLEDGE = load_knowledge()
LANGUAGES = KNOWLEDGE.languages
ID = "0123456789abcdef0123456789abcdef"
CREATED = "2026-11-24T09:00:00Z"

TYPICAL: dict[str, Any] = {
    "main_source": "government",
    "government_share": "50-74",
    "funding_channels": ["project", "fees"],
    "funder_loss": "months",
    "staff_origin": "community",
    "staff_qualified": "few",
    "staff_workload": "several",
    "work_method": "experience",
    "needs_first": "both",
    "government_role": "supervisor",
    "say_no": "sometimes",
    "company_ties": "none",
    "venue": "borrowed",
}
EDGES: dict[str, dict[str, Any]] = {
    "nothing answered": {},
    "everything left out": dict.fromkeys(KNOWLEDGE.questions, "skip"),
    "outside": {"main_source": "donors", "needs_first": "own", "funding_channels": []},
    "outside with a nearest type": {"main_source": "none", "needs_first": "users", "service_frequency": "rare"},
    "firm": {"main_source": "users", "needs_first": "users", "funding_channels": ["fees"], "say_no": "can"},
    "nothing found": {"main_source": "mixed", "needs_first": "both"},
    "every first option": {
        question.id: [question.values[0]] if question.several else question.values[0]
        for question in KNOWLEDGE.questions.values()
    },
}
HEARD = {
    "main_source": "well about 70% is the street's project money, parents pay the rest",
    "funder_loss": "攒了一点 撑半年吧",
}
FIGURES = {"government_share": 70.0, "funder_loss": 6.0}
PLAN = (
    PlanRow("S5.2-4", "List our sources", "Ms. Wang 王老师", "2026-12-15", "after the audit", False),
    PlanRow("own-1", "开一次居民议事会", "", "", "", True),
)


def object_of(raw: dict[str, Any], language: str = "en") -> dict[str, Any]:
    answers, faults = check_answers(raw, KNOWLEDGE)
    assert faults == []
    return assessment_object(assess(answers, KNOWLEDGE), language, KNOWLEDGE, id=ID, created=CREATED)


def content_of(
    raw: dict[str, Any] = TYPICAL,
    language: str = "en",
    made_in: str | None = None,
    heard: dict[str, str] | None = None,
    plan: tuple[PlanRow, ...] = PLAN,
    organization: str = "Sunshine 阳光服务社",
) -> ResultContent:
    heard = {q: said for q, said in HEARD.items() if q in raw} if heard is None else heard
    entry = object_of(raw, made_in or language)
    return result_content(KNOWLEDGE, language, entry, heard, FIGURES, plan, organization)
