"""Papers as Word documents: the same words in real headings, lists and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from docx.enum.text import WD_BREAK
from docx.shared import Pt

from advisor.reports.word_document import WordDocument
from advisor.training.papers.paper import (
    BOXES,
    LEAD,
    NUMBERS,
    SMALL,
    Asked,
    Bars,
    Blank,
    Block,
    Break,
    Grid,
    Heading,
    Paper,
    Points,
    Text,
    Tick,
    page_number,
)

BOX = "□ "
LINE = "_" * 40


def word_paper(paper: Paper) -> bytes:
    """The paper as .docx."""
    document = WordDocument(paper.words["tag"], paper.title, paper.author, date.fromisoformat(paper.day))
    document.title(paper.title)
    for line in paper.about:
        document.paragraph("", soft=line)
    for block in paper.blocks:
        WRITERS[type(block)](document, block)
    document.page_numbers(*page_number(paper))
    return document.written()


def _heading(document: WordDocument, heading: Heading) -> None:
    document.heading(heading.text, heading.level - 1)


def _text(document: WordDocument, text: Text) -> None:
    if text.look == SMALL:
        document.paragraph("", soft=" ".join(part for part in (text.text, text.soft) if part), label=_label(text.label))
    else:
        document.paragraph(text.text, text.soft, _label(text.label), bold=text.look == LEAD)


def _points(document: WordDocument, points: Points) -> None:
    for number, point in enumerate(points.points, 1):
        if points.look == NUMBERS:
            document.paragraph(point.text, point.soft, f"{number}. " + _label(point.label))
        elif points.look == BOXES:
            document.paragraph(point.text, point.soft, BOX + _label(point.label))
        else:
            document.bullet(_label(point.label) + point.text, point.soft)


def _grid(document: WordDocument, grid: Grid) -> None:
    document.table(grid.head, grid.rows)


def _bars(document: WordDocument, bars: Bars) -> None:
    """Without the pictures: the figures beside them say the same."""
    rows = ([row.text, *([row.means] if bars.explained else [])] for row in bars.rows)
    if bars.explained:
        document.table(bars.head[:-1], rows)
        return
    for (text,) in rows:
        document.bullet(text)


def _asked(document: WordDocument, asked: Asked) -> None:
    document.paragraph(asked.ask, asked.how, f"{asked.number}. ", bold=True).paragraph_format.keep_with_next = True
    for option in asked.options:
        paragraph = document.paragraph(option.label, label=f"{BOX}{option.number} ")
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.left_indent = Pt(0), Pt(12)
        paragraph.paragraph_format.keep_with_next = option is not asked.options[-1]
    paragraph.paragraph_format.space_after = Pt(10)


def _blank(document: WordDocument, blank: Blank) -> None:
    document.paragraph(LINE, label=blank.label + " ")
    for _ in range(blank.lines - 1):
        document.paragraph(LINE * 2)


def _tick(document: WordDocument, tick: Tick) -> None:
    document.paragraph(tick.text, label=BOX)


def _break(document: WordDocument, _: Break) -> None:
    document.paragraph("").add_run().add_break(WD_BREAK.PAGE)


def _label(label: str) -> str:
    return label + " " if label and not label.endswith(("：", "。")) else label


WRITERS: Mapping[type[Block], Callable[[WordDocument, Any], None]] = {
    Heading: _heading,
    Text: _text,
    Points: _points,
    Grid: _grid,
    Asked: _asked,
    Blank: _blank,
    Tick: _tick,
    Break: _break,
    Bars: _bars,
}
