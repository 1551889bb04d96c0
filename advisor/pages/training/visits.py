"""A request to the pages of training staff: who, in which language, and what proves that a form is ours."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import language_of_request
from advisor.knowledge import load_knowledge
from advisor.settings import previous_secrets, public_address, secret
from advisor.storage.sign_ins import IDLE_SECONDS, LONGEST_SECONDS
from advisor.training.accounts import Account

SIGNED_IN, FORM, LANGUAGE = "advisor_training", "advisor_training_form", "advisor_training_language"
"""Cookies: the sign-in, what forms before it are bound to, the language chosen on the page."""
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
PATH = "/training"
YEAR = 365 * 86_400
_STRANGE = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True)
class Visit:
    """Who came.

    account  None: not signed in
    token    what the browser showed: of the sign-in, or of the form before it
    csrf     what every form and script sends back
    fresh    the form token is new: the answer sets it
    """

    language: str
    account: Account | None = None
    token: str = ""
    csrf: str = ""
    fresh: bool = False

    @property
    def who(self) -> Account:
        """The account of a visit that was let in to a page for people signed in."""
        if self.account is None:
            raise RuntimeError("This page is open to everybody; there may be no account.")
        return self.account


def visit_of(request: Request, account: Account | None) -> Visit:
    """The visit a request belongs to; `account` is whose sign-in it showed."""
    given = request.cookies.get(SIGNED_IN if account else FORM, "")
    fresh = not given
    token = given or secrets.token_urlsafe(32)
    return Visit(spoken(request), account, token, _csrf(token, secret()), fresh and account is None)


def form_is_ours(request: Request, visit: Visit) -> bool:
    """Whether a form or a script of our own page sent the request."""
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    # A page that was open while the secret was rotated shows what the one before made.
    ours = [_csrf(visit.token, each) for each in (secret(), *previous_secrets())]
    return not visit.fresh and any(hmac.compare_digest(str(given).encode(), one.encode()) for one in ours)


def spoken(request: Request) -> str:
    """The language asked for in the address, chosen before, or of the browser."""
    known = load_knowledge().languages
    chosen = request.args.get("language") or request.cookies.get(LANGUAGE, "")
    return chosen if chosen in known else language_of_request(request)


def remember(request: Request, answer: HTTPResponse, visit: Visit) -> None:
    """Set the cookies an answer needs."""
    if request.args.get("language") in load_knowledge().languages:
        _set(request, answer, LANGUAGE, visit.language, YEAR)
    if visit.fresh:
        _set(request, answer, FORM, visit.token, int(IDLE_SECONDS))


def sign_in_cookie(request: Request, answer: HTTPResponse, token: str) -> None:
    """Let the browser show the token; the server ends it sooner where nobody comes."""
    _set(request, answer, SIGNED_IN, token, int(LONGEST_SECONDS))
    _set(request, answer, FORM, "", 0)


def sign_out_cookie(request: Request, answer: HTTPResponse) -> None:
    """Take the token from the browser."""
    _set(request, answer, SIGNED_IN, "", 0)


def request_id(request: Request) -> str:
    """The id of a request as logs have it; one given from outside only in plain signs."""
    return _STRANGE.sub("", str(request.id))[:36]


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return str(request.remote_addr or request.ip)


def address(request: Request) -> str:
    """How people reach this server: `ADVISOR_PUBLIC_URL`, or where that is not set as the request says."""
    return public_address() or f"{request.scheme}://{request.host}"


def is_only_here(address: str) -> bool:
    """Whether an address leads other devices to themselves, not to this server."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def wants_json(request: Request) -> bool:
    """Whether a script asks, not a person."""
    return CSRF_HEADER in request.headers or "application/json" in request.headers.get("accept", "")


def _set(request: Request, answer: HTTPResponse, name: str, value: str, seconds: int) -> None:
    answer.cookies[name] = value
    answer.cookies[name].update({"httponly": True, "samesite": "Lax", "path": PATH, "max-age": seconds})
    answer.cookies[name]["secure"] = _is_secure(request)


def _is_secure(request: Request) -> bool:
    """Whether the browser came by https, here or at the server in front that passes its requests on."""
    public = urlsplit(public_address())
    return request.scheme == "https" or (public.scheme == "https" and public.netloc == request.host)


def _csrf(token: str, with_secret: str) -> str:
    return hmac.new(with_secret.encode(), b"training form:" + token.encode(), hashlib.sha256).hexdigest()
