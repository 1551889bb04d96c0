"""PDF, Word document and picture: size, structure, languages, and every letter drawn."""

from __future__ import annotations

import builtins
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from advisor.reports import printing
from advisor.reports.file_names import file_name
from advisor.reports.pdf import pdf_report
from advisor.reports.picture import picture
from advisor.reports.printing import MISSING_MARK, PrintingUnavailable
from advisor.reports.word import word_report
from tests.reports.reading_files import squeezed, text_of_pdf
from tests.reports.samples import EDGES, LANGUAGES, TYPICAL, content_of

MOST_PDF, MOST_PNG = 400 * 1024, 500 * 1024
DRAWN_AT = 3.0


@pytest.fixture(params=LANGUAGES, scope="module")
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pdf(language: str) -> bytes:
    return pdf_report(content_of(language=language))


def test_the_pdf_is_tagged_titled_numbered_and_small(pdf: bytes, language: str) -> None:
    content, reader = content_of(language=language), pypdf.PdfReader(io.BytesIO(pdf))
    assert len(pdf) <= MOST_PDF
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == {"en": "en", "zh": "zh-CN"}[language]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert (reader.metadata.title, reader.metadata.author) == (content.title, content.words["author"])
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    headings = [content.words["headings"][id] for id in ("why", "position", "profile", "problems", "plan", "about")]
    outline = _titles(reader.outline)
    assert outline[0] == content.title
    assert set(headings) <= set(outline)
    figures = [alt for alt in _alternatives(root["/StructTreeRoot"]) if alt]
    assert {content.words["profile"]["chart"], content.words["position"]["chart"]} <= set(figures)
    text_of_pdf(pdf, content)  # finds the number on every page


def _titles(outline: list) -> list[str]:
    return [t for entry in outline for t in (_titles(entry) if isinstance(entry, list) else [str(entry.title)])]


def _alternatives(node: object) -> list[str]:
    if isinstance(node, pypdf.generic.IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        return [alt for child in node for alt in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    return [str(node.get("/Alt", "")), *_alternatives(node.get("/K", []))]


def test_no_glyph_of_the_pdf_is_the_box_of_a_missing_one(pdf: bytes) -> None:
    """Glyph 0 of a font is what stands for characters it does not have."""
    reader, shown = pypdf.PdfReader(io.BytesIO(pdf)), 0
    for page in reader.pages:
        for text in re.findall(r"<([0-9a-f]+)>", page.get_contents().get_data().decode("latin-1")):
            glyphs = [text[start : start + 4] for start in range(0, len(text), 4)]
            shown += len(glyphs)
            assert "0000" not in glyphs
    assert shown > 3000


def test_every_letter_leaves_ink_and_no_two_look_like_the_same_box(pdf: bytes) -> None:
    looks: dict[str, Image.Image] = {}
    for page in pypdfium2.PdfDocument(pdf):
        drawn, text = page.render(scale=DRAWN_AT).to_pil().convert("L"), page.get_textpage()
        for place in range(text.count_chars()):
            letter = text.get_text_range(place, 1)
            if letter.isalnum() and letter not in looks:
                left, bottom, right, top = (side * DRAWN_AT for side in text.get_charbox(place))
                around = (left - 2, drawn.height - top - 2, right + 2, drawn.height - bottom + 2)
                looks[letter] = drawn.crop(tuple(round(side) for side in around))
    assert len(looks) > 50
    assert [letter for letter, look in looks.items() if _contrast(look) < 60] == []
    chinese = {letter: look.resize((24, 24)) for letter, look in looks.items() if "\u4e00" <= letter <= "\u9fff"}
    assert len({look.tobytes() for look in chinese.values()}) == len(chinese)


def _contrast(cut: Image.Image) -> int:
    darkest, lightest = cut.getextrema()
    return int(lightest) - int(darkest)


def test_a_letter_no_font_has_is_told_of_not_drawn_as_a_box() -> None:
    no_font_has = "\ue001"
    content = content_of(organization=f"Knitting {no_font_has} circle", heard={})
    printed = replace(content, title=content.title.replace(no_font_has, MISSING_MARK))
    text = text_of_pdf(pdf_report(content), printed)
    assert squeezed(printed.title) in text
    assert squeezed(content.words["page"]["missing_letters"].format(mark=MISSING_MARK)) in text
    assert picture(content)


ONLY_LATIN = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def test_without_a_chinese_font_one_is_told_what_to_install(tmp_path: Path) -> None:
    latin = next((path for path in Path("/usr/share/fonts").rglob("DejaVuSans.ttf")), None)
    if latin is None:
        pytest.skip("needs a Latin font to be the only one")
    (tmp_path / "only").mkdir()
    (tmp_path / "only" / latin.name).symlink_to(latin)
    settings = tmp_path / "fonts.conf"
    settings.write_text(ONLY_LATIN.format(folder=tmp_path / "only", cache=tmp_path / "cache"), encoding="utf-8")
    tried = (
        "from tests.reports.samples import content_of; from advisor.reports.pdf import pdf_report\n"
        "try: pdf_report(content_of(language='zh'))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", tried],
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout.startswith("PrintingUnavailable")
    assert "fonts-noto-cjk" in run.stdout


def test_without_pango_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library libpango-1.0-0")
        return real(name, *rest, **more)

    printing._weasyprint.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PrintingUnavailable, match=r"apt-get install libpango-1\.0-0"):
        printing._weasyprint()


def test_the_word_document_has_headings_tables_languages_and_properties(language: str) -> None:
    content = content_of(language=language)
    document = Document(io.BytesIO(word_report(content)))
    names = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet"} <= names
    assert [p.text for p in document.paragraphs if p.style.name == "Title"] == [content.title]
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert content.words["headings"]["problems"] in headings
    assert len(document.tables) == 3
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    properties = document.core_properties
    assert (properties.title, properties.author) == (content.title, content.words["author"])
    assert properties.language == content.words["tag"]
    normal = document.styles["Normal"].element.rPr
    assert normal.rFonts.get(qn("w:eastAsia"))
    assert normal.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    footer = document.sections[0].footer.paragraphs[0]._p.xml
    assert "NUMPAGES" in footer


@pytest.mark.parametrize("sample", ["typical", *EDGES])
def test_the_picture_is_as_wide_as_a_phone_shows_and_small(language: str, sample: str) -> None:
    drawn = picture(content_of({"typical": TYPICAL, **EDGES}[sample], language))
    assert len(drawn) <= MOST_PNG
    image = Image.open(io.BytesIO(drawn))
    assert image.width == 1080
    assert 800 < image.height < 4000
    last = image.convert("L").crop((0, image.height - 20, 1080, image.height))
    assert last.getextrema() == (255, 255)


def test_names_of_files_are_understood() -> None:
    assert file_name(content_of(organization=""), "pdf") == "Cultivation advice 2026-11-24.pdf"
    assert file_name(content_of(language="zh", organization=""), "docx") == "培育建议 2026-11-24.docx"
    assert file_name(content_of(organization="A/B: “C”?"), "png") == "Cultivation advice A B “C” 2026-11-24.png"
    long = file_name(content_of(language="zh", organization="社" * 500), "html")
    assert len(long.encode()) < 200
    assert long.endswith(" 培育建议 2026-11-24.html")
