"""Both push formats; and bodies made to hurt, measured in steps rather than by the clock."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from signed_pushes import TEXT

from advisor.channels.wechat import parsing
from advisor.channels.wechat.parsing import LARGEST_BODY, parse
from advisor.channels.wechat.refusals import Refused
from advisor.channels.wechat.replies import cdata

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><xml><Content>&j;</Content></xml>"
)
HOSTILE = {
    "entity bomb": (BOMB, "forbidden"),
    "outside entity": ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><xml><C>&a;</C></xml>', "forbidden"),
    "outside document type": ('<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xml/>', "forbidden"),
    "unknown entity": ("<xml><C>&nbsp;</C></xml>", "malformed"),
    "instruction": ("<?php exit ?><xml/>", "forbidden"),
    "instruction inside": ("<xml><C><?x y?></C></xml>", "forbidden"),
    "comment": ("<xml><C>a<!-- b -->c</C></xml>", "forbidden"),
    "attribute": ('<xml><C x="1">a</C></xml>', "forbidden"),
    "namespace": ("<xml><x:C>a</x:C></xml>", "malformed"),
    "mixed before": ("<xml><C>a<D>b</D></C></xml>", "forbidden"),
    "mixed after": ("<xml><C><D>b</D>a</C></xml>", "forbidden"),
    "text in the root": ("<xml>a</xml>", "forbidden"),
    "another root": ("<html><C>a</C></html>", "malformed"),
    "two roots": ("<xml/><xml/>", "malformed"),
    "not closed": ("<xml><C>a</C>", "malformed"),
    "duplicate": ("<xml><MsgId>1</MsgId><C/><MsgId>2</MsgId></xml>", "duplicate"),
    "duplicate inside": ("<xml><A><B>1</B><B>2</B></A></xml>", "duplicate"),
    "item above": ("<xml><item>1</item><item>2</item></xml>", "duplicate"),
    "deep": ("<xml>" + "<a>" * 6 + "</a>" * 6 + "</xml>", "too_deep"),
    "very deep": ("<xml>" + "<a>" * 20000, "too_deep"),
    "very deep JSON": ('{"a":' * 10000 + "1" + "}" * 10000, "too_deep"),
    "very deep list": ('{"a":' + "[" * 60000, "too_deep"),
    "deep JSON": ('{"a":' * 7 + "1" + "}" * 7, "too_deep"),
    "many": ("<xml>" + "".join(f"<a{n}/>" for n in range(7000)) + "</xml>", "too_deep"),
    "many items": ("<xml><a>" + "<item/>" * 9000 + "</a></xml>", "too_deep"),
    "many names": ("{" + ",".join(f'"a{n}":0' for n in range(6000)) + "}", "too_deep"),
    "many entries": ('{"a":[' + "0," * 30000 + "0]}", "too_deep"),
    "many empty lists": ('{"a":[' + "[]," * 20000 + "[]]}", "too_deep"),
    "many attributes": ("<xml " + " ".join(f'a{n}=""' for n in range(6000)) + "/>", "forbidden"),
    "duplicate JSON": ('{"MsgId":1,"MsgId":2}', "duplicate"),
    "JSON list": ("[1]", "malformed"),
    "JSON text": ('"x"', "malformed"),
    "JSON name": ('{"a.b":1}', "malformed"),
    "JSON number as name": ('{"0":1}', "malformed"),
    "JSON infinity": ('{"a":Infinity}', "malformed"),
    "JSON end": ('{"a":1} x', "malformed"),
    "half a character": ('{"a":"\\ud800"}', "not_text"),
    "NUL": ('{"a":"x\\u0000"}', "not_text"),
    "NUL in XML": ("<xml><C>&#0;</C></xml>", "malformed"),
    "control sign": ("<xml><C>\x08</C></xml>", "malformed"),
    "nothing": ("", "malformed"),
    "words": ("hello", "malformed"),
}
LONG = {
    "signs": "<xml><C>" + "&lt;" * 16000 + "</C></xml>",
    "sections": "<xml><C>" + "<![CDATA[x]]>" * 4900 + "</C></xml>",
    "lines": "<xml><C>" + "\r\n" * 30000 + "</C></xml>",
    "number": '{"a":' + "9" * 65000 + "}",
    "fraction": '{"a":1e' + "9" * 65000 + "}",
    "escapes": '{"a":"' + "\\u4e00" * 10900 + '"}',
    "backslashes": '{"a":"' + "\\\\" * 32000 + '"}',
}


def _steps(work: Callable[[], Any]) -> int:
    """Calls made while working, of Python and of C: the same on every machine."""
    count = 0

    def counted(*_: Any) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        work()
    except Refused:
        pass
    finally:
        sys.setprofile(None)
    return count


def test_xml() -> None:
    assert parse(TEXT.encode()) == {
        "ToUserName": "gh_1",
        "FromUserName": "o_1",
        "CreateTime": "1760000000",
        "MsgType": "text",
        "Content": "主要靠街道项目 & <b>fees</b>",
        "MsgId": "23456",
    }


def test_what_is_nested_and_listed() -> None:
    body = """<?xml version="1.0" encoding="gb2312"?>
    <xml><Event>pic_sysphoto</Event><SendPicsInfo><Count>2</Count>
      <PicList><item><PicMd5Sum>a</PicMd5Sum></item><item><PicMd5Sum>b</PicMd5Sum></item></PicList>
    </SendPicsInfo></xml>"""
    pictures = {"Count": 2, "PicList": [{"PicMd5Sum": "a"}, {"PicMd5Sum": "b"}]}
    expected = {
        "Event": "pic_sysphoto",
        "SendPicsInfo.Count": "2",
        "SendPicsInfo.PicList.0.PicMd5Sum": "a",
        "SendPicsInfo.PicList.1.PicMd5Sum": "b",
    }
    assert parse(body.encode()) == expected
    assert parse(json.dumps({"Event": "pic_sysphoto", "SendPicsInfo": pictures}).encode()) == expected


def test_json_keeps_numbers_as_written() -> None:
    body = b'\xef\xbb\xbf {"MsgId": 23456789012345678901, "x": 1.10, "y": true, "z": null, "l": []}'
    assert parse(body) == {"MsgId": "23456789012345678901", "x": "1.10", "y": "true", "z": "", "l": ""}


@pytest.mark.parametrize("text", [" a ", "\n", "]]>", "<![CDATA[", "&lt;", "🙂\t“好”"])
def test_text_stays_as_it_is(text: str) -> None:
    assert parse(f"<xml><C>{cdata(text)}</C></xml>".encode()) == {"C": text}
    assert parse(json.dumps({"C": text}).encode()) == {"C": text}


@pytest.mark.parametrize(("body", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bodies_are_refused(body: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(body.encode())
    assert refused.value.reason == reason
    assert refused.value.__cause__ is None
    assert str(refused.value) == reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "gb18030", "latin-1"])
def test_other_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(Refused):
        parse("<xml><C>é主</C></xml>".encode(encoding, "replace").replace(b"?", b"\xff"))


def test_a_large_body_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("parsed")

    monkeypatch.setattr(parsing.expat, "ParserCreate", never)
    monkeypatch.setattr(parsing.json, "loads", never)
    for body in (b"<" * (LARGEST_BODY + 1), b"{" * 1_000_000, b"\xff" * 1_000_000):
        with pytest.raises(Refused, match="too_large"):
            parse(body)


@pytest.mark.parametrize("body", [*(body for body, _ in HOSTILE.values()), *LONG.values()], ids=[*HOSTILE, *LONG])
def test_no_body_costs_more_than_its_bound_of_steps(body: str) -> None:
    content = body.encode()
    assert len(content) <= LARGEST_BODY
    assert _steps(lambda: parse(content)) < 30_000


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text('<>xml/&;![]CDAT?{}":,a1 \n\\u0', max_size=80).map(str.encode)))
@example(b"<xml><![CDATA[]]></xml>")
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    _read_or_refuse(body)


@settings(max_examples=1500, deadline=None)
@given(st.data())
def test_damaged_pushes_are_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([TEXT.encode(), json.dumps(dict(parse(TEXT.encode()))).encode()])))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        match data.draw(st.sampled_from("fcd")):
            case "f":
                body[place] ^= 1 << data.draw(st.integers(0, 7))
            case "c":
                del body[place:]
            case _:
                body[place:place] = body[: data.draw(st.integers(0, 40))]
        body = body or bytearray(b"<")
    _read_or_refuse(bytes(body))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=500, deadline=None)
@given(st.dictionaries(st.from_regex(r"[A-Za-z_]{1,5}", fullmatch=True), json_values, max_size=5))
def test_any_json_is_read_or_refused(tree: dict[str, Any]) -> None:
    _read_or_refuse(json.dumps(tree).encode())


def _read_or_refuse(body: bytes) -> None:
    try:
        found = parse(body)
    except Refused:
        return
    for entry in found.items():
        assert all(isinstance(text, str) and "\0" not in text and text.encode() is not None for text in entry)
