"""Ciphertexts and addresses nobody honest sends: all refused, by reason, and never another exception."""

from __future__ import annotations

import base64
import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signed_pushes import KEY, NOW, OTHER_KEY, TEXT, framed, plain_query, push, raw_cipher, signed, trust

from advisor.channels.wechat.codec import check_signature, decrypt, encrypt, sign
from advisor.channels.wechat.gate import open_echo, open_push
from advisor.channels.wechat.refusals import REASONS, Refused
from advisor.channels.wechat.seen import SeenHere
from advisor.channels.wechat.trust import Trust

TRUST = trust()
ID = TRUST.receive_id.encode()


def _reason(query: dict[str, str], body: bytes, to: Trust = TRUST, now: float = NOW) -> str:
    with pytest.raises(Refused) as refused:
        open_push(query, body, to, now, SeenHere())
    return refused.value.reason


def _refusal(plain: bytes) -> str:
    with pytest.raises(Refused) as refused:
        decrypt(base64.b64encode(raw_cipher(plain, TRUST)).decode(), TRUST)
    return refused.value.reason


def test_the_helper_frames_as_the_protocol_does() -> None:
    assert decrypt(base64.b64encode(raw_cipher(framed(b"hello", ID), TRUST)).decode(), TRUST) == b"hello"


@pytest.mark.parametrize(
    "plain",
    [
        framed(b"x" * 7, ID, padding=b""),
        framed(b"hello", ID, length=0xFFFFFFFF),
        framed(b"hello", ID, length=5 + len(ID)),
        framed(b"", b"", length=0),
        b"\0" * 32,
        b"\x20" * 32,
        b"\x1f" * 32,
        b"\xff" * 64,
        framed(b"h" * 11, ID)[:-1] + b"\x21",
    ],
    ids=["no padding", "length", "no receive id", "empty", "zeros", "only padding", "short", "ones", "padding 33"],
)
def test_rightly_encrypted_nonsense_all_looks_the_same(plain: bytes) -> None:
    plain = plain[: len(plain) - len(plain) % 32] or plain.ljust(32, b"\0")
    assert _refusal(plain) == "undecipherable"


def test_every_wrong_padding_is_refused() -> None:
    good = framed(b"h" * 12, ID)
    padding = good[-1]
    for last in set(range(256)) - {padding, 1}:
        assert _refusal(good[:-1] + bytes([last])) == "undecipherable"
    for place in range(2, padding + 1):
        assert _refusal(good[:-place] + b"\0" + good[len(good) - place + 1 :]) == "undecipherable"


@pytest.mark.parametrize("length", [4, 30, -1 % 2**32])
def test_a_wrong_length_never_opens(length: int) -> None:
    assert _refusal(framed(b"hello", ID, length=length)) in ("receive_id", "undecipherable")


def test_another_account_s_push_is_refused() -> None:
    query, body = push(TEXT, trust(receive_id="wx0000000000000000"))
    assert _reason(query, body) == "receive_id"
    for wrong in (ID[:-1], ID + b"x", ID.upper(), b"\xff\xfe"):
        assert _refusal(framed(TEXT.encode(), wrong)) == "receive_id"


@pytest.mark.parametrize("text", ["", "=", "AAAA", "ä" * 44, "A" * 43, "A" * 44 + "\n", " " * 44, "\ud800", "-_" * 22])
def test_what_is_no_ciphertext_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="undecipherable"):
        decrypt(text, TRUST)


def test_every_truncation_and_every_flipped_byte_of_a_push_is_refused() -> None:
    query, body = push(TEXT, TRUST)
    assert open_push(query, body, TRUST, NOW, SeenHere()).message["MsgId"] == "23456"
    start, end = body.index(b"CDATA[") + 6, body.index(b"]]></Encrypt")
    for cut in range(len(body) - 1):
        assert _reason(query, body[:cut]) in REASONS
    for place in range(start, end):
        flipped = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        assert _reason(query, flipped) in ("signature", "malformed", "forbidden")


def test_ciphertexts_damaged_and_signed_all_the_same_never_open() -> None:
    """Somebody with the token but not the key: random bits and blocks changed."""
    source = random.Random("bits")
    sealed = base64.b64decode(encrypt(TEXT.encode(), TRUST))
    for _ in range(2000):
        damaged = bytearray(sealed)
        for _ in range(source.randint(1, 3)):
            damaged[source.randrange(len(damaged))] ^= 1 << source.randrange(8)
        try:
            query, body = signed(base64.b64encode(damaged).decode(), TRUST)
            open_push(query, body, TRUST, NOW, SeenHere())
        except Refused:
            continue
        # CBC without a code of its own: a change inside the random block or a text may decrypt to something.
        assert bytes(damaged)[-64:] == sealed[-64:]
    for cut in range(0, len(sealed), 16):
        query, body = signed(base64.b64encode(sealed[:cut]).decode(), TRUST)
        assert _reason(query, body) in ("undecipherable", "receive_id", "malformed")


