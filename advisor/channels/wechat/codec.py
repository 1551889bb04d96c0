"""Signatures and AES of both platforms: what they share is everything but the name of the receive id."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from advisor.channels.wechat.refusals import Refused
from advisor.channels.wechat.trust import Trust

_BLOCK = 32
"""Bytes padding fills up to: the platforms pad to the key's length, not to the cipher's block."""
_RANDOM = 16
_LENGTH = 4
_SIGNATURE = re.compile(r"[0-9a-f]{40}")


def sign(token: str, *parts: str) -> str:
    """SHA-1 (hex) over the sorted token, timestamp, nonce and, for encrypted pushes, ciphertext."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()


def check_signature(signature: str, token: str, *parts: str) -> None:
    """Compare in constant time; raises Refused (`signature`)."""
    # Ciphertext that is no ASCII cannot be signed by the platform, and may not even be encodable.
    if not _SIGNATURE.fullmatch(signature) or not all(part.isascii() for part in parts):
        raise Refused("signature")
    if not hmac.compare_digest(signature, sign(token, *parts)):
        raise Refused("signature")


def encrypt(message: bytes, trust: Trust) -> str:
    """Ciphertext in base64, with the current key; raises Refused (`no_key`) where there is none."""
    if not trust.keys:
        raise Refused("no_key")
    length = len(message).to_bytes(_LENGTH, "big")
    padder = PKCS7(_BLOCK * 8).padder()
    plain = secrets.token_bytes(_RANDOM) + length + message + trust.receive_id.encode()
    encryptor = _cipher(trust.keys[0]).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(ciphertext: str, trust: Trust) -> bytes:
    """The message in a ciphertext that was signed; any of the keys may open it.

    Raises Refused: `no_key`; `receive_id` for another account's; `undecipherable` for everything else, so that
    wrong base64, length, padding and key look the same. Signatures are checked before, so nobody without the token
    can try ciphertexts.
    """
    if not trust.keys:
        raise Refused("no_key")
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("undecipherable") from None
    if not sealed or len(sealed) % _BLOCK:
        raise Refused("undecipherable")
    opened = [found for found in (_open(sealed, key) for key in trust.keys) if found is not None]
    for message, receive_id in opened:
        if hmac.compare_digest(receive_id, trust.receive_id.encode()):
            return message
    raise Refused("receive_id" if opened else "undecipherable")


def _open(sealed: bytes, key: bytes) -> tuple[bytes, bytes] | None:
    """Message and receive id, or None where the key does not fit."""
    decryptor = _cipher(key).decryptor()
    unpadder = PKCS7(_BLOCK * 8).unpadder()
    try:
        plain = unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()
    except ValueError:
        return None
    start = _RANDOM + _LENGTH
    end = start + int.from_bytes(plain[_RANDOM:start], "big")
    # A receive id has at least one character: the message ends before the plaintext does.
    if len(plain) < start or end >= len(plain):
        return None
    return plain[start:end], plain[end:]


def _cipher(key: bytes) -> Cipher[CBC]:
    return Cipher(AES(key), CBC(key[:16]))
