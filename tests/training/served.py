"""The pages of training staff on a small server, a clock that tests set, and a browser without a window."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import requests
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.touchup import TouchUp

from advisor.channels.web.arriving import Gate
from advisor.pages.files import files
from advisor.pages.front import front
from advisor.pages.training import training
from advisor.pages.training.guard import Guard
from advisor.pages.training.stores import Stores
from advisor.pages.training.visits import Visit
from advisor.storage.database import conversations_database, own_database
from advisor.storage.personal_data import PersonalData
from advisor.training.accounts import Account, Action, Role
from advisor.training.passwords import hashed
from advisor.training.records import Session

PASSWORD = "correct horse battery"
OTHER_PASSWORD = "staple something else"
_FIELD = re.compile(r'name="csrf" value="([0-9a-f]+)"')


class Clock:
    """Seconds since 1970, as a test says."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


_touch_up = TouchUp.run


def _touch_up_once(app: Sanic) -> None:
    """Sanic rewrites its own code at the start of a server; the second time in a process it finds it done."""
    with contextlib.suppress(KeyError):
        _touch_up(app)


def probe(guard: Guard) -> Blueprint:
    """Pages such as others add: one a script asks again and again, one that changes answers."""
    routes = Blueprint("probe", url_prefix="/training")

    @routes.get("/<id:str>/probe")
    @guard.session_page(Action.SEE_ANSWERS, polling=True)
    async def see(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return guard.json({"session": session.id, "csrf": visit.csrf})

    @routes.post("/<id:str>/probe")
    @guard.session_page(Action.CHANGE_ANSWERS)
    async def change(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return guard.json({"changed": session.id})

    @routes.get("/<id:str>/probe/broken")
    @guard.session_page(Action.SEE_SESSION)
    async def broken(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        raise RuntimeError(" ".join(["somebody", "said", "this"]))

    return routes


class Served:
    """A running server on its own databases."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        own = own_database(folder / "own.db")
        self.data = PersonalData(own, conversations_database(folder / "conversations.db"))
        self.stores = Stores.of(self.data, own, self.clock)
        self.gate = Gate()
        self._app = Sanic(f"training_{uuid.uuid4().hex}", configure_logging=False)
        for pages in (
            front(),
            files(),
            *training(self.data, own, self.gate, self.clock),
            probe(Guard(self.stores, self.gate)),
        ):
            self._app.blueprint(pages)
        self._ready = threading.Event()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(20), "The server did not start."

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def posts(self) -> list[str]:
        """Every address that takes a form."""
        return sorted({f"/{route.path}" for route in self._app.router.routes if "POST" in route.methods})

    def account(self, name: str, role: Role = Role.TRAINER, password: str = PASSWORD) -> Account:
        return self.stores.accounts.add(name, role, hashed(password))

    def audit(self) -> list[tuple[str, str, str, bool]]:
        """(account, action, object, allowed), oldest first."""
        entries = self.stores.audit.page(1000)
        return [(entry.account, entry.action, entry.object, entry.allowed) for entry in reversed(entries)]

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        TouchUp.run = _touch_up_once  # type: ignore[method-assign]
        self._loop.run_until_complete(self._begin())
        self._ready.set()
        self._loop.run_forever()

    async def _begin(self) -> None:
        server: Any = await self._app.create_server("127.0.0.1", self.port, return_asyncio_server=True)
        await server.startup()
        await server.start_serving()


class Person:
    """Somebody with a browser of their own that keeps cookies and reads forms."""

    def __init__(self, served: Served, language: str = "en") -> None:
        self.served = served
        self.browser = requests.Session()
        self.browser.headers["Accept-Language"] = language

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.browser.get(self.served.address + path, allow_redirects=False, timeout=20, **options)

    def form(self, path: str) -> str:
        """The token of the forms of a page."""
        found = _FIELD.search(self.get(path).text)
        assert found, f"There is no form on {path}."
        return found.group(1)

    def post(self, path: str, fields: dict[str, Any], csrf: str | None = None, **options: Any) -> requests.Response:
        """Send a form; `csrf` is the token of the page it is on."""
        sent = fields if csrf is None else {**fields, "csrf": csrf}
        return self.browser.post(self.served.address + path, data=sent, allow_redirects=False, timeout=20, **options)

    def sign_in(self, name: str, password: str = PASSWORD, back: str = "") -> requests.Response:
        csrf = self.form("/training/sign-in")
        return self.post("/training/sign-in", {"name": name, "password": password, "next": back}, csrf)

    def new_session(self, name: str = "Workshop", **fields: Any) -> str:
        """Create a session; its id."""
        given = {"name": name, "language": "en", "anonymous": "yes", "minimum": "4", **fields}
        made = self.post("/training/new", given, self.form("/training/new"))
        assert made.status_code == 303, made.text
        return made.headers["Location"].rsplit("/", 1)[1]


def signed_in(served: Served, name: str, role: Role = Role.TRAINER, language: str = "en") -> tuple[Person, Account]:
    """A person with a new account who has signed in."""
    account = served.account(name, role)
    person = Person(served, language)
    assert person.sign_in(name).status_code == 303
    return person, account
