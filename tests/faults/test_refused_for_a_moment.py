"""Where the database fails before an answer has begun, the refusal says so, and that it is worth trying again."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sanic import response
from sanic.request import Request
from sqlalchemy.exc import OperationalError

from advisor.channels.web.channel import TRY_AGAIN_SECONDS, guarded
from advisor.knowledge.records import Knowledge


class Asked:
    """What a handler looks at of a request."""

    headers: dict[str, str]
    args: dict[str, str]
    path = "/webhooks/web/message"

    def __init__(self, language: str) -> None:
        self.headers, self.args = {"accept-language": language}, {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_database_that_fails_is_a_refusal_for_a_moment(knowledge: Knowledge, language: str) -> None:
    @guarded
    async def handler(_request: Request) -> Any:
        raise OperationalError("SELECT words", {}, Exception("database is locked"))

    answer: Any = asyncio.run(handler(Asked(language)))  # type: ignore[arg-type]
    assert answer is not None
    assert (answer.status, answer.headers["Retry-After"]) == (503, str(TRY_AGAIN_SECONDS))
    said: Any = knowledge.wording[language]["conversation"]
    told = json.loads(answer.body or b"")
    assert (told["error"], told["text"]) == ("unavailable", said["web"]["refused"]["unavailable"])


def test_what_goes_well_is_passed_on() -> None:
    @guarded
    async def handler(_request: Request) -> Any:
        return response.empty()

    answer: Any = asyncio.run(handler(Asked("en")))  # type: ignore[arg-type]
    assert answer is not None
    assert answer.status == 204
