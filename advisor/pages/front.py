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

LONGEST_CODE = 16


def front() -> Blueprint:
    """The routes `/`, `/join`, `/join/…` and the icon."""
    routes = Blueprint("front")

    @routes.get("/")
    async def page(request: Request) -> HTTPResponse:
        language = language_of_request(request)
        return send(request, _page(language), {**PAGE, "Vary": "Accept-Language, Accept-Encoding"})

    @routes.get("/join")
    async def enter_code(request: Request) -> HTTPResponse:
        said = request.args.get("code", "") if request.args else ""
        typed = "".join(sign for sign in said if not sign.isspace() and sign != "-")[:LONGEST_CODE]
        if _could_be_a_code(typed):
            return response.redirect(f"/join/{typed.upper()}", headers=PAGE)
        page = _code_page(language_of_request(request), typed)
        return response.html(page, headers={**PAGE, "Vary": "Accept-Language"})

    @routes.get("/join/<code:str>")
    async def join(request: Request, code: str) -> HTTPResponse:
        session = code.upper() if _could_be_a_code(code) else ""
        language = language_of_request(request)
        return send(request, _page(language, session), {**PAGE, "Vary": "Accept-Language, Accept-Encoding"})

    @routes.get("/favicon.ico", ctx_file=True)
    async def icon(request: Request) -> HTTPResponse:
        served = find("icon.svg")
        return send(request, served) if served else response.empty(status=404)

    return routes


def _could_be_a_code(typed: str) -> bool:
    return typed.isascii() and typed.isalnum() and len(typed) <= LONGEST_CODE


@lru_cache(maxsize=256)
def _page(language: str, session: str = "") -> Served:
    page = (
        _templates()
        .get_template("page.html.j2")
        .render(language=language, texts=widget_texts(language), session=session)
    )
    return Served.of(page.encode(), "text/html; charset=utf-8")


def _code_page(language: str, typed: str) -> str:
    texts = widget_texts(language)
    fault = texts["enter_code"]["unlike"].format(code=typed) if typed else ""
    page = _templates().get_template("join.html.j2")
    return page.render(language=language, texts=texts, code=typed, fault=fault)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined)
