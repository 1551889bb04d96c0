"""How long after it is stored an answer stands on the board in a browser.

A real assistant serves the board of twelve participants to Chromium, whose page asks what is new by itself.
In each round, at a moment drawn at random between two looks of the page, where one participant stands is stored
as a turn stores it; the lag is from before that to the moment the row on the page says so, by the clock of the
one machine both run on. The turn before it is not in the figure, the network costs next to nothing.
"""

import os
import random
import shutil
import tempfile
import time
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from advisor.knowledge import load_knowledge
from advisor.serving.processes import free_port, running
from advisor.storage.accounts import AccountStore
from advisor.storage.database import own_database
from advisor.storage.sessions import SessionStore
from advisor.training.accounts import Role
from advisor.training.passwords import hashed
from advisor.training.records import Participant, Progress, Session

PARTICIPANTS = 12
NAME, PASSWORD = "Trainer", "a password of the bench"
BETWEEN_LOOKS = 1.5
"""Seconds; see EVERY in web/board.js."""
WATCH = """([place, text]) => { window.shown = new Promise((done) => {
  const part = document.querySelector('[data-part="people"]');
  new MutationObserver((_, observer) => {
    if (!part.querySelectorAll('.people li')[place].textContent.includes(text)) return;
    observer.disconnect();
    done(Date.now());
  }).observe(part, {childList: true, subtree: true});
}); }"""


@contextmanager
def data_folder():
    """A data folder of its own, in the environment."""
    before = os.environ.get("ADVISOR_DATA")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ADVISOR_DATA"] = folder
        yield
    if before is None:
        del os.environ["ADVISOR_DATA"]
    else:
        os.environ["ADVISOR_DATA"] = before


def lags(rounds, seed):
    """Seconds, one for each round."""
    knowledge, rng = load_knowledge(), random.Random(seed)
    core = [question.id for question in knowledge.in_stage("core")]
    names = {id: knowledge.wording["en"]["questions"][id]["name"] for id in core}
    with data_folder(), running(free_port()) as assistant, sync_playwright() as playwright:
        own = own_database()
        account, sessions = AccountStore(own).add(NAME, Role.TRAINER, hashed(PASSWORD)), SessionStore(own)
        session = sessions.create(Session("", account.id, "Workshop", "en", created="2026-11-24T09:00:00Z"))
        people = [f"web-{number:032x}" for number in range(PARTICIPANTS)]
        for who in people:
            sessions.join(Participant("", session.id, who, 0))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(locale="en")
        page.goto(f"{assistant.address}/training/sign-in?next=/training/{session.id}/board")
        page.fill("[name=name]", NAME)
        page.fill("[name=password]", PASSWORD)
        page.click("main button.main-action")
        page.locator("[data-board]").wait_for()
        found = []
        for turn in range(rounds):
            place, asked = turn % PARTICIPANTS, core[turn // PARTICIPANTS % len(core)]
            time.sleep(rng.uniform(0, BETWEEN_LOOKS))
            page.evaluate(WATCH, [place, names[asked]])
            stored = time.time()
            sessions.note(people[place], Progress({}, {}, asked, "asking"))
            found.append(page.evaluate("window.shown") / 1000 - stored)
        browser.close()
    return found
