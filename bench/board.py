"""How long the board of a session takes, and whether it stays the same as sessions and groups grow.

    python bench/board.py [ROUNDS]

A board is read and made anew as after every answer: seats from the database, figures, words. Figures
are taken in turn from a database that holds one session and one that holds twenty (of 25 participants
each), then with 5 to 100 participants in a session. `unchanged` is a look at a board nothing changed in.
`lag_s` is from storing an answer to its standing on the page in a browser; see board_lag.py.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from board_lag import lags

from advisor.knowledge import load_knowledge
from advisor.storage.database import own_database
from advisor.storage.sessions import SessionStore
from advisor.training.board import Boards
from advisor.training.records import Participant, Progress, Session

SEED = 20261124
PARTICIPANTS = 25
SESSIONS = 20
SIZES = (5, 10, 25, 50, 100)


def random_answers(knowledge, rng):
    answers = {}
    for question in knowledge.in_stage("core"):
        if question.several:
            answers[question.id] = tuple(value for value in question.values if rng.random() < 0.3)
        else:
            answers[question.id] = rng.choice((*question.values, "skip"))
    return answers


def fill(store, knowledge, rng, people):
    """A session whose participants all finished."""
    session = store.create(Session("", "trainer", "Workshop", "en", created="2026-11-24T09:00:00Z"))
    for _ in range(people):
        conversation = f"web-{rng.getrandbits(64):x}"
        store.join(Participant("", session.id, conversation, 0))
        store.note(conversation, Progress(random_answers(knowledge, rng), {}, None, "result", "r"))
    return session


def one_board(store, boards, session, knowledge, rng):
    """Seconds from a new answer of one participant to the board, without storing the answer."""
    conversation = store.seats(session.id)[0].participant.conversation
    store.note(conversation, Progress(random_answers(knowledge, rng), {}, None, "result", "r"))
    began = time.perf_counter()
    boards.at_mark(session, store.mark(session.id), lambda: store.seats(session.id), "en", datetime.now(timezone.utc))
    return time.perf_counter() - began


def main(rounds=40):
    knowledge, rng = load_knowledge(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        stores = {}
        for sessions in (1, SESSIONS):
            store = SessionStore(own_database(Path(folder) / f"{sessions}.db"))
            filled = [fill(store, knowledge, rng, PARTICIPANTS) for _ in range(sessions)]
            stores[sessions] = (store, filled[0])
        boards = {sessions: Boards(knowledge) for sessions in stores}
        times = {sessions: [] for sessions in stores}
        for turn in range(rounds + 3):
            for sessions, (store, session) in stores.items():
                seconds = one_board(store, boards[sessions], session, knowledge, rng)
                if turn >= 3:
                    times[sessions].append(seconds)
        alone, among = (statistics.median(times[sessions]) for sessions in stores)
        store, session = stores[SESSIONS]
        marks = []
        for _ in range(rounds):
            began = time.perf_counter()
            mark = store.mark(session.id)
            boards[SESSIONS].at_mark(session, mark, list, "en", datetime.now(timezone.utc))
            marks.append(time.perf_counter() - began)
        growth = {}
        for size in SIZES:
            grown, own = fill(store, knowledge, rng, size), Boards(knowledge)
            seconds = [one_board(store, own, grown, knowledge, rng) for _ in range(rounds + 3)][3:]
            growth[size] = round(statistics.median(seconds) * 1e3, 2)
    waited = sorted(lags(rounds, SEED))
    report = {
        "rounds": rounds,
        "lag_s": {
            "median": round(statistics.median(waited), 2),
            "p95": round(statistics.quantiles(waited, n=20)[-1], 2),
            "most": round(waited[-1], 2),
        },
        "over_2_s": sum(each > 2 for each in waited),
        "ms_1_session": round(alone * 1e3, 2),
        f"ms_{SESSIONS}_sessions": round(among * 1e3, 2),
        "ratio": round(among / alone, 2),
        "ms_unchanged": round(statistics.median(marks) * 1e3, 2),
        "ms_by_participants": growth,
        "growth": round(growth[SIZES[-1]] / growth[SIZES[0]], 2),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
