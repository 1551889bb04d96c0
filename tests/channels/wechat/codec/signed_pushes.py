"""Pushes as the platforms would send them, made with the codec itself or by hand."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from advisor.channels.wechat.codec import encrypt, sign
from advisor.channels.wechat.trust import Trust

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
NOW = 1_760_000_000
TEXT = (
    "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o_1]]></FromUserName>"
    "<CreateTime>1760000000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[主要靠街道项目 & <b>fees</b>]]></Content><MsgId>23456</MsgId></xml>"
)


def trust(**changes: Any) -> Trust:
    settings = {
        "platform": "official_account",
        "token": "pamtest",
        "receive_id": "wxb11529c136998cb6",
        "encoded_keys": (KEY,),
    }
    return Trust(**{**settings, **changes})


def plain_query(to: Trust, at: int = NOW, nonce: str = "415670741") -> dict[str, str]:
    return {"timestamp": str(at), "nonce": nonce, "signature": sign(to.token, str(at), nonce)}


def signed(ciphertext: str, to: Trust, at: int = NOW, nonce: str = "415670741") -> tuple[dict[str, str], bytes]:
    """Address and body around a ciphertext, rightly signed."""
    query = plain_query(to, at, nonce) | {
        "encrypt_type": "aes",
        "msg_signature": sign(to.token, str(at), nonce, ciphertext),
    }
    return query, f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{ciphertext}]]></Encrypt></xml>".encode()


def push(message: str | bytes, to: Trust, at: int = NOW, nonce: str = "415670741") -> tuple[dict[str, str], bytes]:
    """A whole encrypted push."""
    content = message if isinstance(message, bytes) else message.encode()
    return signed(encrypt(content, to), to, at, nonce)


def raw_cipher(plain: bytes, to: Trust) -> bytes:
    """Encrypt exactly these bytes: nothing is added, nothing checked."""
    encryptor = Cipher(AES(to.keys[0]), CBC(to.keys[0][:16])).encryptor()
    return encryptor.update(plain) + encryptor.finalize()


def framed(message: bytes, receive_id: bytes, length: int | None = None, padding: bytes | None = None) -> bytes:
    """A plaintext of the protocol, any part of which may be wrong."""
    said = len(message) if length is None else length
    plain = secrets.token_bytes(16) + said.to_bytes(4, "big") + message + receive_id
    missing = 32 - len(plain) % 32
    return plain + (bytes([missing]) * missing if padding is None else padding)
