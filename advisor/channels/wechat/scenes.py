"""Codes to scan: whoever comes by one brings its scene along, such as the code of a training session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from advisor.channels.wechat.client import CustomerServiceClient, OfficialAccountClient, open_client
from advisor.channels.wechat.client_account import Account
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
    if not SCENE.fullmatch(scene):
        raise ValueError("A scene has 1 to 32 letters, digits, _ or -.")
    client = open_client(Account.of(platform, found), store, patience)
    try:
        if isinstance(client, OfficialAccountClient):
            return PICTURE + quote((await client.scene_code(scene, LONGEST_SECONDS)).ticket, safe="")
        if isinstance(client, CustomerServiceClient):
            body = {"open_kfid": client.account.desk, "scene": _ANY}
            answer = await client.call(Request("/cgi-bin/kf/add_contact_way", body=body))
            link = str(answer.get("url", ""))
            return f"{link}{'&' if '?' in link else '?'}scene_param={scene}"
        raise ValueError(f"{platform} has no scenes.")
    finally:
        await client.close()
