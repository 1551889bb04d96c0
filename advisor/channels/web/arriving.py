"""What may arrive: origin, size, shape and rate of requests, and whose they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from limits import RateLimitItem, parse
from sanic.request import Request

from advisor.channels.web.keys import conversation_of
from advisor.channels.web.refusals import Refused
from advisor.knowledge import load_knowledge
from advisor.settings import web_origins
from advisor.storage.shared.limiter import limiter
from advisor.storage.visitors import Visitor, VisitorStore

LARGEST_BODY = 32 * 1024
"""Bytes; a typed message of the longest kind is a tenth of that."""
LONGEST_TEXT = 1000
MOST_CHOICES = 12
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

MESSAGES = parse("40 per minute")
VISITORS = parse("60 per minute")
"""New conversations from one address: a workshop in one room shares one."""
CODES = parse("30 per minute")
"""Session codes tried from one address."""
REPORTS = parse("20 per minute")


@dataclass(frozen=True)
class Arrived:
    """A message as it arrived: typed text, or the payloads of what was chosen."""

    id: str
    text: str = ""
    choices: tuple[str, ...] = ()


class Gate:
    """Counts requests, over all servers where they share a Redis."""

    def __init__(self) -> None:
        self._limiter = limiter()

    def pass_through(self, limit: RateLimitItem, who: str) -> None:
        """Let one more request through; raises Refused (`too_many`) above the limit."""
        wait = self._limiter.wait(limit, who)
        if wait:
            raise Refused("too_many", wait=wait)


def check_origin(request: Request) -> str | None:
    """The other site a request comes from, where it may; None: from our own pages. Raises Refused."""
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc == request.headers.get("host"):
        return None
    if origin in web_origins():
        return str(origin)
    raise Refused("origin")


def json_body(request: Request) -> Mapping[str, Any]:
    """The JSON object of a request; raises Refused."""
    if len(request.body) > LARGEST_BODY:
        raise Refused("too_long")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refused("not_json")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused("malformed") from None
    if not isinstance(body, dict):
        raise Refused("malformed")
    return body


def token_of(request: Request) -> str:
    """The token a request shows; empty for none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def visitor_of(request: Request, visitors: VisitorStore) -> Visitor:
    """Whose request it is by its token; raises Refused where it is nobody's."""
    conversation = conversation_of(token_of(request))
    visitor = visitors.find(conversation) if conversation else None
    if visitor is None:
        raise Refused("unknown_visitor")
    return visitor


def read_message(body: Mapping[str, Any]) -> Arrived:
    """The message in a body; raises Refused. Characters that steer a terminal or a page are left out."""
    id, text, choices = body.get("id"), body.get("text"), body.get("choices")
    if not isinstance(id, str) or not _ID.fullmatch(id) or (text is None) == (choices is None):
        raise Refused("malformed")
    if text is not None:
        if not isinstance(text, str):
            raise Refused("malformed")
        if len(text) > LONGEST_TEXT:
            raise Refused("too_long")
        words = "".join(sign for sign in text if sign.isprintable() or sign in "\n\t\u200d").strip()
        if not words:
            raise Refused("malformed")
        return Arrived(id, text=words)
    few = isinstance(choices, list) and 0 < len(choices) <= MOST_CHOICES
    if not few or not all(isinstance(choice, str) and len(choice) <= 200 for choice in choices or ()):
        raise Refused("malformed")
    return Arrived(id, choices=tuple(choices or ()))


def language_of_request(request: Request) -> str:
    """The language of the page or the browser that a request comes from, one of the knowledge."""
    known = load_knowledge().languages
    said = [request.args.get("language", "")] if request.args else []
    for entry in [*said, *request.headers.get("accept-language", "").split(",")]:
        code = entry.partition(";")[0].strip().lower().partition("-")[0]
        if code in known:
            return str(code)
    return str(known[0])
