"""No secret, no token and no word of a message in an exception, its chain, its traceback, a log or a repr."""

from __future__ import annotations

import logging
import ssl
import traceback
from collections.abc import Awaitable, Callable
from typing import Any
from unittest import mock

import aiohttp
import pytest
from clients import IMPATIENT, LEADER, client_of, in_a_loop
from fake_api import (
    CUSTOM_SEND,
    DESK_SEND,
    GET_TOKEN,
    STABLE_TOKEN,
    UPLOAD,
    WECOM_SEND,
    Drop,
    FakeApi,
    Hang,
    Refuse,
    Status,
    Step,
)

from advisor.channels.wechat.client import Recipient
from advisor.channels.wechat.client_account import Account, SettingsError
from advisor.channels.wechat.client_transport import Request, Upload
from advisor.channels.wechat.errors import ApiFault, fault_of_answer
from advisor.channels.wechat.tokens import Fetched
from advisor.storage.access_tokens import AccessToken

SECRET, WORDS, PERSON = "SECRETMARK" + "s" * 22, "WORDSMARK 街道给的钱", "PERSONMARK"
MARKS = ("SECRETMARK", "WORDSMARK", "街道", "TOKEN-", "PERSONMARK")
SEND = {"official_account": CUSTOM_SEND, "wecom": WECOM_SEND, "customer_service": DESK_SEND}


def everything_of(error: BaseException) -> str:
    """What a careless log of an exception could show: also contexts that are suppressed in tracebacks."""
    seen: list[str] = []
    pending: list[BaseException | None] = [error]
    while pending:
        if (one := pending.pop()) is not None:
            seen += [repr(one), str(one), repr(one.args), repr(vars(one)), *traceback.format_exception(one)]
            pending += [one.__cause__, one.__context__]
    return "\n".join(seen)


def assert_clean(text: str) -> None:
    assert [mark for mark in MARKS if mark in text] == []


STEPS: dict[str, Step] = {
    "refused": Refuse(45015, f"{WORDS} {SECRET} TOKEN-1 rid: 0a0a0a0a-1b1b1b1b-2c2c2c2c"),
    "token refused": Refuse(40001, f"invalid credential TOKEN-1 {SECRET}"),
    "unknown": Refuse(99999, WORDS),
    "dropped": Drop(),
    "silent": Hang(),
    "page": Status(200, f"<p>{SECRET} {WORDS}</p>".encode()),
    "status": Status(502, SECRET.encode()),
    "moved": Status(302, SECRET.encode()),
}


@pytest.mark.parametrize("platform", SEND)
@pytest.mark.parametrize("asked", ["token", "send", "upload"])
@pytest.mark.parametrize("step", STEPS)
def test_no_fault_shows_anything(platform: str, asked: str, step: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = STABLE_TOKEN if platform == "official_account" else GET_TOKEN
    path = {"token": token, "send": SEND[platform], "upload": UPLOAD}[asked]

    @in_a_loop
    async def run() -> None:
        async with FakeApi(secret=SECRET) as api, client_of(platform, api, patience=IMPATIENT) as client:
            api.always(path, STEPS[step])
            uploading = client.upload_image(b"\x89PNG" + WORDS.encode())
            sending = client.send_text(Recipient(PERSON, "wk1"), WORDS, "m1")
            doing, other = (uploading, sending) if asked == "upload" else (sending, uploading)
            other.close()
            with pytest.raises(ApiFault) as caught:
                await doing
            assert_clean(everything_of(caught.value))
            assert_clean(repr(client.account) + repr(LEADER))
        assert_clean(caplog.text)

    run()


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (aiohttp.ClientOSError(104, SECRET), "lost"),
        (aiohttp.ClientPayloadError(SECRET), "lost"),
        (ConnectionResetError(104, SECRET), "lost"),
        (aiohttp.InvalidURL(SECRET), "lost"),
        (aiohttp.ConnectionTimeoutError(SECRET), "unreachable"),
        (aiohttp.SocketTimeoutError(SECRET), "timeout"),
        (
            aiohttp.ClientConnectorCertificateError(mock.Mock(host=SECRET), ssl.SSLCertVerificationError(1, SECRET)),
            "certificate",
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else type(given).__name__,
)
@in_a_loop
async def test_what_the_library_raises_does_not_travel_along(raised: Exception, code: str) -> None:
    async with FakeApi() as api, client_of("wecom", api) as client:
        failing: Callable[..., Awaitable[Any]] = mock.AsyncMock(side_effect=raised)
        with mock.patch.object(client._transport, "_exchange", failing), pytest.raises(ApiFault) as caught:
            await client.token()
    assert caught.value.code == code
    assert_clean(everything_of(caught.value))


def test_no_repr_shows_anything() -> None:
    account = Account("wecom", "ww1", SECRET)
    request = Request("/p", {"access_token": "TOKEN-1"}, {"text": WORDS}, Upload("a.png", "image/png", WORDS.encode()))
    assert_clean(repr([account, request, AccessToken("TOKEN-1", 0, 0), Fetched("TOKEN-1", 1.0)]))
    assert_clean(account.key)


def test_malformed_settings_are_named_and_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        Account.of("official_account", {"app_id": SECRET, "secret": SECRET, "base": SECRET})
    assert "base is malformed" in str(caught.value)
    assert_clean(everything_of(caught.value))


@pytest.mark.parametrize(
    ("said", "address", "trace"),
    [
        (
            "invalid ip 36.5.1.9 ipv6 ::ffff:36.5.1.9, not in whitelist rid: 0a0a0a0a-1b1b1b1b-2c2c2c2c",
            "36.5.1.9",
            "0a0a0a0a-1b1b1b1b-2c2c2c2c",
        ),
        ("invalid ip 240e:36a::7, not in whitelist", "240e:36a::7", ""),
        ("not allow to access from your ip, hint: [17113], from ip: 113.6.4.6, more info at x", "113.6.4.6", "17113"),
        ("invalid ip TOKEN-1 rid: WORDSMARK hint: [SECRETMARK]", "", ""),
    ],
)
def test_of_an_answer_two_numbers_are_kept(said: str, address: str, trace: str) -> None:
    fault = fault_of_answer("official_account", "/p", 40164, said)
    assert (fault.address, fault.trace) == (address, trace)
    assert_clean(everything_of(fault))
