"""Freshness, downgrade, replays and retries."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from signed_pushes import NOW, TEXT, plain_query, push, trust

from advisor.channels.wechat.gate import open_push, seal
from advisor.channels.wechat.incoming import message_key
from advisor.channels.wechat.parsing import parse
from advisor.channels.wechat.refusals import Refused
from advisor.channels.wechat.replies import text_reply
from advisor.channels.wechat.seen import SeenHere

TRUST, PLAIN = trust(), trust(encoded_keys=())


def _reason(*given: object) -> str:
    with pytest.raises(Refused) as refused:
        open_push(*given)  # type: ignore[arg-type]
    return refused.value.reason


@pytest.mark.parametrize("off", [-601, 601, 86400, -86400])
def test_stale_and_early_pushes_are_refused(off: int) -> None:
    assert _reason(*push(TEXT, TRUST), TRUST, NOW + off, SeenHere()) == "stale"
    assert _reason(plain_query(PLAIN), TEXT.encode(), PLAIN, NOW + off, SeenHere()) == "stale"


@pytest.mark.parametrize("off", [-600, 0, 600])
def test_within_ten_minutes_is_fresh(off: int) -> None:
    assert not open_push(*push(TEXT, TRUST), TRUST, NOW + off, SeenHere()).again


def test_the_window_is_a_setting() -> None:
    short = trust(fresh_seconds=30)
    assert _reason(*push(TEXT, short), short, NOW + 31, SeenHere()) == "stale"


@pytest.mark.parametrize("body", [TEXT, json.dumps({"MsgType": "text", "Content": "x", "MsgId": 1})])
def test_plaintext_is_refused_where_a_key_is_set(body: str) -> None:
    query, _ = push(TEXT, TRUST)
    assert _reason(query, body.encode(), TRUST, NOW, SeenHere()) == "plaintext"
    assert _reason(plain_query(TRUST), body.encode(), TRUST, NOW, SeenHere()) == "plaintext"


def test_plain_fields_beside_the_ciphertext_do_not_count() -> None:
    query, body = push(TEXT, TRUST)
    mixed = body.replace(b"<Encrypt>", b"<MsgType>text</MsgType><Content>forged</Content><MsgId>9</MsgId><Encrypt>")
    assert open_push(query, mixed, TRUST, NOW, SeenHere()).message == parse(TEXT.encode())


def test_an_encrypted_push_without_a_key_is_told_apart() -> None:
    query, body = push(TEXT, TRUST)
    assert _reason(query, body, PLAIN, NOW, SeenHere()) == "no_key"


def test_a_plaintext_account_is_served() -> None:
    found = open_push(plain_query(PLAIN), TEXT.encode(), PLAIN, NOW, SeenHere())
    assert found.message["Content"] == "主要靠街道项目 & <b>fees</b>"
    assert seal("<xml></xml>", PLAIN, NOW, "1") == "<xml></xml>"


def test_retries_of_both_makes_are_let_in() -> None:
    """Whether a retry is signed anew is documented nowhere: neither kind may be lost."""
    seen = SeenHere()
    first = push(TEXT, TRUST)
    assert not open_push(*first, TRUST, NOW, seen).again
    same = open_push(*first, TRUST, NOW + 5, seen)
    anew = open_push(*push(TEXT, TRUST, NOW + 10, "99"), TRUST, NOW + 10, seen)
    assert same.again
    assert not anew.again
    assert message_key(same.message) == message_key(anew.message) == message_key(parse(TEXT.encode()))


def test_a_captured_address_carries_no_other_body() -> None:
    seen, query = SeenHere(), plain_query(PLAIN)
    assert not open_push(query, TEXT.encode(), PLAIN, NOW, seen).again
    forged = TEXT.replace("23456", "23457").encode()
    assert _reason(query, forged, PLAIN, NOW + 1, seen) == "replayed"
    assert _reason(query, forged, PLAIN, NOW + 599, seen) == "replayed"
    assert _reason(query, forged, PLAIN, NOW + 601, seen) == "stale"
    assert open_push(query, TEXT.encode(), PLAIN, NOW + 5, seen).again


def test_what_is_forgotten_is_stale_by_then() -> None:
    """A push from a clock ahead stays remembered as long as it stays fresh."""
    seen, query = SeenHere(), plain_query(PLAIN, NOW + 600)
    open_push(query, TEXT.encode(), PLAIN, NOW, seen)
    forged = TEXT.replace("23456", "23457").encode()
    for later in range(0, 1201, 100):
        assert _reason(query, forged, PLAIN, NOW + later, seen) == "replayed"
    assert _reason(query, forged, PLAIN, NOW + 1201, seen) == "stale"


def test_memory_is_given_back() -> None:
    seen = SeenHere()
    for second in range(3000):
        open_push(*push(TEXT, TRUST, NOW + second), TRUST, NOW + second, seen)
    assert len(seen._keys) <= 602


def test_of_many_at_once_one_is_new() -> None:
    seen, given = SeenHere(), push(TEXT, TRUST)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: open_push(*given, TRUST, NOW, seen).again, range(64)))
    assert found.count(False) == 1


def test_refused_pushes_are_not_remembered() -> None:
    seen = SeenHere()
    query, body = push("no push at all", TRUST)
    assert _reason(query, body, TRUST, NOW, seen) == "malformed"
    assert _reason({**query, "msg_signature": "0" * 40}, body, TRUST, NOW, seen) == "signature"
    assert not seen._keys


@pytest.mark.parametrize("as_json", [False, True])
def test_an_answer_comes_back_as_it_went(as_json: bool) -> None:
    said = "第一行\n<b>&amp; ]]> ]]]]>> <![CDATA[ “好” \u0000\u0008\ud800\uffff🙂"
    answer = seal(text_reply("o_1", "gh_1", said, NOW, as_json=as_json), TRUST, NOW, "n]]>1")
    assert answer.startswith("{") == as_json
    envelope = parse(answer.encode())
    query = {"timestamp": envelope["TimeStamp"], "nonce": "n1", "msg_signature": envelope["MsgSignature"]}
    assert envelope["Nonce"] == "n]]>1"
    answer = seal(text_reply("o_1", "gh_1", said, NOW, as_json=as_json), TRUST, NOW, "n1")
    query["msg_signature"] = parse(answer.encode())["MsgSignature"]
    opened = open_push(query, answer.encode(), TRUST, NOW, SeenHere())
    assert opened.json == as_json
    assert opened.message == {
        "ToUserName": "o_1",
        "FromUserName": "gh_1",
        "CreateTime": str(NOW),
        "MsgType": "text",
        "Content": "第一行\n<b>&amp; ]]> ]]]]>> <![CDATA[ “好” 🙂",
    }
