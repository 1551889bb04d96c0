"""The id of a request: carried from the server in front through a turn to its actions, and shown to people.

Somebody who reports a failure names it, and every line of the logs that belongs to the request has it.
"""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
_FORM = re.compile(r"[0-9a-f]{16,32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""What nginx, Caddy, Envoy and HAProxy make. Nothing else is taken over: it goes into logs."""
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(given: str | None) -> str:
    """The id of a request from here on: the one given where it looks like one, else a new one."""
    id = given if given and _FORM.fullmatch(given) else str(uuid.uuid4())
    _current.set(id)
    return id


def current() -> str:
    """The id of the request that is being worked on; empty outside of one."""
    return _current.get()
