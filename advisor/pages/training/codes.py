"""What people join a session by: code, link and a picture of the link."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from markupsafe import Markup

from advisor.training.records import Session


@dataclass(frozen=True)
class JoinCode:
    """A way to join. `kind` names it in the texts (`web`); `picture` is a QR code as inline SVG."""

    kind: str
    link: str
    picture: Markup


def web_code(session: Session, address: str) -> JoinCode:
    """Joining in a browser; `address` is the server's (`https://advisor.example.org`)."""
    link = f"{address}/join/{session.code}"
    return JoinCode("web", link, picture(link))


def picture(link: str) -> Markup:
    """A QR code of a link, dark on light in any colour scheme: cameras do not read it the other way round."""
    code = segno.make(link, error="m", micro=False)
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))
