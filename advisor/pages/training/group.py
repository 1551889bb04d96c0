"""The pages that show what the participants of a session answered."""

from __future__ import annotations

from sanic import Blueprint

from advisor.knowledge import load_knowledge
from advisor.pages.training.board import board
from advisor.pages.training.guard import Guard
from advisor.training.board import Boards


def group_pages(guard: Guard) -> list[Blueprint]:
    """Every blueprint of them; they share one `Boards`, so that all show the same figures."""
    boards = Boards(load_knowledge())
    return [board(guard, boards)]
