"""The examples both platforms publish."""

from __future__ import annotations

import json

import pytest

from advisor.channels.wechat import codec
from advisor.channels.wechat.codec import check_signature, decrypt, encrypt, sign
from advisor.channels.wechat.gate import open_echo, open_push, seal
from advisor.channels.wechat.incoming import incoming
from advisor.channels.wechat.seen import SeenHere
from advisor.channels.wechat.trust import Trust

ACCOUNT = Trust("official_account", "AAAAA", "wxba5fad812f8e6fb9", ("A" * 43,))
WECOM = Trust("wecom", "QDG6eK", "wx5823bf96d3bd56c7", ("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",))

EVENT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8X"
    "GT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjd"
    "f8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
XML_EVENT = (
    "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenVp+ajKYpJn"
    "yQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO1rhHTtuJB5yltw1FiY"
    "zecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZP"
    "k4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXb"
    "sTFHTYe0Mg=="
)
WECOM_TEXT = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUU"
    "kSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0e"
    "kUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0"
    "+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8"
    "R07+qN+E7Q=="
)
REPLY = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="


def test_plain_signatures() -> None:
    check_signature("f464b24fc39322e44b38aa78f5edd27bd1441696", "AAAAA", "1714036504", "1514711492")
    check_signature("899cf89e464efb63f54ddac96b0a0a235f53aa78", "AAAAA", "1714037059", "486452656")


def test_echo_of_an_official_account() -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "echostr": "4375120948345356249",
        "timestamp": "1714036504",
        "nonce": "1514711492",
    }
    assert open_echo(query, ACCOUNT) == "4375120948345356249"


def test_echo_of_wecom() -> None:
    query = {
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
    }
    assert open_echo(query, WECOM) == "1616140317555161061"


def test_encrypted_json_push_of_an_official_account() -> None:
    query = {
        "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
        "timestamp": "1714112445",
        "nonce": "415670741",
        "openid": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    body = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": EVENT}).encode()
    push = open_push(query, body, ACCOUNT, 1714112446, SeenHere())
    assert push.json
    assert push.message == {
        "ToUserName": "gh_97417a04a28d",
        "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "CreateTime": "1714112445",
        "MsgType": "event",
        "Event": "debug_demo",
        "debug_str": "hello world",
    }


def test_encrypted_xml_push() -> None:
    """Published for a platform that serves many accounts: the receive id is its own."""
    trust = Trust("official_account", "AAAAA", "wx134c8103faa5a59e", ("A" * 43,))
    query = {
        "signature": "cc0c594499c1634947d5b502f158ee518947db27",
        "timestamp": "1715943329",
        "nonce": "1590219412",
        "encrypt_type": "aes",
        "msg_signature": "6c12a4205838198b8fa631b3220723bb07f1015c",
    }
    body = (
        "<xml>\n    <ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>\n"
        f"    <Encrypt><![CDATA[{XML_EVENT}]]></Encrypt>\n</xml>\n"
    )
    push = open_push(query, body.encode(), trust, 1715943330, SeenHere())
    assert not push.json
    assert push.message["ToUserName"] == "gh_97417a04a28d"
    assert push.message["Event"] == "debug_demo"


def test_encrypted_push_of_wecom() -> None:
    query = {
        "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
        "timestamp": "1409659813",
        "nonce": "1372623149",
    }
    body = (
        "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>"
        f"<Encrypt><![CDATA[{WECOM_TEXT}]]></Encrypt><AgentID><![CDATA[218]]></AgentID></xml>"
    )
    found = incoming(open_push(query, body.encode(), WECOM, 1409659813, SeenHere()).message)
    assert (found.kind, found.person, found.text, found.at) == ("text", "mycreate", "hello", 1409659813)


def test_answer_of_an_official_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec.secrets, "token_bytes", lambda size: b"707722b803182950"[:size])
    assert json.loads(seal('{"demo_resp":"good luck"}', ACCOUNT, 1713424427, "415670741")) == {
        "Encrypt": REPLY,
        "MsgSignature": "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
        "TimeStamp": 1713424427,
        "Nonce": "415670741",
    }
    assert encrypt(b'{"demo_resp":"good luck"}', ACCOUNT) == REPLY
    assert decrypt(REPLY, ACCOUNT) == b'{"demo_resp":"good luck"}'
    assert sign("AAAAA", "1713424427", "415670741", REPLY) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"
