"""The pages of training staff below `/training`."""

from __future__ import annotations

import time
from collections.abc import Callable

import sqlalchemy as sa
from sanic import Blueprint

from advisor.channels.web.arriving import Gate
from advisor.knowledge import load_knowledge
from advisor.pages.training.claims import claims
from advisor.pages.training.group import group_pages
from advisor.pages.training.guard import Guard
from advisor.pages.training.people import people
from advisor.pages.training.sessions import sessions
from advisor.pages.training.signing_in import signing_in
from advisor.pages.training.stores import Stores
from advisor.storage.access_tokens import DatabaseTokens
from advisor.storage.paper_rows import PAPER
from advisor.storage.personal_data import PersonalData
from advisor.training.board import Boards
from advisor.training.passwords import fits


def training(
    data: PersonalData, own: sa.engine.Engine, gate: Gate, clock: Callable[[], float] = time.time
) -> list[Blueprint]:
    """Every blueprint of these pages.

    data, own  what belongs to conversations, and the assistant's own database
    clock      what sign-ins, waits and the audit log go by
    """
    # The first unknown name must not cost more than the others.
    fits("", None)
    guard, boards = Guard(Stores.of(data, own, clock), gate), Boards(load_knowledge())

    def end(session: str, joined: list[str]) -> None:
        """What goes with a session that is deleted: its figures, and answers that came on paper."""
        boards.forget(session)
        for conversation in joined:
            if conversation.startswith(PAPER):
                data.erase(conversation)

    group = group_pages(guard, own, gate, boards)
    return [signing_in(guard), people(guard), claims(guard), sessions(guard, end, DatabaseTokens(own)), *group]
