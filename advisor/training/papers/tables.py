"""Tables as XLSX and CSV in which nothing is ever run: every cell is text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from advisor.commands.assessment_files import plain_cell

TEXT = "@"
"""A spreadsheet program neither computes such a cell nor takes “1-2” for a date, also after editing."""
NARROW, WIDE = 14, 46
LONGEST_CELL = 32_767
SIGNATURE = "\ufeff"
"""What spreadsheet programs look for to read a file as UTF-8."""

# What XML cannot hold.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Table:
    """A table by name (of the sheet, of the file). Rows are as long as the heading."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def workbook(tables: Sequence[Table]) -> bytes:
    """The tables as an XLSX workbook, a sheet each; the heading stays in sight."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(table), 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_cell(sheet, text, bold=True) for text in table.heading])
        for row in table.rows:
            sheet.append([_cell(sheet, text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(table: Table) -> bytes:
    """The table as CSV in UTF-8 with its signature; what a spreadsheet would run is quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([plain_cell(fit(cell)) for cell in row] for row in (table.heading, *table.rows))
    return (SIGNATURE + text.getvalue()).encode("utf-8")


def csv_archive(tables: Sequence[Table], made: datetime) -> bytes:
    """The tables as CSV files in one ZIP."""
    file = io.BytesIO()
    moment = made.astimezone(timezone.utc)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            entry = zipfile.ZipInfo(f"{table.name}.csv", moment.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, csv_file(table))
    return file.getvalue()


def fit(text: str) -> str:
    """The text as a cell can hold it."""
    return _UNFIT.sub("\ufffd", text)[:LONGEST_CELL]


def _cell(sheet: object, text: str, bold: bool = False) -> WriteOnlyCell | None:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, fit(text))
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=bold or len(text) > NARROW)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _widths(table: Table) -> list[int]:
    """How wide each column is, in characters: as its longest cell, within bounds."""
    columns = zip(table.heading, *table.rows, strict=True)
    return [min(WIDE, max(NARROW, *(len(cell) for cell in column))) for column in columns]
