"""Whose conversation an operator means: by what people can tell about themselves."""

from __future__ import annotations

import argparse
import os
import re
from urllib.parse import parse_qs, urlsplit

import sqlalchemy as sa

from advisor.channels.wechat.people import conversation_of
from advisor.storage.lasting_key import lasting_key
from advisor.storage.personal_data import PersonalData
from advisor.storage.traces import Traces

ACCOUNTS = {
    "wechat": "",
    "wecom": "ADVISOR_WECOM_CORPID",
    "wechat_service": "ADVISOR_WECHAT_SERVICE_OPEN_KFID",
}
"""Messaging channel → the setting that holds the id its messages come to; empty: no setting does."""
_SHARE = re.compile(r"[A-Za-z0-9_-]+")


class NotFound(Exception):
    """Nobody is found by what was given; the message says what to look at."""


def add_ways(command: argparse.ArgumentParser) -> None:
    """The options that say who is meant."""
    ways = command.add_argument_group("who is meant (one of these ways)")
    ways.add_argument("--conversation", metavar="ID", help="the id of the conversation")
    ways.add_argument("--result", metavar="ID", help="the id of a result: it stands in the address of its page")
    ways.add_argument("--link", metavar="ADDRESS", help="a link to a result that the leader shared")
    ways.add_argument("--session", metavar="CODE", help="the code of a training session, with --number")
    ways.add_argument("--number", type=int, metavar="N", help="the participant's number in it")
    ways.add_argument("--channel", choices=sorted(ACCOUNTS), help="a messaging channel, with --person")
    ways.add_argument("--person", metavar="ID", help="the platform's id: openid, userid, external_userid")
    ways.add_argument(
        "--account",
        metavar="ID",
        help="whom they write to: the original id gh_… of an Official Account, the CorpID, or the open_kfid "
        "(default: from the settings, where they say)",
    )


def find(options: argparse.Namespace, data: PersonalData, traces: Traces, own: sa.engine.Engine) -> str:
    """The conversation that is meant; raises NotFound, or ValueError where it was not said in one way."""
    given = [each for each in ("conversation", "result", "link", "session", "channel") if getattr(options, each)]
    if len(given) != 1:
        raise ValueError("Say who is meant in one way: --conversation, --result, --link, --session or --channel.")
    found = {"result": _by_result, "link": _by_link, "session": _by_number, "channel": _by_person}.get(given[0])
    conversation = found(options, data, traces, own) if found else str(options.conversation)
    if conversation is None or not traces.of(conversation):
        raise NotFound("Nothing is kept of anybody by that. It may be mistyped, or deleted already.")
    return conversation


def _by_result(options: argparse.Namespace, data: PersonalData, _traces: Traces, _own: sa.engine.Engine) -> str | None:
    stored = data.results.result(options.result)
    return stored.conversation if stored else None


def _by_link(options: argparse.Namespace, _data: PersonalData, traces: Traces, _own: sa.engine.Engine) -> str | None:
    share = parse_qs(urlsplit(options.link).query).get("share", [options.link])[0]
    if not _SHARE.fullmatch(share):
        raise ValueError("--link takes an address such as https://advisor.example.org/result/…?share=…")
    return traces.by_link(share)


def _by_number(options: argparse.Namespace, data: PersonalData, traces: Traces, _own: sa.engine.Engine) -> str | None:
    if options.number is None:
        raise ValueError("--session takes --number: which of its participants is meant.")
    session = data.sessions.by_code(options.session)
    if session is None:
        raise NotFound(f"There is no session with the code {options.session!r}.")
    return traces.by_number(session.id, options.number)


def _by_person(options: argparse.Namespace, _data: PersonalData, _traces: Traces, own: sa.engine.Engine) -> str | None:
    setting = ACCOUNTS[options.channel]
    account = options.account or (os.environ.get(setting, "").strip() if setting else "")
    if not options.person or not account:
        raise ValueError(
            f"--channel {options.channel} takes --person and --account"
            + (f" (or the setting {setting})." if setting else " (the original id gh_… of the Official Account).")
        )
    return conversation_of(lasting_key(own), options.channel, account, options.person)
