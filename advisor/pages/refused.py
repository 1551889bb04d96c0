"""What is refused, said as a page to people who open an address, and as JSON to programs."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from sanic import Sanic, response
from sanic.exceptions import NotFound, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import language_of_request
from advisor.channels.web.refusals import Refused, refusal, sentence
from advisor.pages.files import WEB, widget_texts
from advisor.pages.security import HEADERS, RESULT


def refused_page(refused: Refused, language: str) -> HTTPResponse:
    """A small page that says why, in the visitor's language."""
    page = _template().render(language=language, title=widget_texts(language)["name"], text=sentence(refused, language))
    headers = {**RESULT, **({"Retry-After": str(refused.wait)} if refused.wait else {})}
    return response.html(page, status=refused.status, headers=headers)


def say_what_is_refused(app: Sanic) -> None:
    """Let addresses that are none, and bodies that are too large, be answered like every other refusal."""

    @app.exception(NotFound)
    async def not_found(request: Request, _error: NotFound) -> HTTPResponse:
        return _answer(request, Refused("not_found"))

    @app.exception(PayloadTooLarge)
    async def too_large(request: Request, _error: PayloadTooLarge) -> HTTPResponse:
        return _answer(request, Refused("too_long"))


def _answer(request: Request, refused: Refused) -> HTTPResponse:
    language = language_of_request(request)
    if request.path.startswith("/webhooks/") or request.method != "GET":
        answer = refusal(refused, language, "")
        answer.headers.update(HEADERS)
        return answer
    return refused_page(refused, language)


@lru_cache(maxsize=1)
def _template() -> Template:
    return Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined).get_template(
        "refused.html.j2"
    )
