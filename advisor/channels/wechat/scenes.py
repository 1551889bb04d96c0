"""Codes to scan: whoever comes by one brings its scene along, such as the code of a training session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from advisor.channels.wechat.client import CustomerServiceClient, OfficialAccountClient, open_client
from advisor.channels.wechat.client_account import Account, setting_faults
from advisor.channels.wechat.client_transport import Patience, Request
from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.tokens import TokenStore

SCENE = re.compile(r"[A-Za-z0-9_-]{1,32}")
PICTURE = "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="
LONGEST_SECONDS = 30 * 86_400
"""The platform keeps no temporary code longer."""
_ANY = "advisor"
"""The platform lets a scene be added to links made with one."""


async def scene_address(
    platform: Platform, found: Mapping[str, str], scene: str, store: TokenStore, patience: Patience | None = None
) -> str:
    """For an Official Account the address of the code's picture, good for 30 days; for customer service a link.

    Raises ApiFault; ValueError for a scene of another form, or a platform without scenes.
    """
    return (await _made(platform, found, scene, store, patience))[0]


async def scene_link(
    platform: Platform, found: Mapping[str, str], scene: str, store: TokenStore, patience: Patience | None = None
) -> str:
    """What a code that is drawn here must hold to lead to the same place; raises as `scene_address` does."""
    return (await _made(platform, found, scene, store, patience))[1]


def has_scenes(platform: Platform, found: Mapping[str, str]) -> bool:
    """Whether these settings are whole, and of an account that can tell by which code somebody came."""
    if not found or any(setting_faults(platform, found)):
        return False
    return (
        "open_kfid" in found if platform == "customer_service" else platform == "official_account" and "secret" in found
    )


async def _made(
    platform: Platform, found: Mapping[str, str], scene: str, store: TokenStore, patience: Patience | None
) -> tuple[str, str]:
    if not SCENE.fullmatch(scene):
        raise ValueError("A scene has 1 to 32 letters, digits, _ or -.")
    client = open_client(Account.of(platform, found), store, patience)
    try:
        if isinstance(client, OfficialAccountClient):
            made = await client.scene_code(scene, LONGEST_SECONDS)
            return PICTURE + quote(made.ticket, safe=""), made.url
        if isinstance(client, CustomerServiceClient):
            body = {"open_kfid": client.account.desk, "scene": _ANY}
            answer = await client.call(Request("/cgi-bin/kf/add_contact_way", body=body))
            link = str(answer.get("url", ""))
            link = f"{link}{'&' if '?' in link else '?'}scene_param={scene}"
            return link, link
        raise ValueError(f"{platform} has no scenes.")
    finally:
        await client.close()
