"""The whole way of a push in and of a passive answer out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.channels.wechat.codec import check_signature, decrypt, encrypt, sign
from advisor.channels.wechat.incoming import message_key
from advisor.channels.wechat.parsing import is_json, parse
from advisor.channels.wechat.refusals import Refused
from advisor.channels.wechat.replies import cdata
from advisor.channels.wechat.seen import SeenPushes
from advisor.channels.wechat.trust import Trust

# The signature joins its parts without a mark between them. Fixed forms keep anyone from cutting them elsewhere,
# say into a newer timestamp.
_TIMESTAMP = re.compile(r"[0-9]{10}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,128}")
_ECHO = re.compile(r"[A-Za-z0-9+/=_.-]{1,256}")


@dataclass(frozen=True)
class Push:
    """A push that was let in. message: name → text; json: its form, which the answer takes too.

    again: this very push has come before. That is no word on whether it was answered: whoever keeps the answers
    looks its key up, and takes it up if nobody does.
    """

    message: Mapping[str, str]
    json: bool
    again: bool = False


def open_push(query: Mapping[str, Any], body: bytes, trust: Trust, now: float, seen: SeenPushes) -> Push:
    """Check and open a POST; raises Refused, nothing else.

    query: the parameters of the address; now: seconds since 1970.

    Replays and the platform's own retries have to be told apart. A push without an answer within 5 s comes again,
    three times in all; the platforms promise the same MsgId (or FromUserName and CreateTime), but nowhere say
    whether signature, timestamp, nonce and ciphertext are made anew. So both are allowed for. A fresh signature is
    a new push, and whoever keeps the answers knows it by its key. A signature that has come before is let in, as
    `again`, with the message it first came with, and refused as `replayed` with any other: where pushes are
    plaintext the signature does not cover the body, and an address once captured could carry a forged one.
    A true copy of a push therefore gets no more than the answer kept for it, and after the window not even that.
    """
    timestamp, nonce = _signed_parameters(query)
    if trust.keys:
        signature, opened = _open_encrypted(query, body, trust, timestamp, nonce)
    else:
        signature = _parameter(query, "signature")
        check_signature(signature, trust.token, timestamp, nonce)
        opened = body
    if abs(now - int(timestamp)) > trust.fresh_seconds:
        raise Refused("stale")
    message = parse(opened)
    if not trust.keys and "Encrypt" in message and "MsgType" not in message:
        raise Refused("no_key")
    key = message_key(message)
    known = seen.first_with(signature, key, now, until=int(timestamp) + trust.fresh_seconds)
    if known is not None and known != key:
        raise Refused("replayed")
    return Push(message, is_json(opened), again=known is not None)


def open_echo(query: Mapping[str, Any], trust: Trust) -> str:
    """The answer to the platform's GET, when callbacks are set up; raises Refused.

    An Official Account sends its text plainly even where a key is set, WeCom encrypted.
    """
    timestamp, nonce = _signed_parameters(query)
    echo = _parameter(query, "echostr")
    if trust.platform == "wecom":
        check_signature(_parameter(query, "msg_signature"), trust.token, timestamp, nonce, echo)
        try:
            echo = decrypt(echo, trust).decode()
        except UnicodeDecodeError:
            raise Refused("not_text") from None
    else:
        check_signature(_parameter(query, "signature"), trust.token, timestamp, nonce)
    # That signature does not cover the text: nothing is said back that a browser could take for a page.
    if not _ECHO.fullmatch(echo):
        raise Refused("malformed")
    return echo


def seal(reply: str, trust: Trust, timestamp: int, nonce: str) -> str:
    """A passive answer as it goes out: XML or JSON as the reply is, encrypted and signed where a key is set."""
    if not trust.keys:
        return reply
    ciphertext = encrypt(reply.encode(), trust)
    signature = sign(trust.token, str(timestamp), nonce, ciphertext)
    if reply.lstrip().startswith("{"):
        parts = {"Encrypt": ciphertext, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce}
        return json.dumps(parts, ensure_ascii=False)
    return (
        f"<xml><Encrypt>{cdata(ciphertext)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )


def _open_encrypted(
    query: Mapping[str, Any], body: bytes, trust: Trust, timestamp: str, nonce: str
) -> tuple[str, bytes]:
    """Signature and message. Plain fields beside the ciphertext (the platform's mixed mode) are not looked at."""
    envelope = parse(body)
    ciphertext = envelope.get("Encrypt", "").strip()
    if not ciphertext:
        raise Refused("plaintext" if "MsgType" in envelope else "malformed")
    # Never `signature`, which the platform sends along: it does not cover the ciphertext.
    signature = _parameter(query, "msg_signature")
    check_signature(signature, trust.token, timestamp, nonce, ciphertext)
    return signature, decrypt(ciphertext, trust)


def _signed_parameters(query: Mapping[str, Any]) -> tuple[str, str]:
    timestamp, nonce = _parameter(query, "timestamp"), _parameter(query, "nonce")
    if not _TIMESTAMP.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise Refused("unsigned")
    return timestamp, nonce


def _parameter(query: Mapping[str, Any], name: str) -> str:
    value = query.get(name)
    if not isinstance(value, str) or not value:
        raise Refused("unsigned")
    return value
