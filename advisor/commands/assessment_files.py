"""Assessments written as JSON lines, CSV or XLSX."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from advisor.assessment.answers import NONE_OF_THEM
from advisor.commands.answer_rows import CSV, LINES, XLSX
from advisor.knowledge import Knowledge

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL = 32_767

OUTPUT_ENDINGS = (LINES[0], CSV, XLSX)


class AssessmentWriter(Protocol):
    """Takes assessment objects one by one (contract, section 5, perhaps with a `name`)."""

    def write(self, entry: Mapping[str, Any]) -> None:
        """Add one assessment."""

    def close(self) -> None:
        """Finish the file."""


class JsonLines:
    """One object a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._encode = json.JSONEncoder(ensure_ascii=False).encode

    def write(self, entry: Mapping[str, Any]) -> None:
        """Write one line."""
        self._stream.write(self._encode(entry) + "\n")

    def close(self) -> None:
        """Hand on what is still held back."""
        self._stream.flush()


class CsvTable:
    """One line an assessment, in UTF-8 with a mark that spreadsheet programs look for."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._columns = columns
        self._table = csv.writer(self._file)
        self._table.writerow(columns)

    def write(self, entry: Mapping[str, Any]) -> None:
        """Write one line; a cell that a spreadsheet would run as a formula is quoted."""
        cells = table_cells(entry)
        self._table.writerow([plain_cell(cells.get(column, "")) for column in self._columns])

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class XlsxTable:
    """One row an assessment, every cell as text."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = columns
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("assessments")
        self._sheet.append(list(columns))

    def write(self, entry: Mapping[str, Any]) -> None:
        """Add one row; every cell is text, so none is run as a formula."""
        cells = table_cells(entry)
        self._sheet.append([self._text(cells.get(column, "")) for column in self._columns])

    def _text(self, value: str) -> Any:
        if not value:
            return None
        cell = WriteOnlyCell(self._sheet, _CONTROL.sub("\ufffd", value)[:_LONGEST_CELL])
        cell.data_type = "s"
        return cell

    def close(self) -> None:
        """Write the file."""
        self._book.save(self._path)


def writer_for(path: Path, knowledge: Knowledge) -> AssessmentWriter:
    """The writer for a file with one of OUTPUT_ENDINGS."""
    ending = path.suffix.lower()
    if ending == CSV:
        return CsvTable(path, table_columns(knowledge))
    if ending == XLSX:
        return XlsxTable(path, table_columns(knowledge))
    return _JsonFile(path)


class _JsonFile(JsonLines):
    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="\n")
        super().__init__(self._file)

    def close(self) -> None:
        self._file.close()


def table_columns(knowledge: Knowledge) -> tuple[str, ...]:
    """Name, every question by its id, the outcome, and the ids of problems found and suggestions."""
    outcome = ("orientation", "confidence", "leans", "nearest", "found", "suggestions")
    return ("name", *knowledge.questions, *outcome)


def table_cells(entry: Mapping[str, Any]) -> dict[str, str]:
    """Column → text for one assessment; lists are joined with commas, an empty answer list is `[]`."""
    cells = {question: _answer(value) for question, value in entry["answers"].items()}
    for field in ("name", "orientation", "confidence", "leans", "nearest"):
        cells[field] = entry.get(field) or ""
    cells["found"] = ",".join(p["id"] for p in entry["problems"] if p["status"] == "found")
    cells["suggestions"] = ",".join(suggestion["id"] for suggestion in entry["suggestions"])
    return cells


def plain_cell(value: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula."""
    return "'" + value if _FORMULA.match(value) else value


def _answer(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ",".join(value) or NONE_OF_THEM
