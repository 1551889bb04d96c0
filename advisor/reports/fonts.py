"""The fonts of what is printed: which are asked for, and how Chinese ones are kept small."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "PingFang SC", "Microsoft YaHei")
LATIN = ("Noto Sans", "Source Sans 3", "Liberation Sans", "Arial", "DejaVu Sans")

CHINESE_FIRST = frozenset({"zh"})
"""Languages set in a Chinese face throughout. In others a Latin one comes first: the quotation marks of
a Chinese face are as wide as a character."""


def families(language: str) -> str:
    """The font families for a language as CSS writes them."""
    ordered = (*CHINESE, *LATIN) if language in CHINESE_FIRST else (*LATIN, *CHINESE)
    return ", ".join(f'"{family}"' for family in ordered) + ", sans-serif"


def shrink_fonts(document: Any, pdf: Any) -> None:
    """A WeasyPrint finisher: of a Chinese font only the glyphs in use go into the PDF.

    WeasyPrint empties the others but keeps their 65,535 places, a hundred kilobytes in each weight.
    """
    used: dict[str, set[int]] = {}
    for font in document.fonts.values():
        used.setdefault(font.hash, set()).update(font.to_unicode)
    glyphs = {id(font.file_content): used[font.hash] for font in document.fonts.values()}
    for stream in pdf.objects:
        if isinstance(stream, dict) and stream.get("Subtype") == "/CIDFontType0":
            # Only for TrueType; here the numbers in the font itself tell which glyph is which.
            stream.pop("CIDToGIDMap", None)
        elif getattr(stream, "extra", {}).get("Subtype") == "/OpenType":
            small = small_cff(stream.stream[0], glyphs[id(stream.stream[0])])
            if small is not None:
                stream.stream = [small]
                stream.extra["Subtype"] = "/CIDFontType0C"


def small_cff(font: bytes, glyphs: Iterable[int]) -> bytes | None:
    """The CFF table of a font with .notdef and these glyphs alone, each under the number it had.

    None where the font is not of the kind that has numbers (CID-keyed, the number of each glyph its
    place): then nothing can be left out without changing what the text of the PDF refers to.
    """
    opened = TTFont(io.BytesIO(font), lazy=True, recalcBBoxes=False)
    cff = opened["CFF "].cff
    top = cff.topDictIndex[0]
    kept = sorted({0, *glyphs})
    if not hasattr(top, "ROS") or kept[-1] >= len(top.charset):
        return None
    names = [top.charset[glyph] for glyph in kept]
    if names[1:] != [f"cid{glyph:05}" for glyph in kept[1:]]:
        return None
    strings, select = top.CharStrings, top.FDSelect
    index = strings.charStringsIndex
    index.items = [index[glyph] for glyph in kept]
    del index.file, index.offsets
    strings.charStrings = {name: place for place, name in enumerate(names)}
    select.format, select.gidArray = None, [select.gidArray[glyph] for glyph in kept]
    top.charset, top.numGlyphs = names, len(names)
    written = io.BytesIO()
    cff.compile(written, opened, isCFF2=False)
    return written.getvalue()
