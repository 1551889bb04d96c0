"""A stand-in for the platforms' APIs on loopback: scripted faults, counted token requests and deliveries.

    async with FakeApi() as api:
        api.script("/cgi-bin/message/custom/send", Refuse(45015), Drop(done=True))
        ... Account(..., base=api.base) ...
        assert api.texts == ["hello"]

A path's script is used up step by step, one step a request; after it the path behaves as it should.
`always` sets a step for every request. Tokens are given out the way the platforms do: the same one until
near its end (Official Account) or until its end (WeCom), another one on `force_refresh`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiohttp import web

STABLE_TOKEN, GET_TOKEN = "/cgi-bin/stable_token", "/cgi-bin/gettoken"
CUSTOM_SEND, WECOM_SEND, DESK_SEND = "/cgi-bin/message/custom/send", "/cgi-bin/message/send", "/cgi-bin/kf/send_msg"
WELCOME, SYNC, UPLOAD = "/cgi-bin/kf/send_msg_on_event", "/cgi-bin/kf/sync_msg", "/cgi-bin/media/upload"
SCENE, DESKS = "/cgi-bin/qrcode/create", "/cgi-bin/kf/account/list"
AGENT, STAFF = "/cgi-bin/agent/get", "/cgi-bin/customservice/getkflist"
DUPLICATE = 40058


@dataclass(frozen=True)
class Refuse:
    """Answer with an error code. said: the `errmsg`; done: do what was asked all the same."""

    code: int
    said: str = "refused"
    done: bool = False


@dataclass(frozen=True)
class Hang:
    """Do not answer for a while. done: do what was asked first."""

    seconds: float = 30.0
    done: bool = False


@dataclass(frozen=True)
class Drop:
    """Break off the connection. done: do what was asked first."""

    done: bool = False


@dataclass(frozen=True)
class Status:
    """Answer with an HTTP status and a body that is no answer of the platform."""

    status: int
    body: bytes = b"<html>bad gateway</html>"
    done: bool = False


Step = Refuse | Hang | Drop | Status


@dataclass(frozen=True)
class Delivery:
    """A message that reached a person."""

    path: str
    person: str
    body: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.body.get("text", {}).get("content", ""))


@dataclass
class FakeApi:
    """secret: what is accepted; token_seconds: how long tokens last; pause: how long each answer takes.

    allowance: person → messages that may still be sent to them; whoever is not in it may get any number.
    """

    secret: str = "s" * 32
    token_seconds: float = 7200.0
    pause: float = 0.0
    allowance: dict[str, int] = field(default_factory=dict)
    inbox: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 2
    desks: list[dict[str, Any]] = field(default_factory=list)
    app_closed: bool = False
    invisible: set[str] = field(default_factory=set)
    base: str = ""
    requests: list[tuple[str, Any]] = field(default_factory=list)
    token_requests: list[bool] = field(default_factory=list)
    most_token_requests_at_once: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
    uploads: list[tuple[str, str, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._scripts: dict[str, deque[Step]] = defaultdict(deque)
        self._always: dict[str, Step] = {}
        self._token, self._made, self._number, self._asking = "", 0.0, 0, 0
        self._accepted: dict[str, float] = {}
        self._ids: set[str] = set()
        self._contents: dict[str, float] = {}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> FakeApi:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def script(self, path: str, *steps: Step) -> None:
        """What happens to the next requests of a path, one after the other."""
        self._scripts[path].extend(steps)

    def always(self, path: str, step: Step | None) -> None:
        """What happens to every request of a path from now on; None: what should."""
        self._always.pop(path, None)
        if step is not None:
            self._always[path] = step

    def end_tokens(self) -> None:
        """Every token given out so far is refused from now on."""
        self._accepted.clear()
        self._token = ""

    @property
    def texts(self) -> list[str]:
        return [delivery.text for delivery in self.deliveries]

    def count(self, path: str) -> int:
        """How often a path was asked."""
        return sum(asked == path for asked, _ in self.requests)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        path, body = request.path, await self._body(request)
        self.requests.append((path, body))
        if path in (STABLE_TOKEN, GET_TOKEN):
            self._asking += 1
            self.most_token_requests_at_once = max(self.most_token_requests_at_once, self._asking)
        try:
            await asyncio.sleep(self.pause)
            return await self._stepped(request, path, body)
        finally:
            if path in (STABLE_TOKEN, GET_TOKEN):
                self._asking -= 1

    async def _stepped(self, request: web.Request, path: str, body: Any) -> web.StreamResponse:
        step = self._scripts[path].popleft() if self._scripts[path] else self._always.get(path)
        answer = self._answer(request, path, body) if step is None or step.done else {}
        if isinstance(step, Refuse):
            return web.json_response({"errcode": step.code, "errmsg": step.said})
        if isinstance(step, Status):
            return web.Response(status=step.status, body=step.body, content_type="text/html")
        if isinstance(step, Drop):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(step, Hang):
            await asyncio.sleep(step.seconds)
        # The platforms call their JSON text/plain.
        return web.Response(text=json.dumps(answer, ensure_ascii=False), content_type="text/plain")

    async def _body(self, request: web.Request) -> Any:
        if request.content_type.startswith("multipart/"):
            part = (await request.post())["media"]
            assert isinstance(part, web.FileField)
            return part.filename, part.content_type, part.file.read()
        raw = await request.read()
        return json.loads(raw) if raw else {}

    def _answer(self, request: web.Request, path: str, body: Any) -> dict[str, Any]:
        if path in (STABLE_TOKEN, GET_TOKEN):
            return self._give_token(path, {**request.query, **body})
        if self._accepted.get(request.query.get("access_token", ""), 0.0) <= time.monotonic():
            return {"errcode": 42001, "errmsg": "access_token expired rid: 00000000-11111111-22222222"}
        if path in (CUSTOM_SEND, WECOM_SEND, DESK_SEND, WELCOME):
            return self._deliver(path, body)
        if path == UPLOAD:
            self.uploads.append(body)
            return {"type": "image", "media_id": f"media-{len(self.uploads)}", "created_at": 1}
        if path == SCENE:
            scene = body["action_info"]["scene"]["scene_str"]
            return {"ticket": f"ticket-{scene}", "url": f"http://weixin.example/{scene}"}
        if path == SYNC:
            return self._page(body)
        if path == DESKS:
            return {"errcode": 0, "account_list": self.desks}
        if path == AGENT:
            return {"errcode": 0, "agentid": int(request.query["agentid"]), "close": int(self.app_closed)}
        if path == STAFF:
            return {"kf_list": []}
        return {"errcode": 40066, "errmsg": "invalid url"}

    def _give_token(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        forced = bool(given.get("force_refresh"))
        self.token_requests.append(forced)
        if given.get("secret", given.get("corpsecret")) != self.secret:
            return {"errcode": 40125 if path == STABLE_TOKEN else 40001, "errmsg": "invalid secret"}
        left = self._made + self.token_seconds - time.monotonic()
        early = 300.0 if path == STABLE_TOKEN else 0.0
        if not self._token or left <= min(early, self.token_seconds / 2) or forced:
            if forced:
                self._accepted.pop(self._token, None)
            self._number += 1
            self._token, self._made, left = f"TOKEN-{self._number}", time.monotonic(), self.token_seconds
            self._accepted[self._token] = self._made + self.token_seconds
        return {"access_token": self._token, "expires_in": left}

    def _deliver(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        person = str(body.get("touser") or body.get("code"))
        if person in self.invisible:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": person}
        if (id := body.get("msgid")) is not None:
            if id in self._ids:
                return {"errcode": DUPLICATE, "errmsg": "msgid duplicate"}
            self._ids.add(id)
        if path == WECOM_SEND:
            content = json.dumps(body, sort_keys=True)
            before, self._contents[content] = self._contents.get(content, float("-inf")), time.monotonic()
            if body.get("enable_duplicate_check") and time.monotonic() - before < body["duplicate_check_interval"]:
                return {"errcode": 0, "errmsg": "ok"}
        if person in self.allowance:
            if not self.allowance[person]:
                return {"errcode": 95001 if path == DESK_SEND else 45047, "errmsg": "out of response count limit"}
            self.allowance[person] -= 1
        self.deliveries.append(Delivery(path, person, body))
        return {"errcode": 0, "errmsg": "ok", "msgid": id or "1"}

    def _page(self, body: Mapping[str, Any]) -> dict[str, Any]:
        start = int(body.get("cursor") or 0)
        end = min(start + self.page_size, len(self.inbox))
        page = self.inbox[start:end]
        return {"errcode": 0, "next_cursor": str(end), "has_more": int(end < len(self.inbox)), "msg_list": page}
