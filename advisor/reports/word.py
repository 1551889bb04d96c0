"""The report as a Word document: the same content in real headings, lists and tables."""

from __future__ import annotations

from datetime import date

from advisor.reports.records import Answer, ResultContent, SuggestionGroup
from advisor.reports.word_document import WordDocument

MARK = "◆ "


def word_report(content: ResultContent) -> bytes:
    """The report as .docx."""
    words = content.words
    document = WordDocument(words["tag"], content.title, words["author"], date.fromisoformat(content.day))
    document.title(content.title)
    document.paragraph("", soft=content.made_on)
    _outcome(document, content)
    _position(document, content)
    _profile(document, content)
    _problems(document, content)
    _suggestions(document, content)
    _plan(document, content)
    if content.gaps:
        document.heading(words["headings"]["gaps"], 1)
        for gap in content.gaps:
            document.bullet(gap.text, gap.cite)
    _about(document, content)
    before, rest = words["page"]["number"].split("{page}")
    document.page_numbers(before, *rest.split("{pages}"))
    return document.written()


def _outcome(document: WordDocument, content: ResultContent) -> None:
    headings, colon = content.words["headings"], content.words["colon"]
    document.paragraph("", soft=content.type_label)
    document.heading(content.type_name, 1)
    document.paragraph(content.certainty, label=headings["certainty"] + colon)
    if content.statement:
        document.paragraph(content.statement, bold=True)
    document.paragraph(content.summary)
    document.paragraph("", soft=content.certainty + colon + content.certainty_means)
    document.heading(headings["why"], 1)
    for reason in content.reasons:
        document.paragraph(reason.text, f"{reason.cite} {reason.basis}")
    if content.stance:
        document.heading(headings["stance"], 1)
        document.paragraph(content.stance, content.stance_cite)


def _position(document: WordDocument, content: ResultContent) -> None:
    words, position = content.words, content.position
    document.heading(words["headings"]["position"], 1)
    document.paragraph(words["position"]["intro"])
    axes = f"{words['position']['money_axis']} / {words['position']['needs_axis']}"
    marked = [
        (row, column + 1)
        for row, fields in enumerate(position.fields)
        for column, field in enumerate(fields)
        if field.marked
    ]
    document.table(
        [axes, *position.needs.values()],
        (
            [money, *((MARK if field.marked else "") + field.text for field in fields)]
            for money, fields in zip(position.money.values(), position.fields, strict=True)
        ),
        marked,
    )
    document.paragraph(position.note)
    document.heading(words["headings"]["change"], 1)
    document.paragraph(content.changes_intro)
    for change in content.changes:
        document.bullet(change.text)


def _profile(document: WordDocument, content: ResultContent) -> None:
    words, profile = content.words, content.profile
    document.heading(words["headings"]["profile"], 1)
    document.paragraph(words["profile"]["intro"])
    marked = [
        (number, column + 1)
        for number, row in enumerate(profile.rows)
        for column, cell in enumerate(row.cells)
        if cell.marked
    ]
    document.table(
        [words["profile"]["point"], *(column.name for column in profile.columns)],
        ([row.name, *((MARK if cell.marked else "") + cell.text for cell in row.cells)] for row in profile.rows),
        marked,
    )
    document.paragraph(f"{MARK}{words['profile']['marked']}")
    for row in profile.rows:
        document.heading(row.name, 2)
        document.paragraph(row.place)
        for answer in row.answers:
            document.bullet(_given(answer, content))


def _problems(document: WordDocument, content: ResultContent) -> None:
    headings, words = content.words["headings"], content.words["problems"]
    document.heading(headings["problems"], 1)
    document.paragraph(content.problems_intro, content.problems_basis)
    for problem in content.problems:
        document.heading(problem.title, 2)
        document.paragraph(problem.text, problem.cite)
        document.paragraph("", soft=words["you_said"])
        for answer in problem.evidence:
            document.bullet(_given(answer, content))
    if content.watch:
        document.heading(headings["watch"], 1)
        document.paragraph(words["watch_intro"])
        for watched in content.watch:
            document.bullet(watched.title, watched.cite)


def _suggestions(document: WordDocument, content: ResultContent) -> None:
    document.heading(content.words["headings"]["suggestions"], 1)
    document.paragraph(content.suggestions_intro, content.suggestions_basis)
    for group in content.suggestions:
        document.heading(group.heading, 2)
        _group(document, group, content.words["suggestions"]["first_step"] + content.words["colon"])


def _group(document: WordDocument, group: SuggestionGroup, first_step: str) -> None:
    for suggestion in group.suggestions:
        document.heading(suggestion.title, 3)
        document.paragraph(suggestion.text, suggestion.cite)
        document.paragraph(suggestion.first_step, label=first_step)
        document.paragraph("", soft=suggestion.who)
        document.paragraph("", soft=suggestion.answers)


def _plan(document: WordDocument, content: ResultContent) -> None:
    words = content.words["plan"]
    document.heading(content.words["headings"]["plan"], 1)
    if not content.plan:
        document.paragraph(words["empty"])
        return
    document.table(
        [words[column] for column in ("step", "owner", "due", "note", "state")],
        ([line.step, line.owner, line.due_on, line.note, line.state] for line in content.plan),
    )


def _about(document: WordDocument, content: ResultContent) -> None:
    words = content.words["about"]
    document.heading(content.words["headings"]["about"], 1)
    document.heading(words["study"], 2)
    document.paragraph(content.source)
    document.heading(words["limits"], 2)
    for limit in content.limits:
        document.bullet(limit)
    document.heading(words["basis"], 2)
    for basis in content.basis_words:
        document.paragraph(basis.means, label=basis.word + content.words["colon"])
    document.paragraph("", soft=content.knowledge_version)
    document.paragraph("", soft=content.result_number)


def _given(answer: Answer, content: ResultContent) -> str:
    words = content.words
    told = f"{answer.name}{words['colon']}{answer.said or answer.answer}"
    return told + str(words["brackets"]).format(text=answer.answer) if answer.said else told
