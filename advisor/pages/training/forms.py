"""Fields of forms as they arrive."""

from __future__ import annotations

import re

from sanic.request import Request

LONGEST_FIELD = 2000
_OUR_PAGES = re.compile(r"/training(/[A-Za-z0-9_.-]+)*")


def field(request: Request, name: str) -> str:
    """One field, without what cannot be seen; empty where it is missing."""
    said = str(request.form.get(name, ""))[:LONGEST_FIELD]
    return "".join(sign for sign in said if sign.isprintable()).strip()


def secret_field(request: Request, name: str) -> str:
    """A password, exactly as it was typed."""
    return str(request.form.get(name, ""))


def chosen(request: Request, name: str) -> tuple[str, ...]:
    """The values of a field that may be there several times."""
    return tuple(str(value) for value in request.form.getlist(name) or ())


def way_back(said: str) -> str:
    """An address among our own pages, or empty: nobody is sent elsewhere after signing in."""
    return said if _OUR_PAGES.fullmatch(said) else ""
