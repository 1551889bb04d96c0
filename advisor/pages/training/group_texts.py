"""The texts of the pages that show a group's answers (training_pages.yml), and the language they are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic.request import Request

from advisor.knowledge import load_knowledge
from advisor.pages.training.layout import TEMPLATES
from advisor.pages.training.visits import Visit
from advisor.training.records import Session

GROUP = "training_pages"
ONCE = "in"
"""Names the language of this one request, in addresses of scripts, files and our own links; `language` chooses it for
other pages too."""


def said(language: str) -> Any:
    """The texts in a language."""
    return load_knowledge().wording[language][GROUP]


def fill(text: str, **words: object) -> str:
    """A text with its {names} filled in; raises KeyError where one is missing."""
    return text.format_map({name: str(word) for name, word in words.items()})


def before_the_group(request: Request, visit: Visit, session: Session) -> Visit:
    """The visit to a page that a group looks at: in the session's language unless another is asked for."""
    asked = (request.args.get("language", ""), request.args.get(ONCE, ""))
    known = load_knowledge().languages
    return replace(visit, language=next((each for each in (*asked, session.language) if each in known), known[0]))


def piece(template: str, name: str, values: Mapping[str, Any]) -> Markup:
    """A piece of a page: what the macro `name` of a template makes of `values`."""
    made = getattr(_environment().get_template(template).module, name)(**values)
    return Markup(str(made).strip())


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
