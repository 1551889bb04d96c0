"""A result as HTML: the page for a browser, and the report in one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from advisor.reports.charts import position_chart, profile_chart
from advisor.reports.records import ResultContent

TEMPLATES = Path(__file__).parent / "templates"
OWNER, GUEST = "owner", "guest"


@dataclass(frozen=True)
class Visit:
    """What the page is told of the visit it is made for.

    key        what the page's script shows to be let in
    role       `owner` (may change the plan and share) or `guest` (reads)
    links      format (`pdf`, `docx`, `png`, `html`) → where it can be fetched
    languages  language → where the same page stands in it
    """

    key: str
    role: str = GUEST
    links: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    stylesheet: str = "/web/result.css"
    script: str = "/web/result.js"

    def __post_init__(self) -> None:
        """Refuse a role that is none: a slip here would show or hide the plan's form."""
        if self.role not in (OWNER, GUEST):
            raise ValueError(f"role: found {self.role!r}; allowed: {OWNER}, {GUEST}")


def page(content: ResultContent, visit: Visit) -> str:
    """The result page. It holds no style and no script of its own and runs under a strict CSP."""
    tried = [
        position_chart(change.position, content.words["position"], f"tried-{number}")
        for number, change in enumerate(content.changes, 1)
    ]
    return render("result.html.j2", content, visit=visit, tried=tried)


def html_report(content: ResultContent) -> str:
    """The report as one HTML file that asks for nothing else and runs no script."""
    # Our own words: escaped, the quotation marks in it would undo the rules they stand in.
    return render("result.html.j2", content, style=Markup(stylesheet()))


def render(template: str, content: ResultContent, chart_style: str = "", **more: Any) -> str:
    """A template filled in with the content.

    chart_style  a style sheet inside the drawings, where the page's own does not reach them
    more         visit, tried, style, printed, missing: what the templates ask for besides
    """
    charts = {
        "profile": profile_chart(content.profile, content.words["profile"], style=chart_style),
        "position": position_chart(content.position, content.words["position"], style=chart_style),
        "tried": more.pop("tried", []),
    }
    settings: dict[str, Any] = {"visit": None, "style": "", "printed": False, "missing": "", **more}
    there = _sections(content)
    return _environment().get_template(template).render(content=content, charts=charts, sections=there, **settings)


def stylesheet(name: str = "result.css") -> str:
    """A style sheet of the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _sections(content: ResultContent) -> dict[str, bool]:
    """The sections in their order, and whether there is anything to say in them."""
    return {
        "why": True,
        "stance": bool(content.stance),
        "position": True,
        "change": True,
        "profile": True,
        "problems": True,
        "watch": bool(content.watch),
        "suggestions": True,
        "plan": True,
        "gaps": bool(content.gaps),
        "about": True,
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    # Plain JSON; the template escapes it for the attribute it stands in.
    environment.filters["as_json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment
