"""Text as people type it, made even: one width, one script, no markup, no control characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}")

_MARKUP = re.compile(r"<[^<>\n]{1,80}>|\*\*|__|`+|~~|^\s{0,3}#{1,6}\s", re.MULTILINE)
_EVEN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
        "\u2044": "/",
        "\u2215": "/",
        "\u00d7": "x",
        "\u2026": "...",
        "\u3007": "零",
        "\u301c": "~",
        "\uff5e": "~",
    }
)
# Vulgar fractions that stand right behind a digit ("3½") need a space, or they read as "31/2".
_VULGAR = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])")


@lru_cache(maxsize=512)
def normalize(text: str) -> str:
    """The text in NFKC and simplified characters, without emoji, markup or control characters.

    White space is collapsed to single spaces; quotation marks, dashes and full-width signs become
    their plain forms. Never raises, whatever the text.
    """
    text = _MARKUP.sub(" ", text.encode("utf-8", "ignore").decode("utf-8"))
    text = unicodedata.normalize("NFKC", _VULGAR.sub(" ", text)).translate(_EVEN)
    text = text.translate(_PLAIN)
    if not _traditional().isdisjoint(text):
        text = _simplify().convert(text)
    return " ".join(text.split())


def language_of(text: str) -> str | None:
    """`zh` or `en` by the script that carries the text; None where neither does ("70%").

    A Chinese word is about two characters, so a few English terms in a Chinese sentence, or a
    Chinese gloss in an English one, do not turn it over.
    """
    han = len(HAN.findall(text))
    latin = len(LATIN_WORD.findall(text))
    if not han and not latin:
        return None
    return "zh" if han >= 2 * latin or (han and not latin) else "en"


class _Plain(dict[int, str]):
    """Character → the character itself, a space for signs nobody reads, nothing for invisible joiners."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
            plain = ""
        elif category in ("Cc", "Co", "Cn", "Cs", "So", "Sk", "Zl", "Zp"):
            plain = " "
        else:
            plain = character
        if len(self) < _KEPT:
            self[code] = plain
        return plain


_KEPT = 20_000
"""Characters whose plain form is kept: more than people use, fewer than there are."""
_PLAIN = _Plain()


@lru_cache(maxsize=1)
def _simplify() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """Characters of which a text must hold one for anything in it to be simplified.

    Looking for them costs a thirtieth of converting a text that is in simplified characters already.
    """
    known = [pair for *_, words in _simplify().dict_cache.values() for pair in words.items()]
    changed = [key for key, values in known if values.split(" ")[0] != key]
    found = {key for key in changed if len(key) == 1}
    # A few words change as a whole only ("瞭解"): the character that most of them share stands for them.
    while left := [key for key in changed if found.isdisjoint(key)]:
        found.add(max("".join(left), key=lambda sign: (sum(sign in key for key in left), sign)))
    return frozenset(found)
