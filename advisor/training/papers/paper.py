"""What a paper is made of. Every word stands here once; HTML, PDF and Word only draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from markupsafe import Markup

from advisor.reports.file_names import file_name
from advisor.reports.records import Hidden, ResultContent
from advisor.training.papers.bars import bar
from advisor.training.papers.texts import PAPERS, say
from advisor.wording.texts import Texts

PLAIN, NOTE, SMALL, LEAD = "plain", "note", "small", "lead"
BULLETS, NUMBERS, BOXES = "bullets", "numbers", "boxes"
TO_READ, TO_WRITE_IN = "read", "write"
COLUMNS_WITH_MEANINGS = 3


class Block:
    """A piece of a paper."""

    @property
    def kind(self) -> str:
        """What the template calls it."""
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Heading(Block):
    """A heading; level 2 and 3, as the title is 1."""

    text: str
    level: Hidden[int] = 2


@dataclass(frozen=True)
class Text(Block):
    """A paragraph. `soft` stands behind it and `label` before it, both in grey."""

    text: str
    soft: str = ""
    label: str = ""
    look: Hidden[str] = PLAIN


@dataclass(frozen=True)
class Point:
    """An entry of a list."""

    text: str
    soft: str = ""
    label: str = ""


@dataclass(frozen=True)
class Points(Block):
    """A list; `look` tells what stands before each entry."""

    points: tuple[Point, ...]
    look: Hidden[str] = BULLETS


@dataclass(frozen=True)
class Grid(Block):
    """A table. `widths`: parts of the whole, one a column; `look`: to be read or to be written in."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: Hidden[tuple[int, ...]] = ()
    look: Hidden[str] = TO_READ


@dataclass(frozen=True)
class Option:
    """An option with the number it is typed in by."""

    number: str
    label: str


@dataclass(frozen=True)
class Asked(Block):
    """A question to tick. `how`: how to answer; `columns`: of options side by side."""

    number: str
    ask: str
    how: str
    options: tuple[Option, ...]
    columns: Hidden[int] = 1


@dataclass(frozen=True)
class Blank(Block):
    """Room to write: a label and so many lines."""

    label: str
    lines: Hidden[int] = 1


@dataclass(frozen=True)
class Tick(Block):
    """A box to tick with a sentence."""

    text: str


@dataclass(frozen=True)
class Bar:
    """A row of a table with bars: `share` (0 to 1) is drawn, or None where there is no figure to draw."""

    text: str
    means: str = ""
    share: Hidden[float | None] = None


@dataclass(frozen=True)
class Bars(Block):
    """A table whose rows have a bar each; the text beside it says the same.

    id     unlike others on the paper
    head   figure and picture; where the rows have a meaning, that stands between
    """

    id: Hidden[str]
    head: tuple[str, ...]
    rows: tuple[Bar, ...]

    @property
    def explained(self) -> bool:
        """Whether there is a column of meanings."""
        return len(self.head) == COLUMNS_WITH_MEANINGS

    def svg(self, number: int) -> Markup:
        """The bar of a row, counted from 0."""
        row = self.rows[number]
        return bar(f"{self.id}-{number}", row.text, row.share)


@dataclass(frozen=True)
class Break(Block):
    """A new page."""


@dataclass(frozen=True)
class Paper:
    """A whole paper in one language.

    about         lines below the title
    organization  whose it is: the session's name, for the name of the file
    typed         the characters that people typed: no font is promised for these
    words         `report.yml` of the language, with names of files for this paper
    """

    language: Hidden[str]
    title: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    author: Hidden[str]
    day: Hidden[str]
    organization: Hidden[str]
    typed: Hidden[frozenset[str]]
    words: Hidden[Mapping[str, Any]]


def page_number(paper: Paper) -> tuple[str, str, str]:
    """The words before the number of a page, between it and the number of all pages, and after that."""
    before, rest = paper.words["page"]["number"].split("{page}")
    between, after = rest.split("{pages}")
    return before, between, after


def paper(
    texts: Texts, title: str, about: tuple[str, ...], blocks: tuple[Block, ...], day: date, session: str = ""
) -> Paper:
    """A paper named after its title and the session's name as it is shown."""
    words = texts.knowledge.wording[texts.language]
    made = Paper(
        language=texts.language,
        title=title,
        about=about,
        blocks=blocks,
        author=say(texts, "author"),
        day=day.isoformat(),
        organization=session,
        typed=frozenset(session),
        words={**words["report"], "papers": words[PAPERS]},
    )
    return renamed(made, title)


def renamed(paper: Paper, title: str) -> Paper:
    """The paper with its files called by this title."""
    patterns: Mapping[str, str] = paper.words["papers"]["file_name"]
    kept = {"organization": "{organization}", "date": "{date}"}
    names = {kind: pattern.format(title=title, **kept) for kind, pattern in patterns.items()}
    return replace(paper, words={**paper.words, "file_name": names})


def paper_name(paper: Paper, format: str) -> str:
    """The name of its file in a format (`html`, `pdf`, `docx`)."""
    return file_name(as_content(paper), format)


def as_content(paper: Paper) -> ResultContent:
    """The paper where the reports ask for a result's content: they read its language, words, day,
    organization and typed characters, which a paper has as well."""
    return cast(ResultContent, paper)
