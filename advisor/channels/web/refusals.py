"""Requests that are refused: a code for programs, a sentence for people, a line without content in the log."""

from __future__ import annotations

import logging

from sanic import response
from sanic.response import HTTPResponse

from advisor.knowledge import load_knowledge
from advisor.metrics import count_refusal
from advisor.request_ids import current
from advisor.wording.texts import Texts

logger = logging.getLogger(__name__)

STATUS = {
    "malformed": 400,
    "too_long": 413,
    "not_json": 415,
    "consent": 400,
    "unknown_visitor": 401,
    "origin": 403,
    "not_yours": 403,
    "organization": 400,
    "no_session": 404,
    "session_closed": 403,
    "not_found": 404,
    "not_offered": 409,
    "too_many": 429,
    "no_printing": 503,
    "unavailable": 503,
}
"""Why a request is refused → the HTTP status; `web.refused` in conversation.yml says it to people."""


class Refused(Exception):
    """A request that goes no further. wait: seconds after which it may be tried again."""

    def __init__(self, code: str, wait: int = 0) -> None:
        super().__init__(code)
        self.code, self.status, self.wait = code, STATUS[code], wait


def refusal(refused: Refused, language: str, path: str) -> HTTPResponse:
    """The answer to a refused request; the log names the reason and the route, nothing of the content."""
    logger.warning("refused %s: %s", path, refused.code)
    count_refusal("web", refused.code, STATUS)
    headers = {"Retry-After": str(refused.wait)} if refused.wait else {}
    # Scripts of another site cannot read the header with the request's id.
    body = {"error": refused.code, "text": sentence(refused, language), "request": current()}
    return response.json(body, status=refused.status, headers=headers)


def sentence(refused: Refused, language: str) -> str:
    """Why, for people."""
    knowledge = load_knowledge()
    spoken = language if language in knowledge.languages else knowledge.languages[0]
    return Texts(knowledge, spoken).say(f"web.refused.{refused.code}")
