"""Is an account ready? Findings as data, for `advisor channels check`; the words are in `channels.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from advisor.channels.wechat.client import ApiClient, open_client
from advisor.channels.wechat.client_account import PASSIVE, Account, setting_faults
from advisor.channels.wechat.client_transport import Patience, Request
from advisor.channels.wechat.errors import ApiFault, Platform, explain
from advisor.channels.wechat.tokens import TokenStore
from advisor.wording.texts import Texts

PROBES: Mapping[Platform, Request] = {
    "official_account": Request("/cgi-bin/customservice/getkflist"),
    "wecom": Request("/cgi-bin/agent/get"),
    "customer_service": Request("/cgi-bin/kf/account/list", body={"offset": 0, "limit": 100}),
}
"""Requests that only read, and need the permission and the listed address that sending needs."""
NOT_IN_USE = "65400"
"""The account has the permission, and its human customer service is not set up: the assistant needs none."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    code      `setting_missing`, `setting_malformed`, `setting_unknown`, `setting_insecure`, `settings_well`,
              `passive`, `token_well`, `token_refused`, `permission_well`, `permission_refused`,
              `desk_unknown`, `desk_not_managed`, `app_closed`
    well      nothing needs to be done
    setting   which setting, where it is about one
    fault     what the platform answered, where it refused
    """

    code: str
    well: bool
    platform: Platform
    setting: str = ""
    fault: ApiFault | None = None


async def check(
    platform: Platform,
    settings: Mapping[str, object],
    store: TokenStore | None = None,
    patience: Patience | None = None,
) -> list[Finding]:
    """Look at the settings, ask for a token, and ask whether the account may send. Nothing is sent to
    anybody. Stops at the first thing that makes the next pointless."""
    faults = [
        Finding(f"setting_{fault.what}", False, platform, fault.setting) for fault in setting_faults(platform, settings)
    ]
    if faults:
        return faults
    findings = [Finding("settings_well", True, platform)]
    if str(settings.get("mode") or "").strip() == PASSIVE:
        return [*findings, Finding("passive", True, platform)]
    client = open_client(Account.of(platform, settings), store, patience)
    try:
        return [*findings, *await _ask(client)]
    finally:
        await client.close()


def words_of(finding: Finding, texts: Texts) -> str:
    """A finding in words. `texts` decides the language."""
    words = {"code": "", "means": "", "do": "", "setting": finding.setting, "where": ""}
    if finding.fault is not None:
        words |= {"code": finding.fault.code, **explain(finding.fault, texts)._asdict()}
    if finding.setting and texts.has("channels", "settings", finding.platform, finding.setting):
        words["where"] = texts.get("channels", "settings", finding.platform, finding.setting)
    return texts.get("channels", "findings", finding.code).format_map(words)


async def _ask(client: ApiClient) -> list[Finding]:
    platform = client.account.platform
    try:
        await client.token()
    except ApiFault as fault:
        return [Finding("token_refused", False, platform, fault=fault)]
    found = [Finding("token_well", True, platform)]
    probe = PROBES[platform]
    if platform == "wecom":
        probe = Request(probe.path, {"agentid": str(client.account.agent)})
    try:
        answer = await client.call(probe)
    except ApiFault as fault:
        if fault.code != NOT_IN_USE:
            return [*found, Finding("permission_refused", False, platform, fault=fault)]
        answer = {}
    return [*found, *_answered(client.account, answer)]


def _answered(account: Account, answer: Mapping[str, Any]) -> list[Finding]:
    """What the answer to a probe says beyond that it was given."""
    if account.platform == "wecom" and answer.get("close"):
        return [Finding("app_closed", False, account.platform, "agent_id")]
    if account.platform == "customer_service" and account.desk:
        desks = {desk.get("open_kfid"): desk for desk in answer.get("account_list") or ()}
        if account.desk not in desks:
            return [Finding("desk_unknown", False, account.platform, "open_kfid")]
        if desks[account.desk].get("manage_privilege") is False:
            return [Finding("desk_not_managed", False, account.platform, "open_kfid")]
    return [Finding("permission_well", True, account.platform)]
