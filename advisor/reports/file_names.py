"""Names for files that people understand: “Cultivation advice 2026-11-24.pdf”."""

from __future__ import annotations

import re

from advisor.reports.records import ResultContent

LONGEST = 120
"""Most file systems take 255 bytes; a Chinese character is three, and the ending comes on top."""

# What some file system or shell does not take, and blanks of any kind.
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\s]+')


def file_name(content: ResultContent, format: str) -> str:
    """The name of a report in a format (`pdf`, `docx`, `png`, `html`), in the report's language."""
    names = content.words["file_name"]
    date = content.day
    if content.organization:
        room = (LONGEST - len(names["named"].format(organization="", date=date).encode())) // 3
        organization = _as_name(content.organization)[:room].strip(" .")
        if organization:
            return f"{_as_name(names['named'].format(organization=organization, date=date))}.{format}"
    return f"{_as_name(names['plain'].format(date=date))}.{format}"


def _as_name(text: str) -> str:
    return _NOT_IN_NAMES.sub(" ", text).strip(" .")
