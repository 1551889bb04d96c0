"""Forms of other sites, other trainers' sessions, roles: refused in every way, and recorded."""

from __future__ import annotations

import logging
import re

import pytest
from served import Person, Served, signed_in

from advisor.training.accounts import Role

ID = "[A-Za-z0-9_-]{8,}"
PAGES = ("", "/print", "/settings", "/close", "/delete", "/probe")
POSTS = ("/settings", "/close", "/delete", "/probe")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ANSWERS = {"name": "Changed", "language": "en", "anonymous": "yes", "minimum": "4", "sure": "yes"}


def _filled(path: str, session: str, account: str) -> str:
    values = {"id": session, "account": account, "result": "r1"}
    return re.sub(r"<(\w+)(?::\w+)?>", lambda found: values.get(found.group(1), "x"), path)


def test_no_form_counts_without_its_token(served: Served) -> None:
    """Every address that takes a form, by every role, without a token and with somebody else's."""
    trainer, account = signed_in(served, "Guarded")
    session = trainer.new_session()
    people = [trainer, *(signed_in(served, f"Guarded {role.value}", role)[0] for role in (Role.OWNER, Role.OPERATOR))]
    foreign = signed_in(served, "Foreign")[0].form("/training/account")
    before = served.stores.sessions.find(session)
    posts = [path for path in served.posts() if path.startswith("/training")]
    assert len(posts) >= 12
    for path in posts:
        address = _filled(path, session, account.id)
        for person in people:
            for csrf in (None, "", foreign, "0" * 64):
                refused = person.post(address, ANSWERS, csrf)
                assert (refused.status_code, address) == (403, address)
                assert "Set-Cookie" not in refused.headers
    assert served.stores.sessions.find(session) == before
    assert all(not each.locked for each in served.stores.accounts.all())
    assert trainer.get("/training").status_code == 200


def test_a_refused_form_is_in_the_audit_log(served: Served) -> None:
    trainer, account = signed_in(served, "Form")
    session = trainer.new_session()
    trainer.post(f"/training/{session}/close", {}, "0" * 64)
    assert served.audit()[-1] == (account.id, "close_session", session, False)


