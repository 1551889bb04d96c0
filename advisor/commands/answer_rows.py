"""Rows of answers from JSON lines, CSV and XLSX, each with its place in the file.

A row that cannot be read is named and left out; the others go on.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

LINES = (".jsonl", ".json", ".ndjson")
CSV = ".csv"
XLSX = ".xlsx"
ENDINGS = (*LINES, CSV, XLSX)

_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_SAVE_AS = "is not UTF-8; save the file as UTF-8 (in a spreadsheet program: “CSV UTF-8”)"


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class Unreadable:
    """A row, cell or column that cannot be read, and what is wrong with it."""

    place: str
    says: str


@dataclass(frozen=True)
class Heading:
    """The columns of a table, each with its place (`line 1` or `cell C1`)."""

    places: Mapping[str, str]


@dataclass(frozen=True)
class AnswerRow:
    """One row. `columns` gives the letter of each field's column in a spreadsheet."""

    number: int
    fields: Mapping[str, Any]
    columns: Mapping[str, str] = field(default_factory=dict)

    def place(self, name: str) -> str:
        """Where a field stands: `cell C4`, or `line 4` where there are no cells."""
        column = self.columns.get(name)
        return f"line {self.number}" if column is None else f"cell {column}{self.number}"


Read = AnswerRow | Heading | Unreadable


def read_rows(stream: BinaryIO, ending: str) -> Iterator[Read]:
    """The rows of a file with this ending, one by one; for tables the heading comes first.

    Raises UnreadableFile where there are no rows to be had at all.
    """
    if ending == XLSX:
        return _read_xlsx(stream)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    return _read_csv(text) if ending == CSV else read_lines(text)


def ending_of(path: Path) -> str:
    """The ending that tells the format; raises UnreadableFile where it is none of ENDINGS."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UnreadableFile(f"the name should end in one of {', '.join(ENDINGS)}")
    return ending


def read_lines(lines: Iterator[str] | io.TextIOWrapper) -> Iterator[Read]:
    """JSON lines; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"line {number}"
        stray = _NOT_UTF8.search(line)
        if stray:
            yield Unreadable(f"{place}, character {stray.start() + 1}", _SAVE_AS)
            continue
        try:
            fields = _DECODER.decode(line)
        except json.JSONDecodeError as error:
            yield Unreadable(f"{place}, character {error.colno}", f"is not JSON: {error.msg}")
        except (ValueError, RecursionError) as error:
            yield Unreadable(place, f"is not JSON that can be read: {error}")
        else:
            if isinstance(fields, dict):
                yield AnswerRow(number, fields)
            else:
                found = "a list" if isinstance(fields, list) else json.dumps(fields)[:40]
                yield Unreadable(place, f'found {found}; each line holds one object, {{"main_source": …}}')


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is given twice")
    return fields


_DECODER = json.JSONDecoder(object_pairs_hook=_once_each)


def _read_csv(text: io.TextIOWrapper) -> Iterator[Read]:
    reader = csv.reader(text, strict=True)
    names: Sequence[str] | None = None
    while True:
        begins = reader.line_num + 1
        place = f"line {begins}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unreadable(place, f"is not CSV that can be read: {error}")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = [name.strip() for name in cells]
            yield from _heading(names, [place] * len(names))
            continue
        stray = next((n for n, cell in enumerate(cells) if cell.strip() and not _headed(names, n)), None)
        broken = next((n for n, cell in enumerate(cells) if _NOT_UTF8.search(cell)), None)
        if stray is not None:
            yield Unreadable(f"{place}, cell {stray + 1}", "its column has no heading")
        elif broken is not None:
            yield Unreadable(f"{place}, field {names[broken]}", _SAVE_AS)
        else:
            yield AnswerRow(begins, _first_of_each(names, cells))


def _read_xlsx(stream: BinaryIO) -> Iterator[Read]:
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        names: list[str] | None = None
        letters: dict[str, str] = {}
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            if all(cell is None or cell == "" for cell in cells):
                continue
            if names is None:
                names = ["" if cell is None else str(cell).strip() for cell in cells]
                places = [f"cell {get_column_letter(n)}{number}" for n in range(1, len(names) + 1)]
                letters = _first_of_each(names, [get_column_letter(n) for n in range(1, len(names) + 1)])
                yield from _heading(names, places)
                continue
            stray = next((n for n, cell in enumerate(cells) if cell not in (None, "") and not _headed(names, n)), None)
            if stray is not None:
                yield Unreadable(f"cell {get_column_letter(stray + 1)}{number}", "its column has no heading")
            else:
                yield AnswerRow(number, _first_of_each(names, cells), letters)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        zlib.error,
        SyntaxError,
        LookupError,
        OSError,
        ValueError,
    ) as error:
        raise UnreadableFile(f"this is no XLSX workbook that can be read: {error}") from error


def _heading(names: Sequence[str], places: Sequence[str]) -> Iterator[Read]:
    """The heading, then what is wrong with it: a column named twice counts once."""
    yield Heading(_first_of_each(names, places))
    seen: set[str] = set()
    for name, place in zip(names, places, strict=True):
        if name and name in seen:
            yield Unreadable(place, f"the column {name!r} is there twice; only the first counts")
        seen.add(name)


def _headed(names: Sequence[str], n: int) -> bool:
    return n < len(names) and bool(names[n])


def _first_of_each(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """Name → cell; where a name comes twice the first counts, columns without a name are left out."""
    fields: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        if name:
            fields.setdefault(name, cell)
    return fields
