"""How the pages of training staff are made: one template to build on, texts, navigation, refusals."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.knowledge import load_knowledge
from advisor.metrics import count_refusal
from advisor.pages.files import widget_texts
from advisor.pages.training.refusals import STATUS, Refusal
from advisor.pages.training.visits import CSRF_FIELD, PATH, Visit, request_id, wants_json
from advisor.training.accounts import Action, may
from advisor.training.records import Session
from advisor.wording.texts import Texts

TEMPLATES = Path(__file__).parent / "templates"
TEXTS = "training_accounts"

TABS: dict[str, Action] = {
    "board": Action.SEE_ANSWERS,
    "voices": Action.SEE_ANSWERS,
    "change": Action.SEE_ANSWERS,
    "papers": Action.SEE_SESSION,
    "export": Action.EXPORT_ANSWERS,
}
"""Pages of a session besides its first → the right they take. Shown where `training_<name>` is mounted."""

PLACES = (
    ("sessions", PATH, Action.LIST_SESSIONS),
    ("results", f"{PATH}/results", Action.LIST_RESULTS),
    ("accounts", f"{PATH}/accounts", Action.SEE_ACCOUNTS),
    ("audit", f"{PATH}/audit", Action.SEE_AUDIT),
)
"""The navigation: name, address, the right that shows it."""


def page(
    request: Request,
    visit: Visit,
    template: str,
    status: int = 200,
    session: Session | None = None,
    tab: str = "",
    at: str = "",
    **values: Any,
) -> HTTPResponse:
    """A page made from a template that extends `base.html.j2`.

    session  whose pages it belongs to: shows their navigation; `tab` is the one it is
    at       the address it can be read at, where it is not the request's
    values   what the template asks for besides
    """
    words = texts(visit.language)
    html = (
        _environment()
        .get_template(template)
        .render(
            words=words,
            visit=visit,
            account=visit.account,
            session=session,
            tab=tab,
            tabs=_tabs(request, visit, session),
            places=[
                (name, address)
                for name, address, action in PLACES
                if visit.account is not None and may(visit.account, action)
            ],
            here=at or request.path,
            languages={code: _in(request, code, at or request.path) for code in load_knowledge().languages},
            own_names=Texts(load_knowledge(), visit.language).own_names(),
            csrf_field=lambda: Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, visit.csrf),
            **values,
        )
    )
    return response.html(html, status=status, headers={"Vary": "Accept-Language, Cookie"})


def to(address: str) -> HTTPResponse:
    """Go on to another of our pages with a plain request."""
    return response.empty(status=303, headers={"Location": address})


def sign_in_first(request: Request) -> HTTPResponse:
    """To the sign-in page, and from there back to what was asked for, where that was a page."""
    back = request.path if request.method == "GET" and request.path != PATH else ""
    return to(f"{PATH}/sign-in" + (f"?next={quote(back, safe='/')}" if back else ""))


def refused_page(request: Request, visit: Visit, refusal: Refusal) -> HTTPResponse:
    """Why a request goes no further: a page for people, JSON for scripts."""
    count_refusal("training", refusal.code, STATUS)
    words = texts(visit.language)
    text = str(words["refused"][refusal.code]["text"]).format(wait=waiting(visit.language, refusal.wait))
    if wants_json(request):
        body = {"error": refusal.code, "text": text, "request": request_id(request)}
        answer = response.json(body, status=refusal.status)
    else:
        title = words["refused"][refusal.code]["title"]
        reference = widget_texts(visit.language)["reference"] + f" {request_id(request)}"
        answer = page(request, visit, "refused.html.j2", refusal.status, title=title, text=text, reference=reference)
    if refusal.wait:
        answer.headers["Retry-After"] = str(refusal.wait)
    return answer


def waiting(language: str, seconds: int) -> str:
    """A time to wait in words: seconds, or minutes rounded up."""
    words = texts(language)["waits"]
    if seconds < 90:
        return str(words["seconds"]).format(count=max(1, seconds))
    return str(words["minutes"]).format(count=-(-seconds // 60))


def texts(language: str) -> Any:
    """The texts of these pages in a language."""
    return load_knowledge().wording[language][TEXTS]


def _tabs(request: Request, visit: Visit, session: Session | None) -> list[tuple[str, str]]:
    if session is None or visit.account is None:
        return []
    mounted = request.app.blueprints
    return [("session", f"{PATH}/{session.id}")] + [
        (name, f"{PATH}/{session.id}/{name}")
        for name, action in TABS.items()
        if f"training_{name}" in mounted and may(visit.account, action, session)
    ]


def _in(request: Request, language: str, at: str) -> str:
    """The address of this page in another language."""
    asked = [(name, value) for name, value in request.query_args if name != "language"]
    return f"{at}?{urlencode([*asked, ('language', language)])}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
