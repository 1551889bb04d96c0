"""An assessment in the few words of the example files."""

from advisor.assessment import Assessment


def summary(assessment: Assessment) -> dict[str, object]:
    """Everything an example may name under `expected`."""
    by_status = {status: [p.problem for p in assessment.problems if p.status == status] for status in STATUSES}
    return {
        "orientation": assessment.orientation,
        "confidence": assessment.confidence,
        "leans": assessment.leans,
        "nearest": assessment.nearest,
        "reasons": [reason.id for reason in assessment.reasons],
        "reason_answers": {r.id: list(r.answers) for r in assessment.reasons if r.rows},
        "reason_types": {r.id: list(r.types) for r in assessment.reasons if r.rows},
        "table1": {pointer.row: pointer.points_to for pointer in assessment.table1},
        "counterfactuals": [
            {
                "change": {q: v if isinstance(v, str) else list(v) for q, v in c.change.items()},
                "orientation": c.orientation,
                "confidence": c.confidence,
            }
            for c in assessment.counterfactuals
        ],
        **by_status,
        "evidence": {p.problem: list(p.evidence) for p in assessment.problems if p.status == "found"},
        "suggestions": [offer.suggestion for offer in assessment.suggestions],
        "for": {offer.suggestion: list(offer.answers) for offer in assessment.suggestions},
        "gaps": list(assessment.gaps),
        "next_question": assessment.next_question,
    }


STATUSES = ("found", "watch", "not_found", "not_asked")
