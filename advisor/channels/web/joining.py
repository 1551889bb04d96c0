"""Joining a training session: by its code, as an organization or as one voice of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from advisor.channels.web.refusals import Refused
from advisor.storage.sessions import SessionStore
from advisor.training.records import Participant, Session
from advisor.wording.assessment_object import utc_now

LONGEST_NAME = 80


def open_session(code: str, sessions: SessionStore) -> Session:
    """The session people join by this code; raises Refused where there is none or it takes no answers."""
    session = sessions.by_code(code[:LONGEST_NAME])
    if session is None:
        raise Refused("no_session")
    if not session.takes_answers(date.today()):
        raise Refused("session_closed")
    return session


def joining_of(said: Any, sessions: SessionStore) -> Participant | None:
    """Who is about to join, from `{"code", "organization", "voice", "named"}`; None: nobody joins.

    In an anonymous session names are not taken at all. Raises Refused.
    """
    if said is None:
        return None
    if not isinstance(said, Mapping) or not isinstance(said.get("code"), str):
        raise Refused("malformed")
    session = open_session(said["code"], sessions)
    if session.anonymous:
        return Participant(id="", session=session.id, conversation="", number=0, joined=utc_now())
    organization = _name(said.get("organization"))
    if not organization:
        raise Refused("organization")
    return Participant(
        id="",
        session=session.id,
        conversation="",
        number=0,
        organization=organization,
        voice=_name(said.get("voice")),
        named=said.get("named") is True,
        joined=utc_now(),
    )


def _name(said: Any) -> str:
    if said is None:
        return ""
    if not isinstance(said, str) or len(said) > LONGEST_NAME:
        raise Refused("malformed")
    return " ".join("".join(sign for sign in said if sign.isprintable()).split())
