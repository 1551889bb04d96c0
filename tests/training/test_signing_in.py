"""Signing in: nothing tells known names from unknown ones, guessing is slow, tokens are new and end."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any

import argon2
import pytest
from served import OTHER_PASSWORD, PASSWORD, Person, Served, signed_in

from advisor.storage.sign_ins import FIRST_WAIT, FREE_ATTEMPTS, IDLE_SECONDS
from advisor.training import passwords
from advisor.training.accounts import Role

SIGNED_IN, FORM = "advisor_training", "advisor_training_form"


def _morsel(answer: Any, name: str) -> Any:
    found: SimpleCookie = SimpleCookie()
    for line in answer.raw.headers.getlist("Set-Cookie"):
        found.load(line)
    return found[name]


def test_signing_in_and_out(served: Served) -> None:
    person, _ = signed_in(served, "Sun")
    assert person.get("/training").status_code == 200
    answer = person.post("/training/sign-out", {}, person.form("/training"))
    assert answer.headers["Location"] == "/training/sign-in"
    assert SIGNED_IN not in person.browser.cookies
    assert person.get("/training").headers["Location"] == "/training/sign-in"


def test_the_cookie_is_for_these_pages_and_no_script(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.account("Cookie")
    cookie = _morsel(Person(served).sign_in("Cookie"), SIGNED_IN)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/training"
    assert not cookie["secure"]
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", f"https://127.0.0.1:{served.port}")
    person = Person(served)
    page = person.get("/training/sign-in")
    assert _morsel(page, FORM)["secure"]


def test_signing_out_everywhere(served: Served) -> None:
    here, _ = signed_in(served, "Everywhere")
    there = Person(served)
    there.sign_in("Everywhere")
    here.post("/training/sign-out-everywhere", {}, here.form("/training/account"))
    assert there.get("/training").status_code == 303


def test_a_sign_in_that_was_there_before_is_worth_nothing_after(served: Served) -> None:
    """Whoever plants a token in a browser does not know the one after signing in."""
    served.account("Fixed")
    person = Person(served)
    person.browser.cookies.set(SIGNED_IN, "planted-by-somebody", domain="127.0.0.1", path="/training")
    csrf = person.form("/training/sign-in")
    form_before = person.browser.cookies[FORM]
    assert person.post("/training/sign-in", {"name": "Fixed", "password": PASSWORD}, csrf).status_code == 303
    first = person.browser.cookies.get(SIGNED_IN)
    assert first not in (None, "planted-by-somebody", form_before)
    assert FORM not in person.browser.cookies
    assert served.stores.sign_ins.account_of("planted-by-somebody") is None
    # The form's token of before the sign-in does nothing after it.
    assert person.post("/training/sign-out", {}, csrf).status_code == 403


def test_signing_in_again_ends_the_sign_in_before(served: Served) -> None:
    person, account = signed_in(served, "Again")
    before = person.browser.cookies[SIGNED_IN]
    csrf = person.form("/training/account")
    person.post("/training/sign-in", {"name": "Again", "password": PASSWORD}, csrf)
    after = person.browser.cookies[SIGNED_IN]
    assert after != before
    assert served.stores.sign_ins.account_of(before) is None
    assert served.stores.sign_ins.account_of(after) == account.id


def test_a_sign_in_ends_after_twelve_idle_hours(served: Served) -> None:
    person, _ = signed_in(served, "Idle")
    served.clock.now += IDLE_SECONDS - 5
    assert person.get("/training").status_code == 200
    served.clock.now += IDLE_SECONDS + 5
    assert person.get("/training").status_code == 303


def test_unknown_names_get_the_same_answer_for_the_same_work(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.account("Known")
    locked = served.account("Locked away")
    served.stores.accounts.lock(locked.id)
    checked: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counting(self: argon2.PasswordHasher, kept: str, password: str) -> bool:
        checked.append(kept.rsplit("$", 2)[0])
        return verify(self, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counting)
    answers = []
    for name, password in (("Known", OTHER_PASSWORD), ("Unknown", OTHER_PASSWORD), ("Locked away", PASSWORD)):
        person = Person(served)
        csrf = person.form("/training/sign-in")
        checked.clear()
        answer = person.post("/training/sign-in", {"name": name, "password": password}, csrf)
        answers.append((answer.status_code, answer.text.replace(name, "").replace(csrf, ""), list(checked)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 401
    assert len(answers[0][2]) == 1


@pytest.mark.parametrize("name", ["Often", "Nobody of that name"])
def test_after_five_failures_a_name_has_to_wait(served: Served, name: str) -> None:
    if name == "Often":
        served.account(name)
    person = Person(served)
    for _ in range(FREE_ATTEMPTS):
        assert person.sign_in(name, OTHER_PASSWORD).status_code == 401
    refused = person.sign_in(name)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= FIRST_WAIT
    assert "30 seconds" in refused.text
    served.clock.now += FIRST_WAIT + 1
    assert person.sign_in(name).status_code == (303 if name == "Often" else 401)


def test_after_five_failures_an_address_has_to_wait_whatever_the_name(served: Served) -> None:
    served.account("Bystander")
    for number in range(FREE_ATTEMPTS):
        Person(served).sign_in(f"guess {number}", OTHER_PASSWORD)
    assert Person(served).sign_in("Bystander").status_code == 429
    served.clock.now += FIRST_WAIT + 1
    assert Person(served).sign_in("Bystander").status_code == 303


def test_many_attempts_at_once_gain_nothing(served: Served) -> None:
    served.account("Flooded")
    people = [Person(served) for _ in range(12)]
    tokens = [person.form("/training/sign-in") for person in people]

    def guess(number: int) -> int:
        fields = {"name": "Flooded", "password": f"{OTHER_PASSWORD} {number}"}
        return people[number].post("/training/sign-in", fields, tokens[number]).status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = sorted(pool.map(guess, range(12)))
    assert statuses == [401] * FREE_ATTEMPTS + [429] * (12 - FREE_ATTEMPTS)


def test_locking_signs_out_at_once(served: Served) -> None:
    person, account = signed_in(served, "Sent away")
    served.stores.accounts.lock(account.id)
    assert person.get("/training").status_code == 303
    assert person.sign_in("Sent away").status_code == 401


def test_attempts_are_in_the_audit_log_without_what_was_typed(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    account, before = served.account("Tried"), len(served.audit())
    with caplog.at_level(logging.DEBUG):
        Person(served).sign_in("Tried", "marker-password-1")
        Person(served).sign_in("marker-name-2", "marker-password-2")
        Person(served).sign_in("Tried")
    new = served.audit()[before:]
    assert new == [
        ("", "sign_in", account.id, False),
        ("", "sign_in", "", False),
        (account.id, "sign_in", "", True),
    ]
    assert "marker" not in caplog.text


@pytest.mark.parametrize(
    ("back", "goes"),
    [
        ("/training/new", "/training/new"),
        ("https://elsewhere.example/", "/training"),
        ("//elsewhere.example/training", "/training"),
        ("/training/../../x", "/training/../../x"),
        ("/training\\@elsewhere.example", "/training"),
        ("/trainingelsewhere", "/training"),
        ("javascript:alert(1)", "/training"),
    ],
)
def test_after_signing_in_one_is_back_where_one_wanted_to_go(served: Served, back: str, goes: str) -> None:
    served.account(f"Back {back[:40]}")
    answer = Person(served).sign_in(f"Back {back[:40]}", back=back)
    assert answer.headers["Location"] == goes


def test_where_one_wanted_to_go_is_remembered(served: Served) -> None:
    answer = Person(served).get("/training/new")
    assert answer.headers["Location"] == "/training/sign-in?next=/training/new"
    page = Person(served).get(answer.headers["Location"]).text
    assert 'name="next" value="/training/new"' in page


def test_changing_the_password(served: Served) -> None:
    person, _ = signed_in(served, "Changes")
    elsewhere = Person(served)
    elsewhere.sign_in("Changes")
    before = person.browser.cookies[SIGNED_IN]
    path, fields = "/training/account/password", {"password": PASSWORD, "new_password": OTHER_PASSWORD}
    wrong = person.post(path, {**fields, "password": "not the present one"}, person.form("/training/account"))
    assert wrong.status_code == 422
    short = person.post(path, {**fields, "new_password": "eleven sign"}, person.form("/training/account"))
    assert short.status_code == 422
    assert "at least 12" in short.text
    assert 'href="/training/account?language=zh"' in short.text
    done = person.post(path, fields, person.form("/training/account"))
    assert done.status_code == 303
    assert person.browser.cookies[SIGNED_IN] != before
    assert person.get("/training").status_code == 200
    assert elsewhere.get("/training").status_code == 303
    assert Person(served).sign_in("Changes").status_code == 401
    assert Person(served).sign_in("Changes", OTHER_PASSWORD).status_code == 303


@pytest.mark.parametrize("outdated", [False, True])
@pytest.mark.parametrize("of", ["sign_in", "change_password"])
def test_a_password_that_is_replaced_while_it_is_checked_opens_nothing(
    served: Served, of: str, outdated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"Replaced {of} {outdated}"
    person, account = signed_in(served, name)
    other, csrf = passwords.hashed(OTHER_PASSWORD), person.form("/training/account")
    check = passwords.fits

    def meanwhile(password: str, kept: str | None) -> bool:
        fits = check(password, kept)
        if served.stores.accounts.by_name(name) != (account, other):
            # As `advisor account password` does. Who sends the form must not be stopped for being signed out.
            served.stores.accounts.set_password(account.id, other, stay_signed_in=of == "change_password")
        return fits

    monkeypatch.setattr(passwords, "fits", meanwhile)
    monkeypatch.setattr(passwords, "outdated", lambda kept: outdated and kept != other)
    if of == "sign_in":
        stranger, before = Person(served), len(served.audit())
        assert stranger.sign_in(name).status_code == 401
        assert SIGNED_IN not in stranger.browser.cookies
        assert served.audit()[before:] == [("", "sign_in", account.id, False)]
    else:
        fields = {"password": PASSWORD, "new_password": "a third password"}
        assert person.post("/training/account/password", fields, csrf).status_code == 422
        assert served.audit()[-1] == (account.id, "change_password", "", False)
    assert served.stores.accounts.by_name(name) == (account, other)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.OPERATOR])
def test_only_owners_delete_their_own_account(served: Served, role: Role) -> None:
    person, account = signed_in(served, f"Stays {role.value}", role)
    answer = person.post("/training/account/delete", {"sure": "yes"}, person.form("/training/account"))
    assert answer.status_code == 403
    assert served.stores.accounts.find(account.id) is not None


def test_languages_by_browser_and_by_switch(served: Served) -> None:
    assert 'lang="zh"' in Person(served, "zh-CN,zh;q=0.9").get("/training/sign-in").text
    assert 'lang="en"' in Person(served, "fr").get("/training/sign-in").text
    person = Person(served, "en")
    assert "登录" in person.get("/training/sign-in?language=zh").text
    assert "登录" in person.get("/training/sign-in").text
    assert "Sign in" in person.get("/training/sign-in?language=en").text
    assert "Sign in" in person.get("/training/sign-in?language=xx").text


def test_a_form_that_was_open_while_the_secret_was_rotated_can_be_sent(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.account("Rotated")
    person, old = Person(served), "s" * 40
    csrf = person.form("/training/sign-in")
    fields = {"name": "Rotated", "password": PASSWORD}
    monkeypatch.setenv("ADVISOR_SECRET", "t" * 40)
    assert person.post("/training/sign-in", fields, csrf).status_code == 403
    monkeypatch.setenv("ADVISOR_SECRET_PREVIOUS", old)
    assert person.post("/training/sign-in", fields, csrf).status_code == 303
    assert person.form("/training") != csrf
    monkeypatch.setenv("ADVISOR_SECRET_PREVIOUS", "")
    assert person.get("/training").status_code == 200, "A sign-in does not hang on the secret."
