"""Where a request comes from: whoever connects, or what the proxies of the settings say."""

from __future__ import annotations

import pytest
from sanic import Sanic
from sanic.request import Request

from advisor.serving.production import reasons_not_to_start
from advisor.settings import proxies

CLAIMED = "203.0.113.9"
SEEN_BY_NGINX = "198.51.100.7"


class Connection:
    """As Sanic's protocol hands it to a request."""

    def __init__(self) -> None:
        self.conn_info = None

    def get_extra_info(self, name: str, default: object = None) -> object:
        return default


def address_of(headers: dict[str, str], monkeypatch: pytest.MonkeyPatch, said: str) -> str:
    """What the rate limits count by, for a request that arrived from the loopback address."""
    from sanic.compat import Header

    monkeypatch.setenv("ADVISOR_PROXIES", said)
    # A variable of Sanic's own must not open another way.
    monkeypatch.setenv("SANIC_REAL_IP_HEADER", "X-Real-IP")
    app = Sanic(f"proxies-{said}")
    Sanic._app_registry.pop(app.name)
    from advisor.serving.rasa_server import believe_proxies

    believe_proxies(app)
    request = Request(b"/", Header(headers), "1.1", "GET", Connection(), app)
    return str(request.remote_addr)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_without_proxies_nobody_is_believed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value = f"for={CLAIMED}" if name == "Forwarded" else CLAIMED
    assert address_of({name: value}, monkeypatch, "0") == ""


def test_one_proxy_is_believed_and_what_it_was_told_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"X-Forwarded-For": f"{CLAIMED}, {SEEN_BY_NGINX}", "X-Real-IP": CLAIMED}
    assert address_of(headers, monkeypatch, "1") == SEEN_BY_NGINX


def test_two_proxies_are_counted_from_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"X-Forwarded-For": f"{CLAIMED}, {SEEN_BY_NGINX}, 192.0.2.1"}
    assert address_of(headers, monkeypatch, "2") == SEEN_BY_NGINX


@pytest.mark.parametrize("said", ["many", "-1", "10", ""])
def test_a_slip_is_said_before_a_server_starts(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PROXIES", said)
    with pytest.raises(ValueError, match="ADVISOR_PROXIES is"):
        proxies()
    assert any("ADVISOR_PROXIES" in reason for reason in reasons_not_to_start("127.0.0.1"))
