"""What pushes of each kind say."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.channels.wechat.incoming import Incoming, Kind, incoming, incoming_from_service, message_key

BASE = {"ToUserName": "gh_1", "FromUserName": "o_1", "CreateTime": "1760000000"}


def _event(name: str, **fields: str) -> Incoming:
    return incoming({**BASE, "MsgType": "event", "Event": name, **fields})


def _message(type: str, **fields: str) -> Incoming:
    return incoming({**BASE, "MsgType": type, "MsgId": "1", **fields})


@pytest.mark.parametrize(
    ("found", "kind", "text", "scene"),
    [
        (_message("text", Content=" 你好\u202e\x08 "), "text", "你好", ""),
        (_message("text", Content="/restart"), "text", "/restart", ""),
        (_message("text", Content="是", bizmsgmenuid="101"), "menu_choice", "是", ""),
        (_message("text", Content="是", bizmsgmenuid=""), "text", "是", ""),
        (_message("voice", Recognition="腾讯微信团队", MediaId="m"), "voice", "腾讯微信团队", ""),
        (_message("voice", MediaId="m"), "voice", "", ""),
        (_message("image", PicUrl="http://x"), "image", "", ""),
        (_message("video"), "video", "", ""),
        (_message("shortvideo"), "video", "", ""),
        (_message("location", Label="滨江"), "location", "", ""),
        (_message("link", Title="x"), "link", "", ""),
        (_message("file"), "other", "", ""),
        (_event("subscribe"), "subscribe", "", ""),
        (_event("subscribe", EventKey="qrscene_class7", Ticket="t"), "subscribe", "", "class7"),
        (_event("subscribe", EventKey="last_trade_no_4"), "subscribe", "", ""),
        (_event("unsubscribe"), "unsubscribe", "", ""),
        (_event("SCAN", EventKey="class7", Ticket="t"), "scan", "", "class7"),
        (_event("CLICK", EventKey="start"), "click", "start", ""),
        (_event("click", EventKey="start", AgentID="1"), "click", "start", ""),
        (_event("VIEW", EventKey="https://example.org/"), "view", "https://example.org/", ""),
        (_event("enter_agent", EventKey=""), "enter", "", ""),
        (_event("LOCATION", Latitude="30"), "other", "", ""),
        (_event("debug_demo"), "other", "", ""),
        (_event(""), "other", "", ""),
        (incoming({}), "other", "", ""),
    ],
)
def test_kinds(found: Incoming, kind: str, text: str, scene: str) -> None:
    assert (found.kind, found.text, found.scene) == (kind, text, scene)


def test_who_to_whom_and_when() -> None:
    found = _message("text", Content="x", bizmsgmenuid="101")
    assert (found.person, found.account, found.at, found.menu_id) == ("o_1", "gh_1", 1760000000, "101")
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.text = "y"  # type: ignore[misc]


def test_customer_service_of_wecom_calls_for_a_sync() -> None:
    push = {"ToUserName": "ww1", "CreateTime": "1348831860", "MsgType": "event", "Event": "kf_msg_or_event"}
    found = incoming({**push, "Token": "ENC1", "OpenKfId": "wk1"})
    assert (found.kind, found.sync_token, found.service_account, found.account) == ("kf_event", "ENC1", "wk1", "ww1")
    assert found.key != incoming({**push, "Token": "ENC2", "OpenKfId": "wk1"}).key


def test_keys_are_the_same_for_copies_and_differ_between_pushes() -> None:
    different = [
        {**BASE, "MsgType": "text", "MsgId": "1", "Content": "a"},
        {**BASE, "MsgType": "text", "MsgId": "2", "Content": "a"},
        {**BASE, "ToUserName": "gh_2", "MsgType": "text", "MsgId": "1", "Content": "a"},
        {**BASE, "MsgType": "event", "Event": "subscribe"},
        {**BASE, "MsgType": "event", "Event": "CLICK", "EventKey": "a"},
        {**BASE, "MsgType": "event", "Event": "CLICK", "EventKey": "b"},
        {**BASE, "CreateTime": "1760000001", "MsgType": "event", "Event": "subscribe"},
        {**BASE, "FromUserName": "o_2", "MsgType": "event", "Event": "subscribe"},
        {**BASE, "FromUserName": "o_", "CreateTime": "11760000000", "MsgType": "event", "Event": "subscribe"},
    ]
    keys = [message_key(message) for message in different]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 64 for key in keys)
    assert [message_key(dict(reversed(message.items()))) for message in different] == keys
    assert message_key({**different[0], "CreateTime": "1760000009"}) == keys[0], "MsgId alone tells messages apart"
    assert not any("o_1" in key or "gh_1" in key for key in keys)


@pytest.mark.parametrize("said", ["", "-1", "9" * 400, "１２", "1.5", "abc"])
def test_a_time_that_is_none(said: str) -> None:
    assert incoming({**BASE, "CreateTime": said}).at == 0


def test_entries_of_customer_service() -> None:
    base: dict[str, Any] = {
        "msgid": "m1",
        "open_kfid": "wk1",
        "external_userid": "wm1",
        "send_time": 1615478585,
        "origin": 3,
    }
    text = incoming_from_service({**base, "msgtype": "text", "text": {"content": "你好", "menu_id": ""}})
    assert (text.kind, text.person, text.account, text.text, text.at) == ("text", "wm1", "wk1", "你好", 1615478585)
    choice = incoming_from_service({**base, "msgtype": "text", "text": {"content": "是", "menu_id": "101"}})
    assert (choice.kind, choice.menu_id) == ("menu_choice", "101")
    assert incoming_from_service({**base, "msgtype": "image", "image": {"media_id": "x"}}).kind == "image"
    assert incoming_from_service({**base, "msgtype": "business_card"}).kind == "other"
    colleague = incoming_from_service({**base, "origin": 5, "msgtype": "text", "text": {"content": "x"}})
    assert (colleague.kind, colleague.text) == ("other", "")
    event = {"event_type": "enter_session", "open_kfid": "wk1", "external_userid": "wm1", "scene": "123"}
    entered = incoming_from_service(
        {"msgid": "m2", "send_time": 1, "origin": 4, "msgtype": "event", "event": {**event, "welcome_code": "w"}}
    )
    assert (entered.kind, entered.person, entered.account, entered.scene, entered.welcome_code) == (
        "enter",
        "wm1",
        "wk1",
        "123",
        "w",
    )
    assert len({text.key, entered.key, incoming_from_service({}).key}) == 3
    assert incoming_from_service({"a b": [[[[[[[[1]]]]]]]]}).kind == "other"


@settings(max_examples=500, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["MsgType", "Event", "EventKey", "CreateTime", "MsgId", "Content", "bizmsgmenuid", "Token"]),
        st.sampled_from(["event", "text", "subscribe", "SCAN", "kf_msg_or_event", "voice"]) | st.text(),
    )
)
def test_never_an_exception(message: dict[str, str]) -> None:
    found = incoming(message)
    assert found.kind in get_args(Kind)
    assert found.at >= 0
