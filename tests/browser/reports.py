"""The words in a report's file."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader


def words_of(path: Path) -> str:
    """What a person reads in a PDF, a Word document or an HTML file, without blanks: lines break anywhere."""
    read = {".pdf": _pdf, ".docx": _docx, ".html": _html}[path.suffix]
    return unspaced(read(path))


def unspaced(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _pdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _docx(path: Path) -> str:
    return "\n".join(node.text or "" for node in Document(str(path)).element.iter(qn("w:t")))


def _html(path: Path) -> str:
    text = _Text()
    text.feed(path.read_text(encoding="utf-8"))
    return "".join(text.parts)


class _Text(HTMLParser):
    """Collects text outside of style and script."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside not in ("style", "script"):
            self.parts.append(data)
