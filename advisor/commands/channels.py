"""`advisor channels check`: are the messaging channels set up, and what is missing? Nothing is sent to anybody.
`advisor channels code CODE`: a code to scan, such as that of a training session.
`advisor channels errors`: what each error code of the platforms means, as a table for documents."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator, Sequence

from advisor.channels.wechat.client_account import BASES
from advisor.channels.wechat.client_check import Finding, check, words_of
from advisor.channels.wechat.errors import ApiFault, Platform, explain
from advisor.channels.wechat.scenes import SCENE, has_scenes, scene_address
from advisor.channels.wechat.settings import BASE, VARIABLES, SettingsFault, given, public_url
from advisor.knowledge import load_knowledge
from advisor.storage.access_tokens import DatabaseTokens
from advisor.storage.database import own_database
from advisor.wording.texts import Texts

PATHS: dict[Platform, str] = {"official_account": "wechat", "wecom": "wecom", "customer_service": "wechat_service"}


def run(argv: Sequence[str] | None = None) -> int:
    """Check every channel that has settings; 1 where something is to be done, 0 otherwise."""
    knowledge = load_knowledge()
    parser = argparse.ArgumentParser(prog="advisor channels", description=__doc__)
    parser.add_argument("action", choices=["check", "code", "errors"])
    parser.add_argument("code", nargs="?", default="", help="of a training session, or any other that is to be kept")
    parser.add_argument("--language", choices=knowledge.languages, default=_language(knowledge.languages))
    options = parser.parse_args(argv)
    texts = Texts(knowledge, options.language)
    if options.action == "errors":
        print(error_tables(texts))
        return 0
    if options.action == "code":
        return _make_codes(options.code, texts)
    well = True
    used = [platform for platform in BASES if given(platform)]
    for platform in BASES:
        lines, is_well = asyncio.run(_examine(platform, texts))
        well = well and is_well
        print("\n".join(lines))
    if not used:
        print(_say(texts, "nothing"))
        return 0
    if (fault := _public_url(texts)) is not None:
        print(fault)
    return 0 if well else 1


def error_tables(texts: Texts) -> str:
    """Every code, by platform, with its meaning and what to do, in Markdown."""
    check = texts.find("channels", "check")
    lines: list[str] = []
    for place, codes in texts.find("channels", "errors").items():
        name = check["everywhere"] if place == "any" else check["channels"][place]
        lines += ["", f"### {name}", "", check["columns"], "|---|---|---|"]
        for code, words in codes.items():
            said = {part: words[part].format(code=code, address=check["its_address"]) for part in ("means", "do")}
            lines.append(f"| `{code}` | {said['means']} | {said['do']} |")
    return "\n".join(lines[1:])


def _make_codes(code: str, texts: Texts) -> int:
    """Print a code for every account that can have one; 1 where none was made."""
    if not SCENE.fullmatch(code):
        print(_say(texts, "code_form"))
        return 1
    made = 0
    accounts = {platform: found for platform in BASES if has_scenes(platform, found := given(platform))}
    for platform, found in accounts.items():
        name = texts.get("channels", "check", "channels", platform)
        try:
            address = asyncio.run(scene_address(platform, found, code, DatabaseTokens(own_database())))
        except ApiFault as fault:
            print(_say(texts, "no_code", channel=name, code=fault.code, **explain(fault, texts)._asdict()))
            continue
        print(_say(texts, "code" if platform == "official_account" else "link", channel=name, address=address))
        made += 1
    if not accounts:
        print(_say(texts, "code_of_none"))
    return 0 if made else 1


async def _examine(platform: Platform, texts: Texts) -> tuple[list[str], bool]:
    """What there is to say about a channel, and whether it is well."""
    found, name = given(platform), texts.get("channels", "check", "channels", platform)
    if not found:
        variables = ", ".join(VARIABLES[platform].values())
        return [_say(texts, "not_used", channel=name, variables=variables)], True
    address = f"{_address() or texts.get('channels', 'check', 'your_address')}/webhooks/{PATHS[platform]}/"
    lines = [_say(texts, "address", channel=name, address=address)]
    # The server's own store: asking for a token here must not take the server's token away.
    findings = await check(platform, found, DatabaseTokens(own_database()))
    lines += _described(findings, texts)
    if platform == "official_account" and "aes_key" not in found:
        lines.append(
            _say(texts, "not_well", variable=_variable(platform, "aes_key", texts), text=_say(texts, "plaintext"))
        )
    return [lines[0], *("  " + line for line in lines[1:])], all(finding.well for finding in findings)


def _described(findings: Sequence[Finding], texts: Texts) -> Iterator[str]:
    for finding in findings:
        said = words_of(finding, texts)
        if finding.well:
            yield _say(texts, "well", text=said)
        else:
            variable = _variable(finding.platform, finding.setting, texts) if finding.setting else ""
            yield _say(texts, "not_well", variable=variable, text=said)


def _variable(platform: Platform, setting: str, texts: Texts) -> str:
    name = {**VARIABLES[platform], "base": BASE}.get(setting, setting)
    return _say(texts, "variable", name=name)


def _public_url(texts: Texts) -> str | None:
    """What is to be said about the address of result pages."""
    try:
        return None if public_url() else _say(texts, "public_url")
    except SettingsFault as fault:
        return str(fault)


def _address() -> str:
    try:
        return public_url()
    except SettingsFault:
        return ""


def _language(known: Sequence[str]) -> str:
    said = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "")[:2].lower()
    return said if said in known else known[0]


def _say(texts: Texts, name: str, /, **words: str) -> str:
    return texts.get("channels", "check", name).format_map(words)
