"""The pages that show what the participants of a session answered, and its papers and files."""

from __future__ import annotations

import sqlalchemy as sa
from sanic import Blueprint

from advisor.channels.web.arriving import Gate
from advisor.knowledge import load_knowledge
from advisor.pages.training.board import board
from advisor.pages.training.export import export
from advisor.pages.training.files import papers
from advisor.pages.training.guard import Guard
from advisor.pages.training.over_time import over_time
from advisor.pages.training.voices import voices
from advisor.storage.paper_rows import PaperRows
from advisor.training.board import Boards


def group_pages(guard: Guard, own: sa.engine.Engine, gate: Gate, boards: Boards | None = None) -> list[Blueprint]:
    """Every blueprint of them.

    own     the assistant's own database
    boards  what keeps the figures, shared by all of them so that board, report and kit show the same
    """
    boards = boards or Boards(load_knowledge())
    return [
        board(guard, boards),
        voices(guard, gate),
        over_time(guard),
        papers(guard, boards, gate),
        export(guard, PaperRows(own), gate),
    ]
