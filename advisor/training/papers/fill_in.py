"""An empty table for typing questionnaires in; `import_answers` reads it back."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from advisor.knowledge.records import Knowledge, Question
from advisor.training.papers.questionnaire import questions_of
from advisor.training.papers.tables import TEXT
from advisor.training.papers.texts import said, say
from advisor.training.records import Session
from advisor.wording.texts import Texts

ROWS = 60
WIDTH = 24
WIDTH_OF_RULES = 110


def blank_table(
    knowledge: Knowledge, language: str, session: Session | None = None, parts: Sequence[str] | None = None
) -> bytes:
    """The table as XLSX: a column for each question of the questionnaire, lists to choose from, how to fill it in.

    Every cell is formatted as text, so that “1-2” stays what it is. Organization and voice have columns in
    sessions with names only. Raises KeyError where a part is none.
    """
    texts = Texts(knowledge, language)
    chosen = tuple(parts) if parts is not None else session.parts if session else ()
    questions = questions_of(knowledge, chosen)
    named = session is not None and not session.anonymous
    others = ("number", "organization", "voice") if named else ("number",)
    book = Workbook()
    sheet, how = book.active, book.create_sheet(say(texts, "fill_in.how"))
    options = book.create_sheet(say(texts, "fill_in.hidden"))
    sheet.title, options.sheet_state = say(texts, "fill_in.sheet"), "hidden"
    heading = [say(texts, f"columns.{column}.name") for column in others]
    heading += [texts.get("questions", question.id, "name") for question in questions]
    _set_up(sheet, heading)
    for column, question in enumerate(questions, len(others) + 1):
        if not question.several:
            _offer(sheet, column, options, _labels(texts, question))
    how.column_dimensions["A"].width = WIDTH_OF_RULES
    for number, rule in enumerate(said(texts, "fill_in.rules"), 1):
        how.cell(number, 1, rule).alignment = Alignment(wrap_text=True)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _set_up(sheet: Worksheet, heading: Sequence[str]) -> None:
    sheet.freeze_panes = "B2"
    for column, name in enumerate(heading, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
        cell = sheet.cell(1, column, name)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        for row in range(2, ROWS + 2):
            sheet.cell(row, column).number_format = TEXT


def _offer(sheet: Worksheet, column: int, options: Worksheet, labels: Sequence[str]) -> None:
    """Let the cells of a column offer these labels; anything else may be typed as well."""
    letter = get_column_letter(column)
    for row, label in enumerate(labels, 1):
        options.cell(row, column, label)
    place = f"{quote_sheetname(options.title)}!${letter}$1:${letter}${len(labels)}"
    offered = DataValidation(type="list", formula1=place, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{ROWS + 1}")


def _labels(texts: Texts, question: Question) -> list[str]:
    labels = [texts.option(question.id, value)["label"] for value in question.values]
    return [*labels, say(texts, "options.skip")]
