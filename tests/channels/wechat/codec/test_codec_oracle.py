"""Agreement with wechatpy's cipher, both ways, over seeded random messages and settings."""

from __future__ import annotations

import random
import string

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature as oracle_signature
from wechatpy.work.crypto import WeChatCrypto as WeComCrypto

from advisor.channels.wechat.codec import check_signature, decrypt, encrypt, sign
from advisor.channels.wechat.gate import open_echo, open_push, seal
from advisor.channels.wechat.parsing import parse
from advisor.channels.wechat.replies import cdata
from advisor.channels.wechat.seen import SeenHere
from advisor.channels.wechat.trust import Trust

ROUNDS = 1500
SIGNS = string.printable.replace("\r", "") + "主要靠街道项目，学员交一点学费。“”…—🙂👩‍👧\u00a0\ufeff]]>&<"


def _text(random_source: random.Random, most: int) -> str:
    return "".join(random_source.choices(SIGNS, k=random_source.randrange(most))).translate({11: None, 12: None})


def _word(random_source: random.Random, least: int, most: int) -> str:
    return "".join(random_source.choices(string.ascii_letters + string.digits, k=random_source.randint(least, most)))


def _trust(random_source: random.Random, platform: str) -> Trust:
    key = _word(random_source, 43, 43)
    return Trust(platform, _word(random_source, 3, 32), "wx" + _word(random_source, 1, 30), (key,))  # type: ignore[arg-type]


@pytest.mark.parametrize("platform", ["official_account", "wecom"])
def test_what_the_oracle_seals_we_open_and_the_other_way_round(platform: str) -> None:
    source = random.Random(f"oracle {platform}")
    for round in range(ROUNDS):
        trust = _trust(source, platform)
        make = WeComCrypto if platform == "wecom" else WeChatCrypto
        oracle = make(trust.token, trust.encoded_keys[0], trust.receive_id)
        now = source.randrange(1_600_000_000, 1_900_000_000)
        nonce = _word(source, 1, 20)

        text = _text(source, 400).strip() or "一"
        message = f"<xml><MsgType>text</MsgType><MsgId>{round}</MsgId><Content>{cdata(text)}</Content></xml>"
        body = oracle.encrypt_message(message, nonce, str(now))
        query = {
            "msg_signature": parse(body.encode())["MsgSignature"],
            "timestamp": str(now),
            "nonce": nonce,
            "signature": sign(trust.token, str(now), nonce),
        }
        assert open_push(query, body.encode(), trust, now, SeenHere()).message["Content"] == text
        oracle_signature(trust.token, query["signature"], str(now), nonce)
        check_signature(query["signature"], trust.token, str(now), nonce)

        answer = seal(message, trust, now, nonce)
        signature = parse(answer.encode())["MsgSignature"]
        opened = oracle.decrypt_message(answer, signature, str(now), nonce)
        assert (opened if isinstance(opened, str) else opened.decode()) == message


def test_the_oracle_and_we_agree_on_the_encrypted_echo() -> None:
    source = random.Random("echo")
    for _ in range(300):
        trust = _trust(source, "wecom")
        oracle = WeComCrypto(trust.token, trust.encoded_keys[0], trust.receive_id)
        echo, now, nonce = _word(source, 1, 30), str(source.randrange(10**9, 2 * 10**9)), _word(source, 1, 20)
        sealed = encrypt(echo.encode(), trust)
        signature = sign(trust.token, now, nonce, sealed)
        assert oracle.check_signature(signature, now, nonce, sealed) in (echo, echo.encode())
        query = {"msg_signature": signature, "timestamp": now, "nonce": nonce, "echostr": sealed}
        assert open_echo(query, trust) == echo
        assert decrypt(sealed, trust) == echo.encode()
