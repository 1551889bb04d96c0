"""A Word document with what python-docx leaves out: languages, Chinese fonts, headings of tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

ACCENT = RGBColor(0x1B, 0x60, 0x72)
SOFT = RGBColor(0x4D, 0x59, 0x60)
INK = RGBColor(0x1D, 0x25, 0x29)
LATIN_FONT = "Arial"
CHINESE_FONT = "Microsoft YaHei"
CHINESE_TAG = "zh-CN"
SIZES = {"Title": 22, "Heading 1": 15, "Heading 2": 12, "Heading 3": 11}
TABLE = "Table Grid"


class WordDocument:
    """A document in one language, filled from top to bottom."""

    def __init__(self, tag: str, title: str, author: str, day: date) -> None:
        self._document = Document()
        self._set_up_page()
        self._set_up_styles(tag)
        properties = self._document.core_properties
        properties.title, properties.author, properties.language = title, author, tag
        properties.last_modified_by, properties.comments = author, ""
        properties.created = properties.modified = datetime(day.year, day.month, day.day)

    def title(self, text: str) -> None:
        """The title of the document."""
        self._document.add_heading(text, 0)

    def heading(self, text: str, level: int) -> None:
        """A heading, level 1 to 3."""
        self._document.add_heading(text, level)

    def paragraph(self, text: str, soft: str = "", label: str = "", bold: bool = False) -> Paragraph:
        """A paragraph; `label` stands in front of it and `soft` after it, both in grey."""
        return self._fill(self._document.add_paragraph(), text, soft, label, bold)

    def bullet(self, text: str, soft: str = "", level: int = 1) -> None:
        """An entry of a list."""
        style = "List Bullet" if level == 1 else f"List Bullet {level}"
        self._fill(self._document.add_paragraph(style=style), text, soft)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], bold: Sequence[tuple[int, int]] = ()) -> None:
        """A table whose heading is repeated on each page; `bold`: cells (row, column) that stand out."""
        table = self._document.add_table(rows=1, cols=len(head), style=TABLE)
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            self._fill(cell.paragraphs[0], text, bold=True)
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for number, row in enumerate(rows):
            added = table.add_row()
            added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
                self._fill(cell.paragraphs[0], text, bold=(number, column) in bold)
        self._document.add_paragraph()

    def page_numbers(self, before: str, between: str, after: str) -> None:
        """The number of each page and of all pages in the footer, with words around them."""
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.add_run(before)
        self._field(paragraph, "PAGE")
        paragraph.add_run(between)
        self._field(paragraph, "NUMPAGES")
        paragraph.add_run(after)
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8), SOFT

    def written(self) -> bytes:
        """The document as a file."""
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _fill(self, paragraph: Paragraph, text: str, soft: str = "", label: str = "", bold: bool = False) -> Paragraph:
        if label:
            paragraph.add_run(label).font.color.rgb = SOFT
        if text:
            paragraph.add_run(text).bold = bold or None
        if soft:
            run = paragraph.add_run(f" {soft}" if text else soft)
            run.font.color.rgb = SOFT
        return paragraph

    def _set_up_page(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)

    def _set_up_styles(self, tag: str) -> None:
        styles = self._document.styles
        for name in ("Normal", *SIZES):
            style = styles[name]
            properties = style.element.get_or_add_rPr()
            fonts = properties.get_or_add_rFonts()
            for attribute in [name for name in fonts.attrib if name.endswith("Theme")]:
                del fonts.attrib[attribute]
            for script, font in (("ascii", LATIN_FONT), ("hAnsi", LATIN_FONT), ("eastAsia", CHINESE_FONT)):
                fonts.set(qn(f"w:{script}"), font)
            if name in SIZES:
                style.font.size, style.font.bold = Pt(SIZES[name]), True
                style.font.color.rgb = ACCENT if name == "Heading 1" else INK
        normal = styles["Normal"]
        normal.font.size, normal.font.color.rgb = Pt(10.5), INK
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.25
        self._set_languages(tag)

    def _set_languages(self, tag: str) -> None:
        """The language of the text for spelling and screen readers, in the defaults and in the style."""
        for holder in self._document.styles.element.iter(qn("w:lang")):
            holder.set(qn("w:val"), "en-US" if tag == CHINESE_TAG else tag)
            holder.set(qn("w:eastAsia"), CHINESE_TAG)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US" if tag == CHINESE_TAG else tag)
        language.set(qn("w:eastAsia"), CHINESE_TAG)
        self._document.styles["Normal"].element.get_or_add_rPr().append(language)

    @staticmethod
    def _field(paragraph: Paragraph, code: str) -> None:
        for kind, text in (("begin", ""), ("", code), ("end", "")):
            run = paragraph.add_run()
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
