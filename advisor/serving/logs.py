"""Logs for operators: a JSON object or a readable line each, and never anybody's words.

Our own parts write what they mean to be read. What libraries say may hold a message, an address with a key or
the parameters of a query: of that only the place, the level and the kind of error are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterable, MutableMapping
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from advisor.metrics import ERRORS, KINDS, OTHER
from advisor.request_ids import current
from advisor.serving.mode import PRODUCTION, mode
from advisor.settings import PROJECT, secret

JSON, TEXT = "json", "text"
OURS = ("advisor", "actions", "__main__")
CUT_OFF = ("sanic.root", "sanic.error", "sanic.access")
"""Rasa cuts these off from the others; without a handler Python would print what they say as it is."""
WITHHELD = "a library reported something that may hold people's words"
_EVENT_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
"""What Rasa's structured log calls its events: fixed words."""
_conversation: ContextVar[str] = ContextVar("conversation", default="")

Entry = MutableMapping[str, Any]


def log_form() -> str:
    """`json` or `text` (`ADVISOR_LOG`; unset: json in production, text in development). Raises ValueError."""
    said = os.environ.get("ADVISOR_LOG", "").strip().lower() or (JSON if mode() == PRODUCTION else TEXT)
    if said not in (JSON, TEXT):
        raise ValueError(f"ADVISOR_LOG is {said!r}; it must be json or text.")
    return said


def write_logs() -> None:
    """Send every log of this process through one handler; call it after libraries set up theirs."""
    handler, counting = logging.StreamHandler(sys.stderr), CountErrors()
    handler.setFormatter(_formatter(log_form()))
    root = logging.getLogger()
    root.handlers[:], root.level = [handler, counting], logging.ERROR
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).handlers.clear()
    for name in CUT_OFF:
        logging.getLogger(name).handlers[:] = [handler, counting]
        logging.getLogger(name).propagate = False
    logging.lastResort = None
    logging.getLogger("advisor").setLevel(logging.WARNING)
    logging.getLogger("actions").setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    sys.excepthook = _ended
    threading.excepthook = lambda failed: _failed(failed.exc_type, failed.exc_value, failed.exc_traceback)


def mark_conversation(conversation: str) -> None:
    """From here on, lines of this task carry a mark of the conversation: it joins them and tells no one whose it is."""
    keyed = hmac.new(secret().encode(), b"log:" + conversation.encode(), hashlib.sha256)
    _conversation.set(keyed.hexdigest()[:12])


def kinds(error: BaseException | None) -> list[str]:
    """The types of an error and of those behind it, the last first; nothing of what they say."""
    found: list[str] = []
    while error is not None and len(found) < 8:
        found.append(type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def own_frames(at: TracebackType | None) -> list[str]:
    """Where in our own code an error passed, outermost first: `advisor/channels/web/turns.py:71 _turn`."""
    return list(_own(traceback.extract_tb(at))) if at is not None else []


def _own(frames: Iterable[traceback.FrameSummary]) -> Iterable[str]:
    for frame in frames:
        path = Path(frame.filename)
        if path.is_relative_to(PROJECT) and path.relative_to(PROJECT).parts[0] in ("advisor", "actions"):
            yield f"{path.relative_to(PROJECT)}:{frame.lineno} {frame.name}"


def _formatter(form: str) -> logging.Formatter:
    render = structlog.processors.JSONRenderer(ensure_ascii=False, default=str) if form == JSON else _line
    return structlog.stdlib.ProcessorFormatter(processors=[_said, render])


def _said(_logger: Any, _name: str, entry: Entry) -> Entry:
    """What of a record may be written."""
    record: logging.LogRecord = entry["_record"]
    said: Entry = {
        "time": _utc(record.created),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": entry["event"],
    }
    if record.name.split(".")[0] not in OURS:
        event = str(entry["event"])
        known = entry["_from_structlog"] and _EVENT_KEY.fullmatch(event)
        said["event"] = event if known else WITHHELD
        said["at"] = f"{record.module}:{record.lineno}"
    said.update(getattr(record, "told", {}))
    if id := current():
        said.setdefault("request", id)
    if mark := _conversation.get():
        said["conversation"] = mark
    found = entry.get("exc_info")
    error = found[1] if isinstance(found, tuple) else found if isinstance(found, BaseException) else None
    if error is not None:
        said["error"], said["frames"] = kinds(error), own_frames(error.__traceback__)
    return said


def _line(_logger: Any, _name: str, entry: Entry) -> str:
    """Time, level, logger and event, then the rest as name=value."""
    first = f"{entry.pop('time')} {entry.pop('level'):<7} {entry.pop('logger')}: {entry.pop('event')}"
    rest = (f"{name}={' < '.join(v) if isinstance(v, list) else v}" for name, v in entry.items() if v not in ("", []))
    return "  ".join([first, *rest])


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _failed(kind: type[BaseException], error: BaseException | None, at: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, SystemExit):
        logging.getLogger("advisor").error("a thread failed", exc_info=(kind, error, at))


def _ended(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("advisor").critical("the process ended", exc_info=(kind, error, at))


class CountErrors(logging.Handler):
    """Counts errors as they are logged: whatever fails without ending in the log is a fault of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Count one record by the type it names."""
        raised = [type(record.exc_info[1]).__name__] if record.exc_info and record.exc_info[1] else []
        told = [said for said in record.args if isinstance(said, str)] if isinstance(record.args, tuple) else []
        ERRORS.labels(next((name for name in (*raised, *told) if name in KINDS), OTHER)).inc()
