"""What is refused, said as a page to people who open an address, and as JSON to programs."""

from __future__ import annotations

import logging
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from sanic import Sanic, response
from sanic.exceptions import NotFound, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import language_of_request
from advisor.channels.web.refusals import STATUS, Refused, refusal, sentence
from advisor.metrics import count_refusal
from advisor.pages.files import WEB, widget_texts
from advisor.pages.security import HEADERS, RESULT
from advisor.request_ids import current

logger = logging.getLogger(__name__)


def refused_page(refused: Refused, language: str) -> HTTPResponse:
    """A small page that says why, in the visitor's language."""
    count_refusal("web", refused.code, STATUS)
    words = widget_texts(language)
    page = _template().render(
        language=language,
        title=words["name"],
        text=sentence(refused, language),
        reference=words["reference"],
        request=current(),
    )
    headers = {**RESULT, **({"Retry-After": str(refused.wait)} if refused.wait else {})}
    return response.html(page, status=refused.status, headers=headers)


def say_what_is_refused(app: Sanic) -> None:
    """Let whatever Sanic refuses, and whatever fails, be answered like every other refusal."""

    @app.exception(NotFound)
    async def not_found(request: Request, _error: NotFound) -> HTTPResponse:
        return _answer(request, Refused("not_found"))

    @app.exception(Exception)
    async def broken(request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException) and error.status_code < 500:
            answer = _answer(request, Refused("malformed"))
            answer.status = error.status_code
            return answer
        logger.error("a request failed", exc_info=error)
        answer = _answer(request, Refused("unavailable"))
        answer.status = 500
        return answer

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
