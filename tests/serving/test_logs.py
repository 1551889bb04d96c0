"""Log lines: what operators read, and what must never stand there."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import given
from hypothesis import strategies as st

from advisor import request_ids
from advisor.serving import logs
from advisor.serving.logs import CUT_OFF, WITHHELD, log_form, write_logs
from advisor.storage.database import own_database

HUSH = "Aunt Wang owes forty thousand"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Logs of this process as JSON; everything as it was afterwards."""
    monkeypatch.setenv("ADVISOR_LOG", "json")
    yield from _captured(monkeypatch, lambda text: [json.loads(line) for line in text.splitlines()])


@pytest.fixture
def readable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    monkeypatch.setenv("ADVISOR_LOG", "text")
    yield from _captured(monkeypatch, str.splitlines)


def _captured(monkeypatch: pytest.MonkeyPatch, read: Callable[[str], Any]) -> Iterator[Any]:
    written = io.StringIO()
    monkeypatch.setenv("ADVISOR_SECRET", "0123456789abcdef0123456789abcdef")
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(logging, "lastResort", logging.lastResort)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    kept = {name: (list(each.handlers), each.propagate) for name in CUT_OFF for each in [logging.getLogger(name)]}
    request_ids._current.set("")
    logs._conversation.set("")
    try:
        write_logs()
        yield lambda: read(written.getvalue())
    finally:
        root.handlers[:], root.level = before, level
        for name, (handlers, propagate) in kept.items():
            logging.getLogger(name).handlers[:] = handlers
            logging.getLogger(name).propagate = propagate
        structlog.reset_defaults()
        request_ids._current.set("")
        logs._conversation.set("")


def test_a_line_of_ours_says_when_how_grave_who_and_which_request(lines: Lines) -> None:
    id = request_ids.begin(None)
    logs.mark_conversation("web-0123456789")
    logging.getLogger("advisor.channels.web.refusals").warning("refused %s: %s", "message", "not_offered")
    [line] = lines()
    assert line.pop("time").endswith("Z")
    mark = line.pop("conversation")
    assert len(mark) == 12
    assert "0123456789" not in mark
    assert line == {
        "level": "warning",
        "logger": "advisor.channels.web.refusals",
        "event": "refused message: not_offered",
        "request": id,
    }


def test_one_conversation_has_one_mark_for_each_secret(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    for conversation, secret in (("web-a", "0" * 32), ("web-a", "0" * 32), ("web-b", "0" * 32), ("web-a", "1" * 32)):
        monkeypatch.setenv("ADVISOR_SECRET", secret)
        logs.mark_conversation(conversation)
        logging.getLogger("advisor").warning("here")
    first, again, other, elsewhere = (line["conversation"] for line in lines())
    assert first == again
    assert len({first, other, elsewhere}) == 3


@pytest.mark.parametrize(
    "library", ["rasa.core.processor", "sanic.error", "aiohttp.server", "asyncio", "sqlalchemy.pool"]
)
def test_what_libraries_say_is_withheld(lines: Lines, library: str) -> None:
    try:
        raise ValueError(HUSH)
    except ValueError:
        logging.getLogger(library).error(f"could not handle {HUSH!r}", exc_info=True)
    logging.getLogger(library).error("could not handle %s", HUSH)
    first, second = lines()
    assert HUSH not in json.dumps([first, second])
    assert first["event"] == second["event"] == WITHHELD
    assert first["error"] == ["ValueError"]
    assert first["at"].startswith("test_logs:")


def test_events_of_rasas_own_log_keep_their_name_alone(lines: Lines) -> None:
    structlog.get_logger("rasa.core.processor").error("processor.message.failed", text=HUSH, event_info=HUSH)
    structlog.get_logger("rasa.core.processor").error(HUSH)
    named, free = lines()
    assert named["event"] == "processor.message.failed"
    assert free["event"] == WITHHELD
    assert HUSH not in json.dumps([named, free])


def test_errors_are_kinds_and_our_own_places(lines: Lines) -> None:
    try:
        try:
            raise KeyError(HUSH)
        except KeyError as error:
            raise RuntimeError(HUSH) from error
    except RuntimeError:
        logging.getLogger("advisor.channels.rest").exception("A turn failed.")
    [line] = lines()
    assert line["error"] == ["RuntimeError", "KeyError"]
    assert HUSH not in json.dumps(line)


def test_places_in_libraries_are_left_out(lines: Lines, tmp_path: Any) -> None:
    from advisor.request_ids import begin

    try:
        begin(HUSH.encode())  # type: ignore[arg-type]
    except TypeError:
        logging.getLogger("advisor").exception("failed")
    [line] = lines()
    assert line["error"] == ["TypeError"]
    assert len(line["frames"]) == 1
    assert line["frames"][0].startswith("advisor/request_ids.py:")
    assert line["frames"][0].endswith(" begin")


def test_a_query_that_fails_tells_no_parameters(lines: Lines, tmp_path: Any) -> None:
    engine = own_database(tmp_path / "own.db")
    with pytest.raises(sa.exc.OperationalError) as failed, engine.connect() as connection:
        connection.execute(sa.text("select * from nowhere where said = :said"), {"said": HUSH})
    assert HUSH not in str(failed.value)


def test_a_thread_that_fails_tells_nothing_it_worked_on(lines: Lines) -> None:
    def work() -> None:
        raise RuntimeError(HUSH)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    [line] = lines()
    assert line["error"] == ["RuntimeError"]
    assert HUSH not in json.dumps(line)


def test_an_end_of_the_process_is_a_line_too(lines: Lines) -> None:
    error = OSError(HUSH)
    sys.excepthook(OSError, error, None)
    [line] = lines()
    assert (line["level"], line["error"]) == ("critical", ["OSError"])
    assert HUSH not in json.dumps(line)


def test_readable_lines(readable: Callable[[], list[str]]) -> None:
    id = request_ids.begin(None)
    try:
        raise ValueError(HUSH)
    except ValueError:
        logging.getLogger("advisor.x").error("it failed", exc_info=True)
    [line] = readable()
    assert " error   advisor.x: it failed  " in line
    assert f"request={id}" in line
    assert "error=ValueError" in line
    assert HUSH not in line


@pytest.mark.parametrize(
    "given_id", ["0123456789abcdef", "0123456789abcdef0123456789ABCDEF", "6f1c0d0e-8b1a-4c5e-9d3b-0a1b2c3d4e5f"]
)
def test_ids_of_servers_in_front_are_kept(given_id: str) -> None:
    assert request_ids.begin(given_id) == given_id == request_ids.current()


@given(st.text())
def test_nothing_else_becomes_an_id(said: str) -> None:
    id = request_ids.begin(said)
    assert request_ids._FORM.fullmatch(id)
    assert id != said or request_ids._FORM.fullmatch(said)


@pytest.mark.parametrize("said", [None, "", "13800138000", "Aunt Wang", "0123456789abcdef\n", "../../etc", "a" * 4000])
def test_what_does_not_look_like_an_id_is_replaced(said: str | None) -> None:
    assert request_ids.begin(said) != said


def test_json_in_production_and_text_in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_LOG", raising=False)
    monkeypatch.delenv("ADVISOR_MODE", raising=False)
    assert log_form() == "text"
    monkeypatch.setenv("ADVISOR_MODE", "production")
    assert log_form() == "json"
    monkeypatch.setenv("ADVISOR_LOG", "xml")
    with pytest.raises(ValueError, match="ADVISOR_LOG is 'xml'"):
        log_form()
