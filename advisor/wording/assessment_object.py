"""An assessment as the object of the contract, section 5: ids for machines, reasons in words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from advisor.assessment.assess import Assessment
from advisor.assessment.reasons import GivenReason
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.wording.answers import short_answer
from advisor.wording.texts import Texts

VERSION = 1
"""The version of the object's shape."""

PAIRING = "inferred"
"""The basis of problems and suggestions: linking answers, problems and suggestions is our reading."""


def assessment_object(
    assessment: Assessment,
    language: str,
    knowledge: Knowledge,
    id: str | None = None,
    created: str | None = None,
) -> dict[str, Any]:
    """The assessment in this language, ready for JSON.

    id       32 hexadecimal digits, made up unless given
    created  UTC to the second (`2026-11-23T09:00:00Z`), now unless given

    All else follows from the answers, the language and the knowledge. Raises KeyError where the
    language or a text is missing.
    """
    texts = Texts(knowledge, language)
    return {
        "type": "assessment",
        "version": VERSION,
        "id": id or uuid.uuid4().hex,
        "language": language,
        "created": created or utc_now(),
        "knowledge_version": knowledge.version,
        "answers": _plain(assessment.answers),
        "orientation": assessment.orientation,
        "confidence": assessment.confidence,
        "leans": assessment.leans,
        "nearest": assessment.nearest,
        "reasons": [
            {
                "text": reason_text(reason, assessment.answers, texts),
                "answers": list(reason.answers),
                "section": reason.section,
                "basis": reason.basis,
            }
            for reason in assessment.reasons
        ],
        "table1": [
            {"row": pointer.row, "points_to": pointer.points_to, "answers": [pointer.question]}
            for pointer in assessment.table1
        ],
        "counterfactuals": [
            {
                "change": _plain(counterfactual.change),
                "orientation": counterfactual.orientation,
                "confidence": counterfactual.confidence,
            }
            for counterfactual in assessment.counterfactuals
        ],
        "problems": [
            {
                "id": finding.problem,
                "section": knowledge.problems[finding.problem].source.section,
                "status": finding.status,
                "evidence": list(finding.evidence),
                "basis": PAIRING,
            }
            for finding in assessment.problems
        ],
        "suggestions": [
            {
                "id": offer.suggestion,
                "section": knowledge.suggestions[offer.suggestion].source.section,
                "who": list(offer.who),
                "for": list(offer.answers),
                "basis": PAIRING,
            }
            for offer in assessment.suggestions
        ],
        "gaps": list(assessment.gaps),
    }


def utc_now() -> str:
    """The time to the second as the object gives it: `2026-11-23T09:00:00Z`."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def reason_text(reason: GivenReason, answers: Mapping[str, AnswerValue], texts: Texts) -> str:
    """A reason in words, the leader's answers put in where the text names their question.

    `{rows}` and `{types}` stand for the rows of Table 1 and the types the reason names. A question
    the text names and nobody answered reads as left out.
    """
    return texts.get("reasons", reason.id).format_map(_Named(reason, answers, texts))


class _Named(dict[str, str]):
    """What the placeholders of a reason stand for, put into words when the text asks for them."""

    def __init__(self, reason: GivenReason, answers: Mapping[str, AnswerValue], texts: Texts) -> None:
        super().__init__()
        self._reason, self._answers, self._texts = reason, answers, texts

    def __missing__(self, name: str) -> str:
        if name == "rows":
            return self._texts.join(self._texts.get("table1", row, "name") for row in self._reason.rows)
        if name == "types":
            return self._texts.join(self._texts.name_of_type(column) for column in self._reason.types)
        return short_answer(self._texts, name, self._answers.get(name, SKIP))


def _plain(answers: Mapping[str, AnswerValue]) -> dict[str, str | list[str]]:
    return {name: value if isinstance(value, str) else list(value) for name, value in answers.items()}
