"""The project's own knowledge: without fault, whole, cited, and what the contract promises."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor.knowledge import Knowledge, check_knowledge
from advisor.knowledge.files import read_file
from advisor.knowledge.records import Claim, Condition, Source

BASES = {"stated", "inferred", "convention", "outside"}


def test_the_real_knowledge_has_no_faults(real_folder: Path) -> None:
    assert [str(fault) for fault in check_knowledge(real_folder)] == []


def test_the_interview_asks_the_questions_of_the_contract_in_its_order(knowledge: Knowledge, contract: Any) -> None:
    for stage in ("core", "deeper"):
        asked = {question.id: list(question.values) for question in knowledge.in_stage(stage)}
        assert asked == contract[stage]
        assert list(asked) == list(contract[stage])


def test_there_are_twelve_core_and_twenty_two_deeper_questions(knowledge: Knowledge) -> None:
    assert (len(knowledge.in_stage("core")), len(knowledge.in_stage("deeper"))) == (12, 22)


def test_only_the_money_channels_take_several_values(knowledge: Knowledge, contract: Any) -> None:
    several = [question.id for question in knowledge.questions.values() if question.several]
    assert several == contract["takes_several"]


def test_types_and_other_outcomes_are_those_of_the_contract(knowledge: Knowledge, contract: Any) -> None:
    assert list(knowledge.orientations) == contract["orientations"]
    assert list(knowledge.other_outcomes) == contract["other_outcomes"]


def test_the_thirty_problems_rest_on_the_evidence_of_the_contract(knowledge: Knowledge, contract: Any) -> None:
    found = {problem.id: {frozenset(row) for row in problem.evidence} for problem in knowledge.problems.values()}
    promised = {name: {frozenset(_row(row)) for row in rows} for name, rows in contract["evidence"].items()}
    assert found == promised
    assert len(found) == 30


def _row(text: str) -> list[Condition]:
    return [_condition(*part.split("=", 1)) for part in text.split("&")]


def _condition(question: str, test: str) -> Condition:
    if test.startswith("<="):
        return Condition(question, count_at_most=int(test[2:]))
    if test.startswith("["):
        return Condition(question, only=frozenset(test[1:-1].split("|")))
    return Condition(question, one_of=frozenset(test.split("|")))


def test_problems_of_the_sector_are_marked_as_such(knowledge: Knowledge, contract: Any) -> None:
    assert [p.id for p in knowledge.problems.values() if p.sector_level] == contract["sector_level"]


def test_the_twenty_six_suggestions_are_those_of_the_contract(knowledge: Knowledge, contract: Any) -> None:
    promised = [
        f"S{section}-{number}" for section, count in contract["suggestions"].items() for number in range(1, count + 1)
    ]
    assert list(knowledge.suggestions) == promised
    assert len(promised) == 26


def test_every_claim_has_a_section_and_a_basis(knowledge: Knowledge) -> None:
    claims = _cited(knowledge)
    assert len(claims) > 80
    for name, source, basis in claims:
        assert source.section in knowledge.study_sections, name
        assert source.sentences or source.table, name
        assert basis in BASES, name


def _cited(knowledge: Knowledge) -> list[tuple[str, Source, str]]:
    typed: list[Claim] = list(knowledge.common_claims.values())
    for orientation in knowledge.orientations.values():
        typed += [orientation.funding, orientation.demand, *orientation.claims, orientation.stance]
    entries: list[Any] = [
        *typed,
        *knowledge.questions.values(),
        *knowledge.problems.values(),
        *knowledge.suggestions.values(),
        *knowledge.table1.rows,
        *knowledge.cases.values(),
    ]
    return [(entry.id, entry.source, entry.basis) for entry in entries]


def test_a_problem_and_a_suggestion_stand_in_the_section_their_id_names(knowledge: Knowledge) -> None:
    entries: list[Any] = [*knowledge.problems.values(), *knowledge.suggestions.values()]
    for entry in entries:
        assert entry.id[1:].split("-")[0] == entry.source.section


def test_every_reason_has_a_section_and_a_basis(knowledge: Knowledge) -> None:
    for reason in (*knowledge.decision_reasons.values(), *knowledge.reason_notes.values()):
        assert reason.section in knowledge.study_sections
        assert reason.basis in BASES


def test_only_terms_from_elsewhere_have_no_section(knowledge: Knowledge) -> None:
    for term in knowledge.glossary.values():
        assert (term.source.section is None) == (term.basis == "outside"), term.id


def test_every_problem_is_answered_or_its_gap_is_named(knowledge: Knowledge) -> None:
    for problem in knowledge.problems.values():
        assert problem.answered_by or (problem.gap and problem.gap.extent == "full"), problem.id


@pytest.mark.parametrize(
    ("question", "figure", "value"),
    [
        ("government_share", 0, "0"),
        ("government_share", 0.5, "1-24"),
        ("government_share", 25, "25-49"),
        ("government_share", 49.9, "25-49"),
        ("government_share", 50, "50-74"),
        ("government_share", 75, "75-100"),
        ("government_share", 100, "75-100"),
        ("staff_qualified", 50, "some"),
        ("funder_loss", 3, "stop"),
        ("funder_loss", 12, "months"),
        ("funder_loss", 13, None),
        ("paid_staff", 40, "6+"),
    ],
)
def test_a_figure_means_the_value_it_lies_in(
    knowledge: Knowledge, question: str, figure: float, value: str | None
) -> None:
    assert knowledge.questions[question].value_of_figure(figure) == value


def test_every_schema_is_a_schema(real_folder: Path) -> None:
    paths = [path for path in (real_folder / "schema").rglob("*.yml") if path.name != "languages.yml"]
    assert len(paths) > 20
    for path in paths:
        file, faults = read_file(path.parent, path.name)
        assert faults == []
        assert file is not None
        schemas = file.data.values() if path.name == "common.yml" else [file.data]
        for schema in schemas:
            Draft202012Validator.check_schema(schema)
