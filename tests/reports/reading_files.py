"""What a person reads in each format, as plain text without blanks (formats break lines differently)."""

from __future__ import annotations

import io
import re

import pypdf
from docx import Document
from lxml import html

from advisor.reports.records import ResultContent

FORMATS_OF_INPUTS = ("text", "date", "url")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of_html(page: str) -> str:
    tree = html.fromstring(page)
    for unseen in tree.xpath("//style | //script | //template"):
        unseen.getparent().remove(unseen)
    return squeezed(tree.text_content())


def text_of_pdf(pdf: bytes, content: ResultContent) -> str:
    """The text of all pages, each without its footer, which would stand amid a broken paragraph."""
    reader, pages = pypdf.PdfReader(io.BytesIO(pdf)), []
    for number, page in enumerate(reader.pages, 1):
        text = squeezed(page.extract_text())
        numbered = content.words["page"]["number"].format(page=number, pages=len(reader.pages))
        footer = squeezed(content.title) + squeezed(numbered)
        assert footer in text or squeezed(numbered) + squeezed(content.title) in text
        pages.append(text.replace(footer, ""))
    return "".join(pages)


def text_of_docx(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    return squeezed("".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")))
