"""One request to a platform: bounded in time and size, tried again only where nothing can happen twice."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from advisor.channels.wechat.errors import ApiFault, Platform, fault_of_answer, kind_of

logger = logging.getLogger(__name__)

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes. The largest real one, a page of a thousand messages of customer service, is below half of it."""
UNCERTAIN_STATUS = frozenset({502, 504})
"""From a gateway that does not know what became of the request behind it."""


@dataclass(frozen=True)
class Patience:
    """How long a request may take and how often it is tried (seconds; pauses double, with chance in them)."""

    connect: float = 3.0
    total: float = 10.0
    upload: float = 30.0
    tries: int = 4
    first_pause: float = 0.4
    longest_pause: float = 4.0
    altogether: float = 30.0

    def pauses(self) -> Iterator[float]:
        """How long to wait before each further try; ends when it should be given up."""
        begun = time.monotonic()
        for again in range(self.tries - 1):
            longest = min(self.longest_pause, self.first_pause * 2**again)
            pause = random.uniform(longest / 2, longest)
            if time.monotonic() + pause - begun > self.altogether:
                return
            yield pause


@dataclass(frozen=True)
class Upload:
    """A file to be sent: its name in plain ASCII (the platforms refuse encoded names), kind and bytes."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Request:
    """What is asked of the platform.

    repeatable       asking twice does no more than asking once
    asks_for_token   its `body` or `query` holds the secret, and a refusal concerns that
    """

    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    upload: Upload | None = None
    repeatable: bool = True
    asks_for_token: bool = False


class Transport:
    """Sends requests to one platform. Raises ApiFault, and nothing else, for whatever does not succeed."""

    def __init__(self, platform: Platform, base: str, patience: Patience) -> None:
        self._platform, self._base, self._patience = platform, base, patience
        self._opened: aiohttp.ClientSession | None = None

    async def call(self, request: Request, patience: Patience | None = None) -> dict[str, Any]:
        """The answer, whose `errcode` is 0 or missing."""
        patience = patience or self._patience
        pauses = patience.pauses()
        while True:
            answer = await self._try(request, patience)
            if not isinstance(answer, ApiFault):
                return answer
            passing = answer.kind == "temporary" and not answer.token_refused
            safe = request.repeatable or not answer.perhaps_done
            pause = next(pauses, None) if passing and safe else None
            if pause is None:
                logger.warning("%s %s", self._platform, answer)
                raise answer
            logger.info("%s %s; trying again", self._platform, answer)
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Close every connection."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            # A connection kept open may be closed by the other side just as a message is written to it,
            # which cannot be told from a message whose answer was lost. So each request has its own.
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            self._opened = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._opened

    async def _try(self, request: Request, patience: Patience) -> dict[str, Any] | ApiFault:
        # Faults are raised outside of `except`: an exception of aiohttp may name the address asked, and
        # with it the token, and would travel along as the context of ours.
        try:
            status, content = await self._exchange(request, patience)
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
            trouble, perhaps_done = "certificate", False
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            trouble, perhaps_done = "unreachable", False
        except (asyncio.TimeoutError, TimeoutError):
            trouble, perhaps_done = "timeout", True
        except (aiohttp.ClientError, OSError):
            trouble, perhaps_done = "lost", True
        else:
            return self._read(request, status, content)
        return self._fault(request, trouble, perhaps_done)

    async def _exchange(self, request: Request, patience: Patience) -> tuple[int, bytes]:
        total = patience.upload if request.upload else patience.total
        timeout = aiohttp.ClientTimeout(total=total, connect=patience.connect, sock_connect=patience.connect)
        body: aiohttp.FormData | bytes | None = None
        headers = {}
        if request.upload is not None:
            body = aiohttp.FormData(quote_fields=False)
            file = request.upload
            body.add_field("media", file.content, filename=file.name, content_type=file.content_type)
        elif request.body is not None:
            # Not as \uXXXX: the Official Account API shows people the escapes.
            body = json.dumps(request.body, ensure_ascii=False).encode("utf-8", "replace")
            headers["Content-Type"] = "application/json; charset=utf-8"
        async with self._session().request(
            "GET" if body is None else "POST",
            self._base + request.path,
            params=request.query,
            data=body,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            content = bytearray()
            async for chunk in response.content.iter_any():
                content += chunk
                if len(content) > LARGEST_ANSWER:
                    break
            return response.status, bytes(content)

    def _read(self, request: Request, status: int, content: bytes) -> dict[str, Any] | ApiFault:
        if status != 200:
            return self._fault(request, f"http_{status}", status in UNCERTAIN_STATUS)
        try:
            # Some answers hold raw control characters in names people chose.
            answer = json.loads(content.decode("utf-8", "replace"), strict=False)
            code = int(answer.get("errcode", 0))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return self._fault(request, "not_json", True)
        if code == 0:
            return dict(answer)
        said = str(answer.get("errmsg", ""))
        return fault_of_answer(self._platform, request.path, code, said, asked_for_token=request.asks_for_token)

    def _fault(self, request: Request, code: str, perhaps_done: bool) -> ApiFault:
        return ApiFault(code, kind_of(self._platform, code), self._platform, request.path, perhaps_done=perhaps_done)
