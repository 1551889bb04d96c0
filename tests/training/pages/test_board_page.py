"""The board: what is on it and what is not, what it costs to ask again, who is refused."""

from __future__ import annotations

import html
import json
from datetime import datetime, timezone

import pytest
from served import Served, signed_in
from workshops import GOVERNMENT, USERS, finish, join, stand_at, texts, workshop

from advisor.knowledge.records import Knowledge
from advisor.training.board import board

SCRIPT = "<script>alert(1)</script>"
JSON = {"Accept": "application/json"}


def test_the_page_says_what_the_board_says(served: Served, knowledge: Knowledge) -> None:
    trainer, _ = signed_in(served, "Board")
    session = trainer.new_session("Figures")
    workshop(served, session, 5, 7, 4)
    for _ in range(2):
        stand_at(served, join(served, session), {"main_source": "users"}, "government_share")
    stand_at(served, join(served, session), {}, "main_source")
    shown = html.unescape(trainer.get(f"/training/{session}/board").text)
    made = served.data.sessions.find(session)
    assert made is not None
    wanted = board(made, served.data.sessions.seats(session), knowledge, "en", datetime.now(timezone.utc))
    said = [wanted.joined_text, wanted.answering_text, wanted.finished_text, wanted.protection, wanted.types.basis.note]
    said += [each.text for each in (*wanted.people, wanted.at[1])]
    # One by themselves stands among the people already.
    assert (wanted.at[0].count, wanted.at[0].text in shown) == (1, False)
    figures = [f for counted in (wanted.types, *wanted.questions, *wanted.profile) for f in counted.figures]
    said += [figure.text for figure in figures] + [problem.figure.text for problem in wanted.problems]
    assert wanted.types.figures
    assert any(problem.figure.low > 0 for problem in wanted.problems)
    assert [text for text in said if text not in shown] == []
    widths = [f'width="{round(figure.share * 1000)}"' for figure in figures if figure.share is not None]
    assert [width for width in widths if width not in shown] == []


def test_names_are_those_of_who_agreed_and_inert(served: Served) -> None:
    trainer, _ = signed_in(served, "Names")
    session = trainer.new_session(f"Names {SCRIPT}", anonymous="no")
    join(served, session, f"Choir {SCRIPT}", named=True)
    join(served, session, "Quiet mediation studio")
    page, news = trainer.get(f"/training/{session}/board").text, trainer.get(f"/training/{session}/board.json").json()
    for shown in (page, news["parts"]["people"]):
        assert "Choir &lt;script&gt;" in shown
        assert "<script>alert" not in shown
        assert "Quiet" not in shown
        assert "No. 2" in shown


def test_an_anonymous_session_names_nobody(served: Served) -> None:
    trainer, _ = signed_in(served, "Anonymous")
    session = trainer.new_session(anonymous="yes")
    join(served, session, "Choir", "treasurer", named=True)
    for path in ("board", "board.json"):
        shown = trainer.get(f"/training/{session}/{path}").text
        assert "No. 1" in shown
        assert "Choir" not in shown
        assert "treasurer" not in shown


