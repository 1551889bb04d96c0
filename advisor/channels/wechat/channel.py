"""What the three channels share: who is who, what is let in, and the desk behind it."""

from __future__ import annotations

import logging
import secrets
import time
from abc import abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor import request_ids
from advisor.channels.web.turns import Turns
from advisor.channels.wechat import people
from advisor.channels.wechat.answering import Answering
from advisor.channels.wechat.client import ApiClient, open_client
from advisor.channels.wechat.client_transport import Patience
from advisor.channels.wechat.delivery import Delivery, Means
from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.gate import Push, open_echo, open_push, seal
from advisor.channels.wechat.inbox import Desk
from advisor.channels.wechat.incoming import Incoming
from advisor.channels.wechat.joining import Joining
from advisor.channels.wechat.passive import ALL_TRIES_SECONDS
from advisor.channels.wechat.pictures import Pictures
from advisor.channels.wechat.refusals import REASONS, Refused
from advisor.channels.wechat.replies import text_reply
from advisor.channels.wechat.seen import seen_pushes
from advisor.channels.wechat.settings import ChannelSettings, SettingsFault, public_url, settings_of
from advisor.channels.wechat.speaking import wants_more
from advisor.metrics import count_refusal
from advisor.storage.access_tokens import DatabaseTokens
from advisor.storage.database import inbox_database, own_database
from advisor.storage.inbox import Inbox, Waiting
from advisor.storage.joining import JoiningStore
from advisor.storage.lasting_key import lasting_key
from advisor.storage.personal_data import PersonalData
from advisor.storage.receipts import Arrival

logger = logging.getLogger(__name__)

SUCCESS = "success"
DISTRUST = frozenset(
    {"unsigned", "signature", "stale", "plaintext", "no_key", "undecipherable", "receive_id", "replayed"}
)
"""Refused with 403. A body that is merely no push is answered with success: the platform would send it again."""


class MessagingChannel(InputChannel):
    """A channel of one account; without settings it has no routes."""

    platform: Platform

    def __init__(self, data: PersonalData | None = None, patience: Patience | None = None) -> None:
        self._data, self._patience = data, patience
        self._refused: Counter[str] = Counter()

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> MessagingChannel:
        """The channel by the settings in the environment; ends the program where they are not complete."""
        try:
            settings_of(cls.platform), public_url()
        except SettingsFault as fault:
            raise SystemExit(str(fault)) from None
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes: the platform's test of the address, and its pushes."""
        routes = Blueprint(self.name(), __name__)
        settings = settings_of(self.platform)
        if settings is None:
            return routes
        self._open(settings, on_new_message)
        trust, seen = settings.trust, seen_pushes()

        @routes.get("/")
        async def echo(request: Request) -> HTTPResponse:
            try:
                return response.text(open_echo(_query(request), trust))
            except Refused as refused:
                return self._refusal(refused)

        @routes.post("/")
        async def push(request: Request) -> HTTPResponse:
            came = time.time()
            try:
                opened = open_push(_query(request), request.body, trust, came, seen)
            except Refused as refused:
                return self._refusal(refused)
            try:
                text = await self.receive(opened, came)
            except Exception as error:
                # Not acknowledged, so that the platform sends it again.
                logger.error("%s: a push could not be taken in: %s", self.name(), type(error).__name__)
                return response.text("", status=500)
            if not text:
                return response.text(SUCCESS)
            now, said = int(time.time()), opened.message
            person, account = said.get("FromUserName", ""), said.get("ToUserName", "")
            reply = text_reply(person, account, text, now, as_json=opened.json)
            kind = "application/json" if opened.json else "application/xml"
            return response.text(seal(reply, trust, now, secrets.token_hex(8)), content_type=f"{kind}; charset=utf-8")

        @routes.listener("after_server_start")
        async def start(_app: Any, _loop: Any) -> None:
            await self.start()

        @routes.listener("before_server_stop")
        async def stop(_app: Any, _loop: Any) -> None:
            await self.desk.stop()
            await self.client.close()

        return routes

    @abstractmethod
    async def receive(self, push: Push, came: float) -> str:
        """Deal with a push; the text it is answered with, empty for none. Raises where it is not on disk."""

    async def start(self) -> None:
        """Take up what was left at the last stop."""
        await self.desk.start()

    def conversation(self, account: str, person: str) -> str:
        """The conversation of a person: it does not tell who they are, and cannot be guessed."""
        return people.conversation_of(self._key, self.name(), account, person)

    async def take(self, said: Incoming, came: float) -> Arrival:
        """Put what a person did on disk and have it answered."""
        more = said.kind == "text" and wants_more(said.text)
        return await self.desk.take(self.waiting(said, came), scene=said.scene, wants_more=more)

    def waiting(self, said: Incoming, came: float) -> Waiting:
        """What a person did, as it is kept until it is answered."""
        document = {"kind": said.kind, "text": said.text, "menu_id": said.menu_id, "scene": said.scene}
        # Whoever answers it, perhaps another server, writes its lines under the request that brought it.
        document["request"] = request_ids.current()
        return Waiting(
            self.key(said),
            self.conversation(said.account, said.person),
            said.account[:128],
            said.person[:128],
            {name: value for name, value in document.items() if value},
            said.at or int(came),
        )

    def key(self, said: Incoming) -> str:
        """What copies of a push are known by; does not tell whose it is."""
        return people.digest(self._key, self.name(), "push", said.key)

    def _open(self, settings: ChannelSettings, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> None:
        data, engine = self._data or PersonalData.in_the_data_folder(), inbox_database()

        async def take_turn(message: UserMessage) -> None:
            message.input_channel = self.name()
            await on_new_message(message)

        means = Means(settings.active, settings.menu, True, public_url())
        inbox = Inbox(engine, self.name(), secrets.token_hex(8), lambda: None if means.active else ALL_TRIES_SECONDS)
        self.joining = joining = Joining(data.sessions, JoiningStore(engine))
        self.engine, self.means, self.settings = engine, means, settings
        # Not the secret: whoever wrote before it was rotated is the same person afterwards.
        self._key = lasting_key(engine)
        self.client: ApiClient = open_client(settings.account, DatabaseTokens(own_database()), self._patience)
        self.desk = Desk(inbox, Answering(Turns(take_turn, data.log), data.log, means.room, joining), means)
        self.desk.delivery = Delivery(self.client, inbox, self.desk.run, means, Pictures(data.results).of)

    def _refusal(self, refused: Refused) -> HTTPResponse:
        """The protocol's answer; the log counts and says why, and nothing of what came."""
        self._refused[refused.reason] += 1
        count_refusal("messaging", refused.reason, REASONS)
        logger.warning("%s refused %s (%d so far)", self.name(), refused.reason, self._refused[refused.reason])
        if refused.reason in DISTRUST:
            return response.text("", status=403)
        return response.text(SUCCESS)


def _query(request: Request) -> dict[str, str]:
    """The parameters of the address; one that stands there twice counts as missing."""
    given = request.get_args(keep_blank_values=True)
    return {name: values[0] for name, values in given.items() if len(values) == 1}
