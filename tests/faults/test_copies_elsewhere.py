"""A copy that comes to one server at the very moment another one has saved the answer."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from advisor.channels.web.channel import WebChannel
from advisor.channels.web.keys import visitor_token
from advisor.storage.conversation_tables import EVENTS, TAKEN
from advisor.storage.conversations import ConversationLog, Exchange
from advisor.storage.database import conversations_database, own_database
from advisor.storage.personal_data import PersonalData

START = {"title": "Start", "payload": "main_source=users"}
NEXT = {"title": "None", "payload": "government_share=0"}


class AnsweredMeanwhile(ConversationLog):
    """What is stored; as soon as it was looked at once, the other server saves its answer to the message `m2`."""

    looked = False

    def last(self, conversation: str, before: str = "") -> Exchange | None:
        found = super().last(conversation, before)
        self._save(conversation)
        return found

    def answered(self, conversation: str, id: str) -> Exchange | None:
        found = super().answered(conversation, id)
        self._save(conversation)
        return found

    def _save(self, conversation: str) -> None:
        if not self.looked:
            self.looked = True
            save(self._engine, conversation, "m2-m2-m2", NEXT)


def save(engine: Any, conversation: str, id: str, button: dict[str, str]) -> None:
    """One exchange as the store of conversations writes it."""
    said = f'{{"event": "user", "text": "hello", "message_id": "{id}"}}'
    bot = f'{{"event": "bot", "text": "asked", "data": {{"buttons": [{button}]}}}}'.replace("'", '"')
    with engine.begin() as connection:
        for kind, data in (("user", said), ("bot", bot)):
            row = connection.execute(
                EVENTS.insert().values(sender_id=conversation, type_name=kind, timestamp=1.0, data=data)
            )
            if kind == "user":
                taken = {"sender_id": conversation, "message_id": id, "event": row.inserted_primary_key[0]}
                connection.execute(TAKEN.insert(), [taken])


def test_it_is_given_the_answer_and_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    engine = conversations_database()
    data = PersonalData(own_database(), engine)
    whose = data.visitors.add("en", "2026-01-01T00:00:00Z").conversation
    save(engine, whose, "m1-m1-m1", START)
    data.log = AnsweredMeanwhile(engine)

    async def takes_no_turn(_message: UserMessage) -> None:
        raise AssertionError("the message was answered before")

    async def asked() -> tuple[int, str]:
        app = Sanic("copies_elsewhere")
        app.blueprint(WebChannel(data).blueprint(takes_no_turn), url_prefix="/webhooks/web")
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            serving = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
            assert serving is not None
            await serving.startup()
            try:
                address = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/web/message"
                body = {"id": "m2-m2-m2", "choices": ["main_source=users"]}
                headers = {"Authorization": f"Bearer {visitor_token(whose)}"}
                async with (
                    aiohttp.ClientSession(trust_env=False) as http,
                    http.post(address, json=body, headers=headers) as reply,
                ):
                    return reply.status, await reply.text()
            finally:
                serving.close()

    status, said = asyncio.run(asked())
    assert status == 200, said
    assert '"asked"' in said
    assert '"done": true' in said