def test_an_unchanged_board_is_not_made_again(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, account = signed_in(served, "Polling")
    session = trainer.new_session()
    participant = join(served, session)
    read: list[str] = []
    seats = served.data.sessions.seats
    monkeypatch.setattr(served.data.sessions, "seats", lambda id: read.append(id) or seats(id))
    path = f"/training/{session}/board.json?in=en"
    first = trainer.get(path, headers=JSON)
    mark = {"If-None-Match": first.headers["ETag"], **JSON}
    before = len(served.audit())
    answers = [trainer.get(path, headers=mark) for _ in range(5)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(304, b"")] * 5
    assert read == [session]
    assert len(served.audit()) == before, "Polling is recorded once in ten minutes."
    assert served.audit()[-1] == (account.id, "see_answers", session, True)
    stand_at(served, participant, {"main_source": "users"}, "government_share")
    news = trainer.get(path, headers=mark)
    assert news.status_code == 200
    assert (news.json()["joined"], news.json()["answering"]) == (1, 1)
    assert "question 2 of 12" in news.json()["parts"]["people"]
    assert trainer.get(f"{path}&in=zh", headers=mark).status_code == 200
    mark["If-None-Match"] = news.headers["ETag"]
    trainer.post(f"/training/{session}/close", {}, trainer.form(f"/training/{session}/close"))
    closed = trainer.get(path, headers=mark)
    assert "This session is closed" in closed.json()["parts"]["counts"]


def test_a_small_group_is_not_broken_down_and_the_attempt_is_recorded(served: Served) -> None:
    trainer, account = signed_in(served, "Small")
    session = trainer.new_session(minimum="4")
    workshop(served, session, 2, 1)
    too_few = texts("en", "training_board")["basis"]["too_few"].format(minimum=4, count=3)
    board_page = trainer.get(f"/training/{session}/board").text
    assert "/board/main_source" not in board_page
    assert "of 3" not in board_page
    for address, headers in (("board/main_source", {}), ("board.json?question=main_source", JSON)):
        refused = trainer.get(f"/training/{session}/{address}", headers=headers)
        assert refused.status_code == 403
        told = refused.json()["text"] if headers else html.unescape(refused.text)
        assert too_few in told
        assert served.audit()[-1] == (account.id, "see_answers", f"{session}/main_source", False)
    workshop(served, session, 2, 3)
    shown = html.unescape(trainer.get(f"/training/{session}/board/main_source").text)
    assert "mostly government money: 4 of 8" in shown.replace("Mostly", "mostly")
    assert trainer.get(f"/training/{session}/board/no_such_question").status_code == 404


@pytest.mark.parametrize("path", ["board", "board.json", "board/main_source", "board.json?question=main_source"])
def test_another_trainers_board_is_like_none(served: Served, path: str) -> None:
    trainer, _ = signed_in(served, f"Owner of {path}")
    session = trainer.new_session("Not yours")
    workshop(served, session, 4, 4)
    stranger, account = signed_in(served, f"Stranger at {path}")
    # One id of the request for both, as the page shows it.
    same = {"X-Request-ID": "0123456789abcdef"}
    refused = [stranger.get(f"/training/{id}/{path}", headers=same) for id in (session, "nosuchsession000")]
    assert [answer.status_code for answer in refused] == [404, 404]
    assert refused[0].text.replace(session, "") == refused[1].text.replace("nosuchsession000", "")
    assert "Not yours" not in refused[0].text
    assert (account.id, "see_answers", session, False) in served.audit()


def test_the_board_speaks_the_sessions_language_unless_another_is_asked_for(served: Served) -> None:
    trainer, _ = signed_in(served, "Languages", language="en")
    session = trainer.new_session(language="zh")
    join(served, session)
    path = f"/training/{session}/board"
    assert texts("zh")["board"]["parts"]["answers"] in trainer.get(path).text
    assert texts("en")["board"]["parts"]["answers"] in trainer.get(f"{path}?language=en").text
    news = trainer.get(f"{path}.json?in=en")
    assert "Joined: 1" in news.json()["parts"]["counts"]
    assert "Set-Cookie" not in news.headers


def test_what_a_script_gets_is_json_without_names_of_those_who_did_not_agree(served: Served) -> None:
    trainer, _ = signed_in(served, "News")
    session = trainer.new_session(anonymous="no")
    finish(served, join(served, session, "Agreed", named=True), GOVERNMENT)
    finish(served, join(served, session, "Kept back"), USERS)
    news = trainer.get(f"/training/{session}/board.json").json()
    assert set(news) == {"made", "joined", "answering", "finished", "parts"}
    assert (news["joined"], news["finished"]) == (2, 2)
    assert "Kept back" not in json.dumps(news)
