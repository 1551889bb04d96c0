"""An assistant that is as slow as it is told to be, served as the real one would be.

Run as `python stand_in.py PORT` for a worker that can be killed; settings come from the environment.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sanic.touchup import TouchUp

from advisor.channels.wechat.channel import MessagingChannel
from advisor.channels.wechat.client_transport import Patience
from advisor.channels.wechat.customer_service import CustomerServiceChannel
from advisor.channels.wechat.official_account import OfficialAccountChannel
from advisor.channels.wechat.wecom import WecomChannel
from advisor.storage.database import conversations_database

CHANNELS: dict[str, type[MessagingChannel]] = {
    "official_account": OfficialAccountChannel,
    "wecom": WecomChannel,
    "customer_service": CustomerServiceChannel,
}
QUICK = Patience(connect=2.0, total=2.0, upload=2.0, tries=2, first_pause=0.05, longest_pause=0.1)
_EVENTS = (
    "create table if not exists events (id integer primary key autoincrement, sender_id varchar(255), "
    "type_name varchar(255), timestamp float, data text)"
)


def _once(run: Callable[[Any], None]) -> Callable[[Any], None]:
    """Sanic rewrites its own methods when an app starts, which goes once a process."""
    done: list[bool] = []

    def maybe(app: Any) -> None:
        if not done:
            done.append(True)
            run(app)

    return maybe


TouchUp.run = _once(TouchUp.run)


class StandIn:
    """Answers “heard: …” after the seconds a message names (“7s …”), and keeps what was said as Rasa does."""

    def __init__(self, replies: Callable[[str], list[dict[str, Any]]] | None = None) -> None:
        self._engine = conversations_database()
        self._replies = replies or (lambda text: [{"text": f"heard: {text}"}])
        self.taken: Counter[tuple[str, str]] = Counter()
        self.messages: list[UserMessage] = []
        self.failing = 0
        with self._engine.begin() as connection:
            connection.exec_driver_sql(_EVENTS)

    async def __call__(self, message: UserMessage) -> None:
        text = message.text or ""
        named = re.match(r"([\d.]+)s ", text)
        await asyncio.sleep(float(named.group(1)) if named else 0.0)
        if self.failing:
            self.failing -= 1
            raise RuntimeError(text)
        self.taken[message.sender_id, text] += 1
        self.messages.append(message)
        replies = [{"language": "en", **reply} for reply in self._replies(text)]
        for reply in replies:
            await message.output_channel.send_response(message.sender_id, reply)
        await asyncio.to_thread(self._keep, message, replies)

    def _keep(self, message: UserMessage, replies: list[dict[str, Any]]) -> None:
        said = {"text": message.text, "message_id": message.message_id, "metadata": message.metadata}
        rows = [("user", said)]
        for reply in replies:
            data = {name: reply[name] for name in ("buttons", "custom") if name in reply}
            rest = {name: value for name, value in reply.items() if name not in ("text", "buttons", "custom")}
            rows.append(("bot", {"text": reply.get("text"), "data": data, "metadata": rest}))
        with self._engine.begin() as connection:
            for kind, data in rows:
                connection.execute(
                    sa.text("insert into events (sender_id, type_name, timestamp, data) values (:s, :k, :t, :d)"),
                    {"s": message.sender_id, "k": kind, "t": time.time(), "d": json.dumps(data)},
                )


@asynccontextmanager
async def served(channel: MessagingChannel, advisor: Any) -> AsyncIterator[str]:
    """The channel on a server of its own; the address of its pushes."""
    app = Sanic(f"served-{uuid.uuid4().hex}", configure_logging=False)
    app.blueprint(channel.blueprint(advisor), url_prefix=f"/webhooks/{channel.url_prefix()}")
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.after_start()
    port = listening.getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/webhooks/{channel.url_prefix()}/"
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()


def main() -> None:
    """Serve the channels of the environment until killed."""
    app = Sanic("worker", configure_logging=False)
    advisor = StandIn()
    for kind in CHANNELS.values():
        channel = kind.from_credentials(None)
        channel._patience = QUICK
        app.blueprint(channel.blueprint(advisor), url_prefix=f"/webhooks/{channel.url_prefix()}")
    app.run("127.0.0.1", int(sys.argv[1]), access_log=False, motd=False)


if __name__ == "__main__":
    os.environ.setdefault("SANIC_NO_UVLOOP", "true")
    main()
