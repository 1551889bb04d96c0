"""The development REST channel: Rasa's own, with bad input answered clearly and no turn left silent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.knowledge import load_knowledge
from advisor.wording.texts import Texts

LONGEST_SENDER = 255
LONGEST_MESSAGE = 20_000
"""Characters; far above what the reader takes in, so that a long message still gets a friendly answer."""

logger = logging.getLogger(__name__)


class DevelopmentRest(RestInput):
    """`POST /webhooks/rest/webhook` with `{"sender": …, "message": …}` (contract, section 6)."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes: a health check and the webhook."""
        routes = Blueprint("development_rest", __name__)

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            fault, sender, text = read_body(request)
            if fault:
                return response.json({"error": fault}, status=400)
            collector = CollectingOutputChannel()
            message = UserMessage(text, collector, sender, input_channel=self.name())
            # The turn is finished and saved even when the client has gone meanwhile.
            turn = asyncio.ensure_future(on_new_message(message))
            try:
                await asyncio.shield(turn)
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("A turn failed.")
            if not collector.messages:
                return response.json([{"recipient_id": sender, "text": failure_text()}])
            return response.json(collector.messages)

        return routes


def read_body(request: Request) -> tuple[str | None, str, str]:
    """(what is wrong or None, sender, message) of a request; nothing of a bad one goes any further."""
    try:
        body = request.json
    except SanicException:
        return 'The body is not JSON. Expected: {"sender": "…", "message": "…"}', "", ""
    if not isinstance(body, dict):
        return 'The body is no JSON object. Expected: {"sender": "…", "message": "…"}', "", ""
    sender, text = body.get("sender"), body.get("message")
    if not isinstance(sender, str) or not 0 < len(sender) <= LONGEST_SENDER:
        return f"`sender` must be a text of 1 to {LONGEST_SENDER} characters.", "", ""
    if not isinstance(text, str):
        return "`message` must be a text.", "", ""
    if len(text) > LONGEST_MESSAGE:
        return f"`message` is longer than {LONGEST_MESSAGE} characters.", "", ""
    return None, sender, text


def failure_text() -> str:
    """What a person reads when a turn failed, in every language."""
    knowledge = load_knowledge()
    return "\n".join(Texts(knowledge, language).say("failure.turn") for language in knowledge.languages)
