"""What a person did, the same whichever platform tells it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from advisor.channels.wechat.parsing import flatten
from advisor.channels.wechat.refusals import Refused

Kind = Literal[
    "text",
    "voice",
    "image",
    "video",
    "location",
    "link",
    "subscribe",
    "unsubscribe",
    "scan",
    "click",
    "view",
    "menu_choice",
    "enter",
    "kf_event",
    "other",
]

_MESSAGES: Mapping[str, Kind] = {
    "text": "text",
    "voice": "voice",
    "image": "image",
    "video": "video",
    "shortvideo": "video",
    "location": "location",
    "link": "link",
}
_EVENTS: Mapping[str, Kind] = {
    "subscribe": "subscribe",
    "unsubscribe": "unsubscribe",
    "scan": "scan",
    "click": "click",
    "view": "view",
    "view_miniprogram": "view",
    "enter_agent": "enter",
    "user_enter_tempsession": "enter",
    "kf_msg_or_event": "kf_event",
}
"""Events in small letters: an Official Account writes CLICK where WeCom writes click."""
_FROM_CUSTOMER = "3"
"""`origin` of what the customer wrote; 4 is the system, 5 a colleague who serves by hand."""
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Incoming:
    """One thing a person did. Fields that do not apply are empty.

    person: openid, userid or external_userid. account: whom it was sent to. key: 64 hexadecimal signs, the same for
    every copy. text: what was typed or recognized, for a menu its key or address. scene: the code of a scanned
    picture. at: seconds since 1970. menu_id: the id of the chosen line of a `msgmenu`. sync_token, service_account:
    what `kf/sync_msg` asks for. welcome_code: what a welcome in customer service is sent with.
    """

    kind: Kind
    person: str
    account: str
    key: str
    text: str = ""
    scene: str = ""
    at: int = 0
    menu_id: str = ""
    sync_token: str = ""
    service_account: str = ""
    welcome_code: str = ""


def message_key(message: Mapping[str, str]) -> str:
    """What is the same in every copy of a push and differs between pushes; see Incoming.key.

    MsgId where there is one; otherwise FromUserName and CreateTime, as the platforms advise, with what tells two
    events of one second apart. As a digest it has one length and can be kept and logged: it names nobody.
    """
    account = message.get("ToUserName", "")
    if message.get("MsgId", "").strip():
        return _digest("message", account, message["MsgId"].strip())
    names = ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "OpenKfId", "Token", "Content")
    return _digest("event", account, *(message.get(name, "") for name in names))


def incoming(message: Mapping[str, str]) -> Incoming:
    """What an opened push says; never raises, what is unknown is `other`."""
    event = message.get("Event", "").strip().casefold() if _type(message) == "event" else ""
    key, menu_id = message.get("EventKey", ""), message.get("bizmsgmenuid", "").strip()
    kind: Kind = _EVENTS.get(event, "other") if event else _MESSAGES.get(_type(message), "other")
    text = scene = ""
    if kind == "text":
        text = message.get("Content", "")
        kind = "menu_choice" if menu_id else kind
    elif kind == "voice":
        text = message.get("Recognition", "")
    elif kind == "subscribe":
        scene = key[len("qrscene_") :] if key.startswith("qrscene_") else ""
    elif kind == "scan":
        scene = key
    elif kind in ("click", "view"):
        text = key
    of_service = kind == "kf_event"
    return Incoming(
        kind=kind,
        person=message.get("FromUserName", "").strip(),
        account=message.get("ToUserName", "").strip(),
        key=message_key(message),
        text=_readable(text),
        scene=_readable(scene),
        at=_seconds(message.get("CreateTime", "")),
        menu_id=menu_id if kind == "menu_choice" else "",
        sync_token=message.get("Token", "").strip() if of_service else "",
        service_account=message.get("OpenKfId", "").strip() if of_service else "",
    )


def incoming_from_service(item: Mapping[str, Any]) -> Incoming:
    """What one entry of `msg_list` from `kf/sync_msg` says; never raises.

    What colleagues and the system wrote is `other`: nobody waits for an answer to it.
    """
    try:
        said = flatten(item)
    except Refused:
        said = {}
    type, event = said.get("msgtype", ""), said.get("event.event_type", "")
    menu_id = said.get("text.menu_id", "")
    kind: Kind = "other"
    if type == "event":
        kind = "enter" if event == "enter_session" else "other"
    elif said.get("origin") == _FROM_CUSTOMER:
        kind = _MESSAGES.get(type, "other")
        kind = "menu_choice" if kind == "text" and menu_id else kind
    account = said.get("open_kfid") or said.get("event.open_kfid", "")
    return Incoming(
        kind=kind,
        person=said.get("external_userid") or said.get("event.external_userid", ""),
        account=account,
        key=_digest("service", account, said.get("msgid") or json.dumps(said, sort_keys=True)),
        text=_readable(said.get("text.content", "")) if kind in ("text", "menu_choice") else "",
        scene=_readable(said.get("event.scene_param") or said.get("event.scene", "")) if kind == "enter" else "",
        at=_seconds(said.get("send_time", "")),
        menu_id=menu_id if kind == "menu_choice" else "",
        service_account=account,
        welcome_code=said.get("event.welcome_code", "") if kind == "enter" else "",
    )


def _type(message: Mapping[str, str]) -> str:
    return message.get("MsgType", "").strip().casefold()


def _seconds(said: str) -> int:
    return int(said) if _SECONDS.fullmatch(said.strip()) else 0


def _readable(text: str) -> str:
    """The text without signs that steer a terminal or a page; U+200D joins emoji."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t\u200d").strip()


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
