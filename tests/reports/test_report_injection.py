"""Whatever people type stays text in every format."""

from __future__ import annotations

import io

import pypdf
import pytest
from docx import Document
from lxml import html

from advisor.reports.file_names import file_name
from advisor.reports.page import Visit, html_report, page
from advisor.reports.pdf import pdf_report
from advisor.reports.picture import picture
from advisor.reports.records import PlanRow, ResultContent
from advisor.reports.word import word_report
from tests.reports.reading_files import squeezed, text_of_docx, text_of_html, text_of_pdf
from tests.reports.samples import LANGUAGES, TYPICAL, content_of

ATTACKS = (
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% include 'x' %}{0.__class__}{text}",
    "</style><style>*{display:none}</style>",
    "<link rel=attachment href='file:///etc/passwd'>",
    "]]></w:t><w:t>&amp;&lt;<!--",
    "' autofocus onfocus='alert(1)",
    "\x00\x0b\ud800 end",
    '=HYPERLINK("http://example.com")',
)


def attacked(attack: str, language: str) -> ResultContent:
    rows = (PlanRow(attack, attack, attack, "", attack), PlanRow("own-1", attack, attack, "", attack))
    return content_of(TYPICAL, language, heard=dict.fromkeys(TYPICAL, attack), plan=rows, organization=attack)


def skeleton(page_: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, but no values."""
    elements = html.fromstring(page_).iter()
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in elements]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("attack", ATTACKS)
def test_pages_have_the_same_elements_as_with_harmless_words(attack: str, language: str) -> None:
    harmful, harmless = attacked(attack, language), attacked("harmless", language)
    for make in (
        html_report,
        lambda content: page(content, Visit("k")),
        lambda content: page(content, Visit("k", "owner")),
    ):
        assert skeleton(make(harmful)) == skeleton(make(harmless))
        if typed := squeezed(harmful.plan[0].step):
            assert typed in text_of_html(make(harmful)) or typed in squeezed(html.unescape(make(harmful)))


def test_files_hold_it_as_text_and_nothing_else() -> None:
    content = attacked(" ".join(ATTACKS), "en")
    typed = squeezed(content.plan[0].step)
    pdf = pdf_report(content)
    assert typed in text_of_pdf(pdf, content)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert not reader.attachments
    links = [note for page_ in reader.pages for note in page_.get("/Annots", [])]
    assert links == []
    docx = word_report(content)
    assert typed in text_of_docx(docx)
    assert [rel for rel in Document(io.BytesIO(docx)).part.rels.values() if rel.is_external] == []
    assert picture(content).startswith(b"\x89PNG")
    name = file_name(content, "pdf")
    assert not set(name) & set('<>:"/\\|?*\x00')
    assert len(name.encode()) < 200
