"""The three APIs a channel talks to: Official Account, WeCom app, WeChat customer service.

What is sent must arrive, and once. Where an answer is lost, nobody knows whether the message arrived:

- customer service refuses an id that was used before, so the same message is sent again under its id;
- WeCom drops a message with the content of one it sent a moment ago, so it is sent again as it was;
- the Official Account API has nothing of the kind, so the fault is raised with `perhaps_done`: two
  identical answers confuse people more than one they have to ask for.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from advisor.channels.wechat.client_account import Account
from advisor.channels.wechat.client_transport import Patience, Request, Transport, Upload
from advisor.channels.wechat.errors import ApiFault
from advisor.channels.wechat.tokens import Fetched, MemoryTokens, TokenKeeper, TokenStore

logger = logging.getLogger(__name__)

TOKEN_SECONDS, TOKEN_TRIES, TOKEN_ALTOGETHER = 5.0, 3, 8.0
"""A token request is given up sooner than others: everybody waits for it, and it must end before its lease."""
LEASE_SECONDS = 2 * (TOKEN_ALTOGETHER + TOKEN_SECONDS) + 4.0
"""Room for two token requests, the second for another token than the first gave."""
SAME_MESSAGE_SECONDS = 60
"""For how long WeCom drops a message with the same content; longer than all tries of one message take."""
PAGES_AT_ONCE = 1000
_MESSAGE_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")
_PICTURES = {b"\x89PNG": ("picture.png", "image/png"), b"\xff\xd8\xff": ("picture.jpg", "image/jpeg")}


@dataclass(frozen=True)
class Recipient:
    """Whom to write to. desk: the account of customer service (`open_kfid`) they wrote to."""

    person: str
    desk: str = ""


@dataclass(frozen=True)
class Menu:
    """A question with options to tap: (id, label) each."""

    head: str
    options: Sequence[tuple[str, str]]
    tail: str = ""


@dataclass(frozen=True)
class SceneCode:
    """A code to scan. ticket: for the platform's picture of it; url: for a picture of one's own."""

    ticket: str
    url: str


@dataclass(frozen=True)
class Page:
    """Messages of customer service, oldest first. cursor: where to go on; more: whether there are more."""

    messages: tuple[Mapping[str, Any], ...] = field(repr=False)
    cursor: str
    more: bool


class ApiClient(ABC):
    """An account's side of the API. Raises ApiFault for whatever does not succeed.

    `id` names a message: the same id is the same message, also after a restart (see above).
    """

    offers_menu = True
    _can_force = False

    def __init__(self, account: Account, store: TokenStore | None = None, patience: Patience | None = None) -> None:
        self.account = account
        patience = patience or Patience()
        self._transport = Transport(account.platform, account.base, patience)
        self._token_patience = replace(
            patience,
            total=min(patience.total, TOKEN_SECONDS),
            tries=min(patience.tries, TOKEN_TRIES),
            altogether=min(patience.altogether, TOKEN_ALTOGETHER),
        )
        self._tokens = TokenKeeper(
            account.key,
            self._fetch_token,
            store or MemoryTokens(),
            can_force=self._can_force,
            lease_seconds=LEASE_SECONDS,
        )

    async def send_text(self, to: Recipient, text: str, id: str) -> None:
        """Send one text message."""
        await self._send(to, {"msgtype": "text", "text": {"content": text}}, id)

    async def send_image(self, to: Recipient, media: str, id: str) -> None:
        """Send a picture that was uploaded."""
        await self._send(to, {"msgtype": "image", "image": {"media_id": media}}, id)

    async def send_menu(self, to: Recipient, menu: Menu, id: str) -> None:
        """Send options to tap, where the platform has them (`offers_menu`)."""
        content = {"head_content": menu.head, "list": self._menu_entries(menu), "tail_content": menu.tail}
        await self._send(to, {"msgtype": "msgmenu", "msgmenu": content}, id)

    async def upload_image(self, content: bytes) -> str:
        """Store a PNG or JPEG for three days; its media id. Raises ValueError for other bytes."""
        kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
        if kind is None:
            raise ValueError("A picture for WeChat must be PNG or JPEG; these bytes are neither.")
        upload = Upload(*kind, content)
        answer = await self.call(Request("/cgi-bin/media/upload", {"type": "image"}, upload=upload))
        return str(answer.get("media_id", ""))

    async def token(self) -> str:
        """A token that is good now, fetched where there is none."""
        return await self._token(Request("")) or ""

    async def call(self, request: Request) -> dict[str, Any]:
        """Any request that needs a token. A refused token is replaced once, and the request tried once more."""
        token = await self._token(request) or ""
        try:
            return await self._transport.call(_with(token, request))
        except ApiFault as fault:
            if not fault.token_refused:
                raise
            refused = fault
        fresh = await self._token(request, refused=token)
        if fresh is None:
            raise refused
        return await self._transport.call(_with(fresh, request))

    async def close(self) -> None:
        """Close connections and stop what is under way."""
        await self._tokens.close()
        await self._transport.close()

    @abstractmethod
    def _token_request(self, force: bool) -> Request: ...

    @abstractmethod
    async def _send(self, to: Recipient, message: dict[str, Any], id: str) -> None: ...

    def _menu_entries(self, menu: Menu) -> list[dict[str, Any]]:
        return [{"id": id, "content": label} for id, label in menu.options]

    async def _fetch_token(self, force: bool) -> Fetched:
        request = self._token_request(force)
        answer = await self._transport.call(request, self._token_patience)
        try:
            return Fetched(str(answer["access_token"]), float(answer["expires_in"]))
        except (KeyError, TypeError, ValueError):
            trouble = ApiFault("no_token", "temporary", self.account.platform, request.path)
        raise trouble

    async def _token(self, request: Request, refused: str = "") -> str | None:
        try:
            return await (self._tokens.instead_of(refused) if refused else self._tokens.current())
        except ApiFault:
            raise
        except Exception as error:  # The store is pluggable: whatever it raises, no token is to be had.
            logger.error("the store of access tokens failed: %s", type(error).__name__)
        raise ApiFault("no_token", "temporary", self.account.platform, request.path)


class OfficialAccountClient(ApiClient):
    """WeChat Official Account: customer-service messages, pictures, scene codes."""

    _can_force = True

    async def scene_code(self, scene: str, seconds: int | None = None) -> SceneCode:
        """A code whose scan names `scene` (1 to 64 characters). seconds: how long it works, at most 30
        days; None: for ever, of which an account has 100,000."""
        name = "QR_STR_SCENE" if seconds else "QR_LIMIT_STR_SCENE"
        body: dict[str, Any] = {"action_name": name, "action_info": {"scene": {"scene_str": scene}}}
        if seconds:
            body["expire_seconds"] = seconds
        # A permanent code of a scene is the same one each time; a temporary one costs nothing.
        answer = await self.call(Request("/cgi-bin/qrcode/create", body=body))
        return SceneCode(str(answer.get("ticket", "")), str(answer.get("url", "")))

    async def _send(self, to: Recipient, message: dict[str, Any], id: str) -> None:
        body = {"touser": to.person, **message}
        await self.call(Request("/cgi-bin/message/custom/send", body=body, repeatable=False))

    def _token_request(self, force: bool) -> Request:
        body = {"grant_type": "client_credential", "appid": self.account.id, "secret": self.account.secret}
        return Request("/cgi-bin/stable_token", body={**body, "force_refresh": force}, asks_for_token=True)


class _CorporationClient(ApiClient):
    def _token_request(self, force: bool) -> Request:
        query = {"corpid": self.account.id, "corpsecret": self.account.secret}
        return Request("/cgi-bin/gettoken", query, asks_for_token=True)


class WecomClient(_CorporationClient):
    """A WeCom self-built app: messages to members."""

    offers_menu = False

    def __init__(self, account: Account, store: TokenStore | None = None, patience: Patience | None = None) -> None:
        super().__init__(account, store, patience)
        self._sent: dict[str, tuple[str, float]] = {}

    async def send_menu(self, to: Recipient, menu: Menu, id: str) -> None:
        """Not offered by this platform: raises NotImplementedError."""
        raise NotImplementedError("WeCom apps have no menus of options: send them as numbered text.")

    async def _send(self, to: Recipient, message: dict[str, Any], id: str) -> None:
        body = {"touser": to.person, "agentid": self.account.agent, **message}
        # The platform tells messages apart by content alone. Where the same words are meant to be said
        # twice, they go without its check, and then a lost answer is not made up for.
        unlike = self._is_news(body, id)
        if unlike:
            body |= {"enable_duplicate_check": 1, "duplicate_check_interval": SAME_MESSAGE_SECONDS}
        path = "/cgi-bin/message/send"
        answer = await self.call(Request(path, body=body, repeatable=unlike))
        if to.person.lower() in str(answer.get("invaliduser", "")).lower().split("|"):
            raise ApiFault("81013", "permission", self.account.platform, path)

    def _is_news(self, body: Mapping[str, Any], id: str) -> bool:
        """Whether no other message with this content was sent a moment ago. Knows of this process only."""
        now = time.monotonic()
        self._sent = {key: sent for key, sent in self._sent.items() if now - sent[1] < SAME_MESSAGE_SECONDS}
        content = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        if self._sent.get(content, (id, now))[0] != id:
            return False
        self._sent[content] = (id, now)
        return True


class CustomerServiceClient(_CorporationClient):
    """WeChat customer service: what people wrote, and answers to it."""

    async def messages_since(self, cursor: str, call: str, desk: str) -> Page:
        """Messages after `cursor` (empty: from the oldest kept). call: the `Token` of the callback, good
        for ten minutes; without it the platform allows few requests."""
        body = {"cursor": cursor, "token": call, "open_kfid": desk, "limit": PAGES_AT_ONCE}
        answer = await self.call(Request("/cgi-bin/kf/sync_msg", body={k: v for k, v in body.items() if v}))
        following = str(answer.get("next_cursor") or cursor)
        # `more` with nothing new behind it would be asked for ever.
        more = bool(answer.get("has_more")) and following != cursor
        return Page(tuple(answer.get("msg_list") or ()), following, more)

    async def welcome(self, code: str, text: str, id: str) -> None:
        """Greet somebody who entered (`welcome_code` of the event, good for 20 seconds and once)."""
        body = {"code": code, "msgid": message_id(id), "msgtype": "text", "text": {"content": text}}
        await self._once("/cgi-bin/kf/send_msg_on_event", body)

    async def _send(self, to: Recipient, message: dict[str, Any], id: str) -> None:
        body = {"touser": to.person, "open_kfid": to.desk or self.account.desk, "msgid": message_id(id), **message}
        await self._once("/cgi-bin/kf/send_msg", body)

    async def _once(self, path: str, body: dict[str, Any]) -> None:
        try:
            await self.call(Request(path, body=body))
        except ApiFault as fault:
            if not fault.repeated:
                raise
            logger.info("%s: had been sent before", path)

    def _menu_entries(self, menu: Menu) -> list[dict[str, Any]]:
        return [{"type": "click", "click": {"id": id, "content": label}} for id, label in menu.options]


def open_client(account: Account, store: TokenStore | None = None, patience: Patience | None = None) -> ApiClient:
    """The client of an account. Close it when done."""
    kinds: dict[str, type[ApiClient]] = {
        "official_account": OfficialAccountClient,
        "wecom": WecomClient,
        "customer_service": CustomerServiceClient,
    }
    return kinds[account.platform](account, store, patience)


def message_id(id: str) -> str:
    """An id the platform accepts: as it is where it can be, else one that follows from it."""
    return id if _MESSAGE_ID.fullmatch(id) else hashlib.sha256(id.encode()).hexdigest()[:32]


def _with(token: str, request: Request) -> Request:
    return replace(request, query={**request.query, "access_token": token})
