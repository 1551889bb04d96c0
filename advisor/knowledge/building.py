"""Frozen records from the plain data of a checked knowledge folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from advisor.knowledge import records as r
from advisor.knowledge.figures import figures_of
from advisor.knowledge.names import STANCE

Entry = Mapping[str, Any]
Record = TypeVar("Record")


def build(files: Mapping[str, Any], languages: tuple[str, ...], version: str) -> r.Knowledge:
    """The records from plain data (file name in the folder → content). Expects checked data."""
    rules = {name[len("rules/") : -len(".yml")]: data for name, data in files.items() if name.startswith("rules/")}
    questions = _by_id(_question(entry) for entry in rules["questions"])
    return r.Knowledge(
        version=version,
        languages=languages,
        parts=_by_id(_part(entry, questions) for entry in rules["parts"]),
        questions=questions,
        orientations=_by_id(_orientation(entry) for entry in rules["orientations"]["types"]),
        other_outcomes=tuple(entry["id"] for entry in rules["orientations"]["other_outcomes"]),
        common_claims=_by_id(_claim(entry, entry["id"], "common") for entry in rules["orientations"]["common"]),
        decision_table=_decision_table(rules["decision_table"]),
        table1=_table1(rules["table1"]),
        problems=_by_id(_problem(entry) for entry in rules["problems"]),
        suggestions=_by_id(
            r.Suggestion(entry["id"], _source(entry), entry["basis"], tuple(entry["who"]))
            for entry in rules["suggestions"]
        ),
        parties=tuple(entry["id"] for entry in rules["parties"]),
        contradictions=_by_id(
            r.Contradiction(entry["id"], _row(entry["when"]), entry["ask"]) for entry in rules["contradictions"]
        ),
        decision_reasons=_by_id(_reason(entry) for entry in rules["reasons"]["decision"]),
        reason_notes=_by_id(_reason(entry) for entry in rules["reasons"]["notes"]),
        topics=_by_id(r.Topic(entry["id"], tuple(entry["tells"])) for entry in rules["topics"]),
        glossary=_by_id(
            r.Term(entry["id"], entry["chinese"], entry["confidence"], _source(entry), entry["basis"])
            for entry in rules["glossary"]
        ),
        cases=_by_id(_case(entry) for entry in rules["cases"]),
        study_limits=tuple(rules["study"]["limits"]),
        study_sections=MappingProxyType({entry["id"]: entry["about"] for entry in rules["study"]["sections"]}),
        wording=MappingProxyType({language: _wording(files, language) for language in languages}),
    )


def _by_id(entries: Iterable[Record]) -> Mapping[str, Record]:
    return MappingProxyType({entry.id: entry for entry in entries})  # type: ignore[attr-defined]


def _source(entry: Entry) -> r.Source:
    return r.Source(entry.get("section"), tuple(entry.get("sentences", ())), entry.get("table"))


def _part(entry: Entry, questions: Mapping[str, r.Question]) -> r.Part:
    own = tuple(question.id for question in questions.values() if question.part == entry["id"])
    return r.Part(entry["id"], entry["stage"], own)


def _question(entry: Entry) -> r.Question:
    return r.Question(
        id=entry["id"],
        code=entry["code"],
        part=entry["part"],
        several=entry["answer"] == "several",
        choices=tuple(r.Choice(value["id"], figures_of(value), value.get("money_of")) for value in entry["values"]),
        source=_source(entry["source"]),
        basis=entry["basis"],
    )


def _claim(entry: Entry, name: str, kind: str) -> r.Claim:
    return r.Claim(name, kind, _source(entry), entry["basis"])


def _orientation(entry: Entry) -> r.Orientation:
    name = entry["id"]
    return r.Orientation(
        id=name,
        funding=_claim(entry["definition"]["funding"], f"funding_{name}", "definition"),
        demand=_claim(entry["definition"]["demand"], f"demand_{name}", "definition"),
        claims=tuple(_claim(claim, claim["id"], claim["kind"]) for claim in entry["claims"]),
        stance=_claim(entry["stance"], STANCE + name, "stance"),
    )


def _decision_table(data: Entry) -> r.DecisionTable:
    return r.DecisionTable(
        money_question=data["answers"]["money"],
        needs_question=data["answers"]["needs"],
        channels_question=data["answers"]["channels"],
        implies=MappingProxyType(data["implies"]),
        majority_above=float(data["majority"]["percent_above"]),
        unknown=data["unknown"],
        rows=tuple(_decision(row) for row in data["rows"]),
        ask_next=MappingProxyType(data["ask_next"]),
    )


def _decision(row: Entry) -> r.Decision:
    return r.Decision(
        money=frozenset(row.get("money", ())),
        needs=frozenset(row.get("needs", ())),
        channels=frozenset(row.get("channels", ())),
        orientation=row["orientation"],
        confidence=row["confidence"],
        leans=row.get("leans"),
        nearest=row.get("nearest"),
        reason=row["reason"],
    )


def _table1(data: Entry) -> r.Table1:
    rows = tuple(
        r.TableRow(
            id=row["id"],
            source=_source(row["source"]),
            basis=row["basis"],
            question=row["points"]["question"],
            values=MappingProxyType(row["points"].get("values", {})),
            counts=tuple(
                r.CountColumn(count["column"], count.get("from"), count.get("to"))
                for count in row["points"].get("count", ())
            ),
            also=tuple(row["also"]),
        )
        for row in data["rows"]
    )
    return r.Table1(rows, tuple(data["checking"]["rows"]), data["checking"]["against_needed"])


def _problem(entry: Entry) -> r.Problem:
    likelier, gap = entry.get("likelier_for"), entry.get("gap")
    return r.Problem(
        id=entry["id"],
        source=_source(entry),
        basis=entry["basis"],
        sector_level=entry.get("scope") == "sector",
        evidence=tuple(_row(row) for row in entry.get("evidence", ())),
        likelier_for=frozenset(likelier["types"] if likelier else ()),
        likelier_by=likelier["by"] if likelier else None,
        answered_by=tuple(r.Answering(a["suggestion"], a["fit"]) for a in entry.get("answered_by", ())),
        gap=r.Gap(gap["extent"], gap.get("nearest")) if gap else None,
    )


def _row(conditions: Entry) -> r.Row:
    return tuple(_condition(question, test) for question, test in conditions.items())


def _condition(question: str, test: list[str] | Entry) -> r.Condition:
    if isinstance(test, list):
        return r.Condition(question, one_of=frozenset(test))
    ((name, wanted),) = test.items()
    values: Any = frozenset(wanted) if isinstance(wanted, list) else wanted
    return r.Condition(question, **{name: values})


def _reason(entry: Entry) -> r.Reason:
    answers, when = tuple(entry.get("answers", ())), _row(entry.get("when", {}))
    return r.Reason(entry["id"], answers, entry["section"], entry["basis"], when)


def _case(entry: Entry) -> r.Case:
    return r.Case(
        entry["id"],
        entry["orientation"],
        entry["since"],
        _source(entry),
        entry["basis"],
        entry["name_confidence"],
    )


def _wording(files: Mapping[str, Any], language: str) -> r.Wording:
    start = f"{language}/"
    texts = {name[len(start) : -len(".yml")]: _frozen(data) for name, data in files.items() if name.startswith(start)}
    return r.Wording(language, MappingProxyType(texts))


def _frozen(data: Any) -> Any:
    if isinstance(data, dict):
        return MappingProxyType({name: _frozen(entry) for name, entry in data.items()})
    if isinstance(data, list):
        return tuple(_frozen(entry) for entry in data)
    return data
