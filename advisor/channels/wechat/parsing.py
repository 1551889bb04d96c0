"""Bodies of pushes, XML or JSON, into flat mappings: bounded in size, depth and number before anything else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from advisor.channels.wechat.refusals import Refused

LARGEST_BODY = 64 * 1024
"""Bytes; the largest message of a person is a thirtieth of that."""
DEEPEST = 6
MOST_FIELDS = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_LISTED = ("item", "List")
"""Elements the platforms repeat inside another one (pictures sent from a menu, answers to several offers)."""


def parse(body: bytes) -> Mapping[str, str]:
    """Name → text of an XML or JSON body; raises Refused.

    What is nested gets dotted names (`SendLocationInfo.Label`), what is listed numbers (`PicList.0.PicMd5Sum`).
    """
    if len(body) > LARGEST_BODY:
        raise Refused("too_large")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_text") from None
    if "\0" in text:
        raise Refused("not_text")
    begin = text.lstrip(" \t\r\n")[:1]
    if begin == "<":
        return _Elements().read(text)
    if begin == "{":
        return flatten(_json(text))
    raise Refused("malformed")


def is_json(body: bytes) -> bool:
    """Whether a body that was parsed is JSON: the answer takes the same form."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def flatten(tree: Mapping[str, Any]) -> Mapping[str, str]:
    """The leaves of a JSON object under dotted names; raises Refused."""
    flat: dict[str, str] = {}
    _gather(tree, "", 1, flat)
    return flat


def _gather(tree: Mapping[str, Any], prefix: str, depth: int, flat: dict[str, str]) -> None:
    if depth > DEEPEST:
        raise Refused("too_deep")
    for name, value in tree.items():
        if not isinstance(name, str) or not (_NAME.fullmatch(name) or (name.isdecimal() and isinstance(tree, _Listed))):
            raise Refused("malformed")
        if isinstance(value, list):
            value = _Listed((str(place), entry) for place, entry in enumerate(value[: MOST_FIELDS + 1]))
        if isinstance(value, Mapping) and value:
            _gather(value, f"{prefix}{name}.", depth + 1, flat)
        else:
            flat[prefix + name] = _leaf(value)
        if len(flat) > MOST_FIELDS:
            raise Refused("too_deep")


class _Listed(dict[str, Any]):
    """A JSON array with its places as names."""


def _leaf(value: object) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    # JSON can write what UTF-8 cannot carry: halves of characters, and NUL.
    if "\0" in text or not _encodable(text):
        raise Refused("not_text")
    return text


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json(text: str) -> dict[str, Any]:
    try:
        # Numbers stay as written: ids are 64 bits long, and thousands of digits would cost time to convert.
        found = json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except RecursionError:
        raise Refused("too_deep") from None
    except ValueError:
        raise Refused("malformed") from None
    if not isinstance(found, dict):
        raise Refused("malformed")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("duplicate")
    return found


def _no_constant(_: str) -> Any:
    raise Refused("malformed")


class _Elements:
    """Reads one XML body; every handler refuses at once, so that nothing hostile is read to its end."""

    def __init__(self) -> None:
        self._flat: dict[str, str] = {}
        self._path: list[str] = []
        self._names: list[dict[str, int]] = [{}]
        self._text: list[str] = []
        self._count = 0

    def read(self, text: str) -> Mapping[str, str]:
        # The encoding is settled: a declaration of another one has no say.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = _forbidden
        parser.ProcessingInstructionHandler = _forbidden
        parser.CommentHandler = _forbidden
        try:
            parser.Parse(text.encode(), True)
        except expat.ExpatError:
            raise Refused("malformed") from None
        return self._flat

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if len(self._path) >= DEEPEST or self._count > MOST_FIELDS:
            raise Refused("too_deep")
        if attributes or self._said().strip():
            raise Refused("forbidden")
        if not _NAME.fullmatch(tag) or (not self._path and tag != "xml"):
            raise Refused("malformed")
        level = self._names[-1]
        place = level.get(tag, 0)
        level[tag] = place + 1
        listed = tag in _LISTED and len(self._path) > 1
        if place and not listed:
            raise Refused("duplicate")
        self._path.append(str(place) if listed else tag)
        self._names.append({})

    def _end(self, _: str) -> None:
        said = self._said()
        name, is_leaf = ".".join(self._path[1:]), not self._names.pop()
        self._path.pop()
        if is_leaf and name:
            self._flat[name] = said
        elif said.strip():
            raise Refused("forbidden")

    def _said(self) -> str:
        """Text since the last tag."""
        said = "".join(self._text)
        self._text.clear()
        return said


def _forbidden(*_: object) -> None:
    raise Refused("forbidden")
