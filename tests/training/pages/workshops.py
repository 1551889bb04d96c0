"""Participants of a session, put into the store as a channel does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from served import Served

from advisor.assessment.assess import assess
from advisor.knowledge import load_knowledge
from advisor.knowledge.records import AnswerValue
from advisor.training.records import Participant, Progress
from advisor.wording.assessment_object import assessment_object, utc_now

CORE = tuple(question.id for question in load_knowledge().in_stage("core"))

GOVERNMENT: Mapping[str, AnswerValue] = {
    "main_source": "government",
    "government_share": "75-100",
    "funding_channels": ("project",),
    "funder_loss": "stop",
    "staff_origin": "appointed",
    "staff_qualified": "none",
    "staff_workload": "overloaded",
    "work_method": "experience",
    "needs_first": "government",
    "government_role": "guardian",
    "say_no": "cannot",
    "company_ties": "none",
}
USERS: Mapping[str, AnswerValue] = {
    "main_source": "users",
    "government_share": "0",
    "funding_channels": ("fees", "dues"),
    "funder_loss": "fine",
    "staff_origin": "recruited",
    "staff_qualified": "most",
    "staff_workload": "clear",
    "work_method": "system",
    "needs_first": "users",
    "government_role": "supervisor",
    "say_no": "can",
    "company_ties": "lasting",
}
BOTH: Mapping[str, AnswerValue] = {
    **USERS,
    "main_source": "mixed",
    "government_share": "25-49",
    "funding_channels": ("project", "fees"),
    "needs_first": "both",
}


def join(
    served: Served,
    session: str,
    organization: str = "",
    voice: str = "",
    named: bool = False,
    joined: str = "",
) -> Participant:
    """Somebody joins."""
    participant = Participant(
        "", session, f"web-{secrets.token_hex(8)}", 0, organization, voice, named, joined or utc_now()
    )
    return served.data.sessions.join(participant)


def stand_at(served: Served, participant: Participant, answers: Mapping[str, AnswerValue], question: str) -> None:
    """They have given these answers and are asked this question."""
    served.data.sessions.note(participant.conversation, Progress(answers, {}, question, "asking"))


def finish(
    served: Served,
    participant: Participant,
    answers: Mapping[str, AnswerValue],
    created: str | None = None,
    version: str = "",
    language: str = "en",
) -> dict[str, Any]:
    """They get their result; the assessment object."""
    knowledge = load_knowledge()
    result = assessment_object(assess(answers, knowledge), language, knowledge, created=created)
    result["knowledge_version"] = version or result["knowledge_version"]
    served.data.results.keep(participant.conversation, result)
    served.data.sessions.note(participant.conversation, Progress(answers, {}, None, "result", result["id"]))
    return result


def workshop(served: Served, session: str, government: int, users: int, both: int = 0) -> None:
    """So many who answer in each of three ways, all finished."""
    for answers, count in ((GOVERNMENT, government), (USERS, users), (BOTH, both)):
        for _ in range(count):
            finish(served, join(served, session), answers)


def texts(language: str, file: str = "training_pages") -> Any:
    """The texts of a file."""
    return load_knowledge().wording[language][file]
