"""`/metrics` on a port of its own, and the figures that are looked up when somebody asks for them."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import redis
import sqlalchemy as sa
from prometheus_client import make_wsgi_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.registry import Collector

from advisor.metrics import CHANNELS, REGISTRY
from advisor.serving.metrics_address import MetricsAddress, metrics_address
from advisor.settings import redis_url
from advisor.storage.tables import INBOX, OUTGOING

REDIS_SECONDS = 1.0
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class LookedUp(Collector):
    """Queues of the messaging channels, and whether database and Redis answer."""

    def __init__(self, own: sa.engine.Engine, redis_ping: Callable[[], Any] | None) -> None:
        self._own, self._ping = own, redis_ping

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The families without values: registering must not ask the database."""
        yield from self._families().values()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The families as they stand now; where the database does not answer, its queues have no values."""
        found = self._families()
        try:
            self._look_into_queues(found)
            found["database"].add_metric([], 1)
        except sa.exc.SQLAlchemyError:
            found["database"].add_metric([], 0)
        if self._ping is not None:
            try:
                found["redis"].add_metric([], float(bool(self._ping())))
            except Exception:
                # Whatever it is, Redis did not answer; that is the figure.
                found["redis"].add_metric([], 0)
        yield from found.values()

    def _look_into_queues(self, found: dict[str, GaugeMetricFamily]) -> None:
        with self._own.connect() as connection:
            waiting = sa.select(INBOX.c.channel, sa.func.count(), sa.func.min(INBOX.c.arrived))
            rows = connection.execute(waiting.where(INBOX.c.state == "waiting").group_by(INBOX.c.channel)).all()
            going = sa.select(OUTGOING.c.channel, sa.func.count()).where(OUTGOING.c.state == "ready")
            parts = connection.execute(going.group_by(OUTGOING.c.channel)).all()
        now, inbox = time.time(), {row[0]: row[1:] for row in rows}
        outgoing = {row[0]: row[1] for row in parts}
        for channel in CHANNELS:
            if channel in ("web", "rest"):
                continue  # These answer at once and have no queue.
            count, oldest = inbox.get(channel, (0, None))
            found["inbox"].add_metric([channel], count)
            found["oldest"].add_metric([channel], max(0.0, now - oldest) if oldest else 0.0)
            found["outgoing"].add_metric([channel], outgoing.get(channel, 0))

    def _families(self) -> dict[str, GaugeMetricFamily]:
        family, by_channel = GaugeMetricFamily, ["channel"]
        return {
            "inbox": family("advisor_inbox_waiting", "Messages of messaging channels not answered", labels=by_channel),
            "oldest": family("advisor_inbox_oldest_seconds", "Age of the oldest, 0 for none", labels=by_channel),
            "outgoing": family("advisor_outgoing_waiting", "Parts of answers not sent yet", labels=by_channel),
            "database": family("advisor_database_up", "Whether the database answers", labels=[]),
            "redis": family("advisor_redis_up", "Whether Redis answers; not there where none is set", labels=[]),
        }


def offer_metrics(own: sa.engine.Engine) -> None:
    """Serve figures where the settings want them; a port that is taken ends the start."""
    address = metrics_address()
    if address is None:
        return
    ping = None
    if url := redis_url():
        ping = redis.Redis.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS).ping
    REGISTRY.register(LookedUp(own, ping))
    try:
        serve_metrics(address)
    except OSError as fault:
        why = f"{fault.strerror}. Set ADVISOR_METRICS_PORT to another port, or to off."
        raise SystemExit(f"Figures cannot be served on port {address.port}: {why}") from None


def serve_metrics(address: MetricsAddress) -> int:
    """Answer `/metrics` in a thread of its own until the process ends; the port. Raises OSError where it is taken."""
    server = make_server(
        address.interface, address.port, _guarded(address.token), ThreadingWSGIServer, handler_class=_Quiet
    )
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return int(server.server_port)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Scrapes come every few seconds and are no news."""


def _guarded(token: str) -> Application:
    figures = make_wsgi_app(REGISTRY)
    expected = f"Bearer {token}".encode()

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        given = str(environ.get("HTTP_AUTHORIZATION", "")).encode("latin-1", "replace")
        if token and not hmac.compare_digest(given, expected):
            start("401 Unauthorized", [("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
            return [b""]
        if environ.get("PATH_INFO") != "/metrics":
            start("404 Not Found", [("Content-Length", "0")])
            return [b""]
        return figures(environ, start)  # type: ignore[no-any-return]

    return answer
