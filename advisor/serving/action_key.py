"""What lets Rasa in at the action server: a key both get when they are started, and the id of the request.

Without it, anybody on the machine could send the action server a conversation of their own making.
"""

from __future__ import annotations

import hmac
import logging

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor import request_ids
from advisor.settings import from_environment_or_file

HEADER = "X-Advisor-Key"
SHORTEST = 32

logger = logging.getLogger(__name__)


def action_key() -> str:
    """The key (`ADVISOR_ACTIONS_KEY`, or the file `ADVISOR_ACTIONS_KEY_FILE`, set for both by whoever starts them).

    Raises ValueError.
    """
    key = from_environment_or_file("ADVISOR_ACTIONS_KEY")
    if len(key) < SHORTEST:
        raise ValueError(
            f"ADVISOR_ACTIONS_KEY (or the file ADVISOR_ACTIONS_KEY_FILE names) has fewer than {SHORTEST} characters; "
            "the server and its actions need the same one."
        )
    return key


def ask_for_key(app: Sanic) -> None:
    """Let nobody without the key into the action server, and let no error echo what was sent."""
    key = action_key()

    @app.on_request
    async def enter(request: Request) -> HTTPResponse | None:
        request_ids.begin(request.headers.get(request_ids.HEADER))
        if request.path == "/health" or hmac.compare_digest(request.headers.get(HEADER, "").encode(), key.encode()):
            return None
        logger.warning("refused a call without the key")
        return response.empty(status=403)

    async def failed(_request: Request, error: Exception) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        if status >= 500:
            logger.error("an action failed", exc_info=error)
        return response.json({"error": type(error).__name__}, status=status)

    # rasa_sdk's own handler sends back the conversation it was called with.
    app.error_handler.add(Exception, failed)
