"""What people join a session by: code, link and a picture of the link."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import segno
from markupsafe import Markup

from advisor.channels.wechat.errors import ApiFault, Platform
from advisor.channels.wechat.scenes import has_scenes, scene_link
from advisor.channels.wechat.settings import given
from advisor.channels.wechat.tokens import TokenStore
from advisor.training.records import Session

WITH_SCENES: tuple[Platform, ...] = ("official_account", "customer_service")
logger = logging.getLogger(__name__)


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


class WechatCodes:
    """Codes that lead into the WeChat channels that are set up; asked for once a session."""

    def __init__(self, store: TokenStore) -> None:
        self._store = store
        self._made: dict[tuple[Platform, str], JoinCode] = {}

    async def of(self, session: Session) -> list[JoinCode]:
        """One code a channel; a channel whose platform gives none is left out, and the log says why."""
        found = [await self._one(platform, session.code) for platform in WITH_SCENES]
        return [code for code in found if code is not None]

    async def _one(self, platform: Platform, scene: str) -> JoinCode | None:
        settings = given(platform)
        if (platform, scene) not in self._made and has_scenes(platform, settings):
            try:
                link = await scene_link(platform, settings, scene, self._store)
                self._made[platform, scene] = JoinCode(platform, link, picture(link))
            except ApiFault as fault:
                logger.warning("no code of %s for a session: %s", platform, fault.code)
        return self._made.get((platform, scene))


def picture(link: str) -> Markup:
    """A QR code of a link, dark on light in any colour scheme: cameras do not read it the other way round."""
    code = segno.make(link, error="m", micro=False)
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))
