"""The page at `/`: the conversation and nothing else."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import language_of_request
from advisor.pages.files import WEB, Served, find, send, widget_texts
from advisor.pages.security import PAGE


def front() -> Blueprint:
    """The routes `/`, `/join/…` and the icon."""
    routes = Blueprint("front")

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        language = language_of_request(request)
        return send(request, _page(language), {**PAGE, "Vary": "Accept-Language, Accept-Encoding"})

    @routes.get("/join/<code:str>")
    async def join(request: Request, code: str) -> HTTPResponse:
        session = code.upper() if code.isalnum() and len(code) <= 16 else ""
        language = language_of_request(request)
        return send(request, _page(language, session), {**PAGE, "Vary": "Accept-Language, Accept-Encoding"})

    @routes.get("/favicon.ico")
    async def icon(request: Request) -> HTTPResponse:
        served = find("icon.svg")
        return send(request, served) if served else response.empty(status=404)

    return routes


@lru_cache(maxsize=256)
def _page(language: str, session: str = "") -> Served:
    templates = Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined)
    page = templates.get_template("page.html.j2").render(
        language=language, texts=widget_texts(language), session=session
    )
    return Served.of(page.encode(), "text/html; charset=utf-8")
