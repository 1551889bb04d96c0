"""Passive answers: text in the form of the push."""

from __future__ import annotations

import json
import re

# What XML 1.0 has no place for; one such sign would make the whole answer malformed, which people see as an error.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def cdata(text: str) -> str:
    """A CDATA section that nothing in the text can end."""
    return "<![CDATA[" + _NOT_XML.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(person: str, account: str, text: str, at: int, *, as_json: bool = False) -> str:
    """A passive text answer to a push. person, account: its FromUserName and ToUserName; at: seconds since 1970."""
    if as_json:
        said = _NOT_XML.sub("", text)
        parts = {"ToUserName": person, "FromUserName": account, "CreateTime": at, "MsgType": "text", "Content": said}
        return json.dumps(parts, ensure_ascii=False)
    return (
        f"<xml><ToUserName>{cdata(person)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType>{cdata('text')}</MsgType><Content>{cdata(text)}</Content></xml>"
    )
