"""What the study says on a topic, put together from the wording of its claims, each with its section."""

from __future__ import annotations

from advisor.knowledge.records import Knowledge
from advisor.wording.result import parties_text
from advisor.wording.texts import Texts


def topic_text(texts: Texts, topic: str) -> str:
    """The answer to a topic: its first sentence, if it has one, and a line for each claim."""
    lines: list[str] = []
    if texts.has("topics", topic, "lead"):
        lines.append(texts.get("topics", topic, "lead"))
    for claim in texts.knowledge.topics[topic].tells:
        lines += claim_lines(texts, claim)
    return texts.lines(lines)


def claim_lines(texts: Texts, claim: str) -> list[str]:
    """One claim in words, and the gap it stands in where there is one; raises KeyError if unknown."""
    knowledge = texts.knowledge
    if claim in knowledge.problems:
        return _problem(texts, claim)
    if claim in knowledge.suggestions:
        suggestion = knowledge.suggestions[claim]
        wording = texts.find("suggestions", claim)
        return [
            texts.say(
                "content.suggestion",
                title=wording["title"],
                text=wording["text"],
                cite=texts.cite(suggestion.source.section or ""),
                parties=parties_text(texts, suggestion.who),
            )
        ]
    if claim in knowledge.orientations:
        source = knowledge.orientations[claim].funding.source
        return [
            texts.say(
                "content.type",
                name=texts.name_of_type(claim),
                text=texts.get("orientations", "types", claim, "summary"),
                cite=texts.cite(source.section or ""),
            )
        ]
    if claim in knowledge.cases:
        wording = texts.find("cases", claim)
        cite = texts.cite(knowledge.cases[claim].source.section or "")
        return [texts.say("content.case", name=wording["name"], text=wording["text"], cite=cite)]
    if claim in knowledge.study_limits:
        return [texts.say("content.limit", text=texts.get("study", "limits", claim))]
    if any(row.id == claim for row in knowledge.table1.rows):
        return [_table_row(texts, claim)]
    return [_statement(texts, claim)]


def section_text(texts: Texts, section: str) -> str:
    """Everything the knowledge holds of a section of the paper (“tell me more about 4.3”)."""
    knowledge = texts.knowledge
    claims = [p.id for p in knowledge.problems.values() if p.source.section == section]
    claims += [s.id for s in knowledge.suggestions.values() if s.source.section == section]
    claims += [c.id for c in knowledge.cases.values() if c.source.section == section]
    if section == "2":
        claims += list(knowledge.orientations)
    if section == "3.2":
        claims += [row.id for row in knowledge.table1.rows]
    about = texts.get("study", "sections", section)
    heading = texts.say("section", section=section) + texts.say("list.dash") + about
    return texts.lines([heading, *(_brief(texts, knowledge, claim) for claim in claims)])


def term_text(texts: Texts, term: str) -> str:
    """A term of the glossary, with its likely Chinese original."""
    entry = texts.knowledge.glossary[term]
    wording = texts.find("glossary", term)
    lines = [texts.say("content.term", term=wording["term"], meaning=wording["meaning"])]
    if texts.language != "zh" and entry.source.section:
        confidence = texts.say(f"content.confidence.{entry.confidence}")
        lines.append(texts.say("content.term_note", chinese=entry.chinese, confidence=confidence))
    return texts.say("list.sentence").join(lines)


def option_text(texts: Texts, question: str, value: str) -> str:
    """What one option of a question means."""
    wording = texts.option(question, value)
    return texts.say("content.option", label=wording["label"], means=wording["means"])


def _brief(texts: Texts, knowledge: Knowledge, claim: str) -> str:
    if claim in knowledge.problems:
        return "• " + texts.get("problems", claim, "text")
    if claim in knowledge.suggestions:
        return "• " + texts.get("suggestions", claim, "text")
    return "• " + claim_lines(texts, claim)[0]


def _problem(texts: Texts, claim: str) -> list[str]:
    problem = texts.knowledge.problems[claim]
    cite = texts.cite(problem.source.section or "")
    lines = [texts.say("content.problem", text=texts.get("problems", claim, "text"), cite=cite)]
    if problem.gap is not None:
        lines.append(texts.say("content.gap", text=texts.get("problems", claim, "gap"), cite=cite))
    return lines


def _table_row(texts: Texts, claim: str) -> str:
    wording = texts.find("table1", claim)
    columns = texts.semicolons(
        texts.say("content.column", type=texts.name_of_type(column), text=text)
        for column, text in wording["columns"].items()
    )
    row = next(row for row in texts.knowledge.table1.rows if row.id == claim)
    return texts.say("content.row", name=wording["name"], columns=columns, cite=texts.cite(row.source.section or ""))


def _statement(texts: Texts, claim: str) -> str:
    knowledge = texts.knowledge
    if claim in knowledge.common_claims:
        text = texts.get("orientations", "common", claim)
        section = knowledge.common_claims[claim].source.section
    elif claim.startswith("stance_"):
        orientation = knowledge.orientations[claim.removeprefix("stance_")]
        text = texts.get("orientations", "types", orientation.id, "stance")
        section = orientation.stance.source.section
    else:
        owner, found = next(
            (orientation, entry)
            for orientation in knowledge.orientations.values()
            for entry in orientation.claims
            if entry.id == claim
        )
        text = texts.get("orientations", "types", owner.id, "claims", claim)
        section = found.source.section
    return texts.say("content.statement", text=text, cite=texts.cite(section or ""))
