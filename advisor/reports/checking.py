"""Is this an assessment object the knowledge can put into words? Asked of files before anything is made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from advisor.assessment import check_answers
from advisor.assessment.prepared import once_per_knowledge
from advisor.knowledge.records import Knowledge
from advisor.reports.content import local_day

BASIS = ("stated", "inferred", "convention", "outside")
STATUS = ("found", "watch", "not_found", "not_asked")
CUT_AFTER = 60


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with a field of an assessment object (`problems[3].id`)."""

    field: str
    says: str


def assessment_faults(entry: Mapping[str, Any], knowledge: Knowledge) -> list[FieldFault]:
    """Everything that keeps the object from being put into words; empty where nothing does."""
    faults = [_fault(error) for error in _validator(knowledge).iter_errors(entry)]
    if faults:
        return sorted(set(faults), key=lambda fault: fault.field)
    faults += _answer_faults("answers", entry["answers"], knowledge)
    for number, change in enumerate(entry["counterfactuals"]):
        faults += _answer_faults(f"counterfactuals[{number}].change", change["change"], knowledge)
    for number, gap in enumerate(entry["gaps"]):
        if knowledge.problems[gap].gap is None:
            faults.append(
                FieldFault(f"gaps[{number}]", f"found {_shown(gap)}; the study has an answer to that problem")
            )
    try:
        local_day(entry["created"])
    except ValueError:
        says = f"found {_shown(entry['created'])}; expected a time like 2026-11-23T09:00:00Z"
        faults.append(FieldFault("created", says))
    return faults


def _answer_faults(field: str, answers: Mapping[str, object], knowledge: Knowledge) -> list[FieldFault]:
    _, faults = check_answers(answers, knowledge)
    return [
        FieldFault(f"{field}.{fault.field}", f"found {_shown(fault.found)}; allowed: {', '.join(fault.allowed)}")
        for fault in faults
    ]


@once_per_knowledge
def _validator(knowledge: Knowledge) -> Any:
    types, problems, rows = tuple(knowledge.orientations), tuple(knowledge.problems), knowledge.table1.rows
    questions = _list(_one_of(knowledge.questions))
    outcome = _one_of((*types, *knowledge.other_outcomes))
    confidence = _one_of(("firm", "provisional"))
    section = _one_of(knowledge.study_sections)
    reason = {"text": _text(), "answers": questions, "section": section, "basis": _one_of(BASIS)}
    pointer = {"row": _one_of(row.id for row in rows), "points_to": _one_of(types), "answers": questions}
    change = {"change": {"type": "object", "minProperties": 1}, "orientation": outcome, "confidence": confidence}
    problem = {
        "id": _one_of(problems),
        "section": section,
        "status": _one_of(STATUS),
        "evidence": questions,
        "basis": _one_of(BASIS),
    }
    suggestion = {
        "id": _one_of(knowledge.suggestions),
        "section": section,
        "who": _list(_one_of(knowledge.parties)),
        "for": _list(_one_of(problems)),
        "basis": _one_of(BASIS),
    }
    whole = {
        "type": _one_of(("assessment",)),
        "version": {"enum": [1]},
        "id": _text(),
        "language": _one_of(knowledge.languages),
        "created": _text(),
        "knowledge_version": _text(),
        "answers": {"type": "object"},
        "orientation": outcome,
        "confidence": confidence,
        "leans": {"enum": [*types, None]},
        "nearest": {"enum": [*types, None]},
        "reasons": _list(_object(reason)),
        "table1": _list(_object(pointer)),
        "counterfactuals": _list(_object(change)),
        "problems": _list(_object(problem)),
        "suggestions": _list(_object(suggestion)),
        "gaps": _list(_one_of(problems)),
    }
    return Draft202012Validator(_object(whole))


def _text() -> dict[str, Any]:
    return {"type": "string", "minLength": 1}


def _one_of(values: Iterable[str]) -> dict[str, Any]:
    return {"enum": list(values)}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


_KINDS = {"object": "fields in { }", "array": "a list in [ ]", "string": "text"}


def _fault(error: ValidationError) -> FieldFault:
    wanted: Any = error.validator_value
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    if error.validator == "required":
        # The library tells which of the required fields it is in its message only.
        missing = error.message.split("'")[1]
        return FieldFault(f"{path}.{missing}".lstrip("."), "is missing")
    if error.validator == "enum":
        allowed = ", ".join("null" if value is None else str(value) for value in wanted)
        return FieldFault(path, f"found {_shown(error.instance)}; allowed: {allowed}")
    if error.validator == "type":
        return FieldFault(path, f"found {_shown(error.instance)}; expected {_KINDS[wanted]}")
    return FieldFault(path, f"found {_shown(error.instance)}; it may not be empty")


def _shown(found: object) -> str:
    told = json.dumps(found, ensure_ascii=False, default=str)
    return told if len(told) <= CUT_AFTER else told[:CUT_AFTER] + "…"