def test_changing_the_key_loses_no_push() -> None:
    before, after = trust(), trust(encoded_keys=(OTHER_KEY, KEY))
    query, body = push(TEXT, before)
    assert open_push(query, body, after, NOW, SeenHere()).message["MsgId"] == "23456"
    assert decrypt(encrypt(b"new", after), trust(encoded_keys=(OTHER_KEY,))) == b"new"
    with pytest.raises(Refused, match="undecipherable"):
        decrypt(encrypt(b"new", after), before)


@pytest.mark.parametrize(
    "changed", ["", "0" * 40, "A" * 40, "a" * 39, "é" * 40, "\ud800" * 40, "a" * 40 + "\n", "a" * 10**6]
)
def test_wrong_signatures(changed: str) -> None:
    query, body = push(TEXT, TRUST)
    assert _reason(query | {"msg_signature": changed}, body) in ("signature", "unsigned")


def test_the_plain_signature_does_not_stand_in_for_the_other() -> None:
    query, body = push(TEXT, TRUST)
    assert _reason(query | {"msg_signature": query["signature"]}, body) == "signature"
    del query["msg_signature"]
    assert _reason(query, body) == "unsigned"


@pytest.mark.parametrize("name", ["timestamp", "nonce", "msg_signature"])
@pytest.mark.parametrize("value", [None, "", "x\0", "１７６０００００００", "-1", "9" * 400, ["1"], 5, b"1"])
def test_parameters_of_no_form(name: str, value: object) -> None:
    query, body = push(TEXT, TRUST)
    assert _reason({**query, name: value}, body) in ("unsigned", "signature", "stale")  # type: ignore[dict-item]
    assert _reason({entry: said for entry, said in query.items() if entry != name}, body) == "unsigned"


def test_a_signature_cannot_be_cut_elsewhere() -> None:
    """The parts are joined without a mark; moving the cut must not make a new timestamp."""
    to = trust(encoded_keys=())
    query = plain_query(to, nonce="1760009999")
    moved = query | {"timestamp": query["timestamp"] + "1", "nonce": query["nonce"][1:]}
    check_signature(moved["signature"], to.token, moved["timestamp"], moved["nonce"])
    assert _reason(moved, TEXT.encode(), to) == "unsigned"


@pytest.mark.parametrize("echo", ["", "<script>alert(1)</script>", "x" * 300, "ä", "a b", "\n"])
def test_an_echo_is_no_page(echo: str) -> None:
    with pytest.raises(Refused):
        open_echo({**plain_query(TRUST), "echostr": echo}, TRUST)
    wecom = trust(platform="wecom")
    sealed = encrypt(echo.encode(), wecom)
    query = plain_query(wecom) | {
        "echostr": sealed,
        "msg_signature": sign(wecom.token, str(NOW), "415670741", sealed),
    }
    with pytest.raises(Refused):
        open_echo(query, wecom)


def test_wecom_takes_no_plain_echo() -> None:
    with pytest.raises(Refused, match="unsigned"):
        open_echo({**plain_query(TRUST), "echostr": "123"}, trust(platform="wecom"))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["timestamp", "nonce", "signature", "msg_signature", "echostr"]), st.text()))
def test_any_address_is_answered_or_refused(query: dict[str, str]) -> None:
    for to in (TRUST, trust(encoded_keys=()), trust(platform="wecom")):
        with pytest.raises(Refused):
            open_push(query, TEXT.encode(), to, NOW, SeenHere())
        with pytest.raises(Refused):
            open_echo(query, to)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_rightly_signed_bytes_are_opened_or_refused(content: bytes) -> None:
    for query, body in (push(content, TRUST), signed(base64.b64encode(content).decode(), TRUST)):
        with contextlib.suppress(Refused):
            open_push(query, body, TRUST, NOW, SeenHere())


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": ""},
        {"token": "ab"},
        {"token": "with space"},
        {"receive_id": ""},
        {"receive_id": "微信"},
        {"encoded_keys": ("A" * 42,)},
        {"encoded_keys": (KEY, "A" * 42 + "=")},
        {"platform": "wecom", "encoded_keys": ()},
        {"platform": "feishu"},
        {"fresh_seconds": 0},
    ],
)
def test_settings_no_platform_issues(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w") as fault:
        trust(**wrong)
    assert "pamtest" not in str(fault.value)
    assert KEY not in str(fault.value)


def test_secrets_are_not_shown() -> None:
    shown = repr(TRUST)
    assert TRUST.token not in shown
    assert KEY not in shown
    assert repr(TRUST.keys[0]) not in shown
