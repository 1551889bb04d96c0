"""The words of the window: every one that is there is used, every one that is used is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fake_conversation import words
from fake_server import LANGUAGES, WEB

from advisor.settings import PROJECT

PATH = re.compile(r"'([a-z_]+(?:\.[a-z_]+)*)'")
FROM_CODE = {
    "notice": re.compile(r"say\(`notice\.\$\{row\}\.(?:name|text)"),
    "trouble": re.compile(r"`trouble\.\$\{trouble\.kind\}`"),
}
"""Texts whose path is put together in the code."""
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in sorted((PROJECT / "advisor" / "pages").glob("*.py")))
"""What the server fills into pages without a window."""


def _leaves(texts: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, text in texts.items():
        path = f"{before}{name}"
        if isinstance(text, dict):
            yield from _leaves(text, f"{path}.")
        else:
            yield path


def _code(*endings: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(WEB.glob("*")) if path.suffix in endings)


def _in_code(path: str, code: str) -> bool:
    first, *rest = path.split(".")
    if first == "loader":
        return f"texts.{rest[0]}" in code
    if first == "page":
        return f"texts.page.{rest[0]}" in code
    if first == "notice" and len(rest) == 2:
        return f"'{rest[0]}'" in code and bool(FROM_CODE[first].search(code))
    if first in ("enter_code", "reference"):
        return f"texts.{path}" in code or "".join(f'["{name}"]' for name in path.split(".")) in PAGES
    if first == "trouble":
        return bool(FROM_CODE[first].search(code))
    return f"'{path}'" in code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_used(language: str) -> None:
    code = _code(".js", ".j2")
    assert [path for path in _leaves(words(language, "widget")) if not _in_code(path, code)] == []


def test_every_kind_of_trouble_has_words() -> None:
    kinds = set(re.findall(r"Trouble\('(\w+)'", _code(".js"))) | {"broken", "refused"}
    assert kinds == set(words("en", "widget")["trouble"])


def test_every_text_used_is_there() -> None:
    groups = set(words("en", "widget"))
    there = set(_leaves(words("en", "widget")))
    named = {path for path in PATH.findall(_code(".js")) if "." in path and path.split(".")[0] in groups}
    assert named - there == set()


def test_what_the_window_writes_itself_holds_no_words() -> None:
    """No sentence for people stands in the code: texts between tags come from `say`."""
    between = re.findall(r">\s*([A-Za-z][^<>$`{}]*?)\s*<", re.sub(r"/\*.*?\*/|//[^\n]*", "", _code(".js"), flags=re.S))
    assert [text for text in between if re.search(r"[A-Za-z]{3,} [a-z]", text) and "=" not in text] == []