def test_scripts_send_the_token_in_a_header_and_get_json(served: Served) -> None:
    trainer, _ = signed_in(served, "Scripts")
    session = trainer.new_session()
    path = f"/training/{session}/probe"
    csrf = trainer.get(path).json()["csrf"]
    assert f'<meta name="csrf" content="{csrf}">' in trainer.get("/training").text
    assert trainer.post(path, {}, headers={"X-CSRF-Token": csrf}).json() == {"changed": session}
    refused = trainer.post(path, {}, headers={"X-CSRF-Token": "wrong"})
    assert (refused.status_code, refused.json()["error"]) == (403, "form")
    assert refused.json()["request"] == served.stores.audit.page(1)[0].request
    assert Person(served).get(path, headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("role", [Role.TRAINER, Role.OWNER, Role.OPERATOR])
def test_somebody_elses_session_is_like_none(served: Served, role: Role) -> None:
    owner, _ = signed_in(served, f"Has a session, {role.value}")
    session, stranger_name = owner.new_session("Secret workshop"), f"Stranger {role.value}"
    stranger, account = signed_in(served, stranger_name, role)
    csrf = stranger.form("/training/account")
    before = served.stores.sessions.find(session)
    for method, parts in (("get", PAGES), ("post", POSTS)):
        for part in parts:
            start, shown = len(served.audit()), []
            for id in (session, "thereisnosuchid0"):
                path = f"/training/{id}{part}"
                # One id for both, as the page shows it.
                same = {"headers": {"X-Request-ID": "0123456789abcdef"}}
                answer = stranger.get(path, **same) if method == "get" else stranger.post(path, ANSWERS, csrf, **same)
                shown.append((answer.status_code, answer.text.replace(id, "")))
            assert shown[0] == shown[1]
            assert shown[0][0] == 404
            assert "Secret" not in shown[0][1]
            new = served.audit()[start:]
            assert [(entry[0], entry[2], entry[3]) for entry in new] == [
                (account.id, session, False),
                (account.id, "thereisnosuchid0", False),
            ]
    assert served.stores.sessions.find(session) == before


def test_somebody_not_signed_in_sees_nothing_and_is_recorded(served: Served) -> None:
    session = signed_in(served, "Absent")[0].new_session("Secret workshop")
    person = Person(served)
    for part in PAGES:
        start = len(served.audit())
        answer = person.get(f"/training/{session}{part}")
        assert answer.headers["Location"].startswith("/training/sign-in?next=/training/")
        assert answer.text == ""
        assert [(who, object, allowed) for who, _, object, allowed in served.audit()[start:]] == [("", session, False)]
    for part in POSTS:
        assert person.post(f"/training/{session}{part}", ANSWERS, "0" * 64).status_code == 303
    assert served.stores.sessions.find(session) is not None


def test_too_many_requests_of_somebody_not_signed_in(served: Served) -> None:
    session = signed_in(served, "Hammered")[0].new_session()
    person = Person(served)
    statuses = [person.get(f"/training/{session}").status_code for _ in range(70)]
    assert set(statuses[:50]) == {303}
    assert statuses[-1] == 429
    refused = person.get(f"/training/{session}")
    assert 0 < int(refused.headers["Retry-After"]) <= 61


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        (Role.TRAINER, ["/training/accounts", "/training/audit", "/training/results", "/training/claim"]),
        (Role.OWNER, ["/training/accounts", "/training/audit", "/training/new"]),
        (Role.OPERATOR, ["/training/results", "/training/claim", "/training/new"]),
    ],
)
def test_pages_of_other_roles(served: Served, role: Role, pages: list[str]) -> None:
    person, account = signed_in(served, f"Curious {role.value}", role)
    csrf = person.form("/training/account")
    for page in pages:
        start = len(served.audit())
        assert person.get(page).status_code == 403
        if page not in ("/training/audit", "/training/results"):
            assert person.post(page, ANSWERS, csrf).status_code == 403
        new = served.audit()[start:]
        assert new
        assert all((who, allowed) == (account.id, False) for who, _, _, allowed in new)
        assert f'href="{page}"' not in person.get("/training/account").text


def test_looking_is_recorded_and_asking_again_and_again_once(served: Served) -> None:
    trainer, account = signed_in(served, "Looks")
    session, start = trainer.new_session(), len(served.audit())
    for _ in range(5):
        trainer.get(f"/training/{session}/probe")
    assert served.audit()[start:] == [(account.id, "see_answers", session, True)]


def test_every_answer_has_the_headers_that_keep_it_in(served: Served) -> None:
    trainer, _ = signed_in(served, "Headers")
    session = trainer.new_session()
    paths = ["/training/sign-in", "/training", f"/training/{session}", "/training/accounts", "/training/nothing-here"]
    for path in paths:
        headers = trainer.get(path).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
    html = trainer.get(f"/training/{session}").text
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", html)


def test_a_fault_of_ours_says_nothing_of_anybody(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    trainer, _ = signed_in(served, "Broken")
    session = trainer.new_session()
    with caplog.at_level(logging.DEBUG):
        answer = trainer.get(f"/training/{session}/probe/broken")
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "somebody said this" not in caplog.text + answer.text


def test_the_request_id_in_the_audit_log_is_plain(served: Served) -> None:
    trainer, _ = signed_in(served, "Ids")
    session = trainer.new_session()
    id = "<b>marker</b>; drop table audit" + "x" * 100
    trainer.get(f"/training/{session}/probe", headers={"X-Request-ID": id})
    request = served.stores.audit.page(1)[0].request
    assert re.fullmatch(r"[A-Za-z0-9-]{1,36}", request)
