"""Reports to take along, by format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advisor.reports.file_names import file_name
from advisor.reports.page import html_report
from advisor.reports.pdf import pdf_report
from advisor.reports.picture import picture
from advisor.reports.records import ResultContent
from advisor.reports.word import word_report

Maker = Callable[[ResultContent], bytes]

FORMATS: dict[str, tuple[Maker, str]] = {
    "pdf": (pdf_report, "application/pdf"),
    "docx": (word_report, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "png": (picture, "image/png"),
    "html": (lambda content: html_report(content).encode(), "text/html; charset=utf-8"),
}


@dataclass(frozen=True)
class Report:
    """A finished file: its content, its type and a name people understand."""

    content: bytes
    kind: str
    file_name: str


def made(content: ResultContent, format: str) -> Report:
    """The report in a format; raises KeyError for a format there is not."""
    maker, kind = FORMATS[format]
    return Report(maker(content), kind, file_name(content, format))
