"""nginx as deploy/nginx has it, before two small servers that tell what reaches them."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from advisor.request_ids import _FORM
from advisor.serving.rasa_server import LARGEST_UPLOAD
from tests.deploy.nginx import CONFIGURATION, Nginx

MESSAGE = "/webhooks/web/message"
SLOW_SECONDS = 0.6


class Server(ThreadingHTTPServer):
    """Answers with what it was sent. `dying`: it takes requests and goes without an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.dying = False
        self.taken: list[tuple[str, str]] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.taken.append((self.command, self.path))
        if self.server.dying:
            self.close_connection = True
            return
        told = {"server": self.server.server_port, "headers": dict(self.headers), "bytes": len(body), "path": self.path}
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._chunk(json.dumps(told).encode() + b"\n")
        if "slow" in self.headers:
            time.sleep(SLOW_SECONDS)
        self._chunk(b"the end\n")
        self._chunk(b"")

    do_GET = do_POST = do_DELETE = answer

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, *_what: Any) -> None:
        """Nothing."""


@dataclass
class Front:
    nginx: Nginx
    servers: list[Server] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, Any]]:
        """The status, and what the server behind told."""
        with closing(self._connection()) as connection:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            said = answer.read()
        return answer.status, json.loads(said.splitlines()[0]) if answer.status == 200 else {}

    def lines(self, path: str) -> list[float]:
        """When each line of an answer arrived, in seconds since it was asked for."""
        with closing(self._connection()) as connection:
            began = time.monotonic()
            connection.request("POST", path, b"{}", {"slow": "1"})
            answer = connection.getresponse()
            return [time.monotonic() - began for _ in iter(answer.readline, b"")]

    def plain(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.nginx.plain_port, timeout=10)
        connection.request("GET", path, headers={"Host": "advisor.example.org"})
        return connection.getresponse()

    def _connection(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("localhost", self.nginx.port, timeout=20, context=self.nginx.trust())


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    servers = [Server(), Server()]
    nginx = Nginx(tmp_path_factory.mktemp("nginx"), [server.server_port for server in servers])
    nginx.start()
    yield Front(nginx, servers)
    nginx.stop()
    for server in servers:
        server.shutdown()


@pytest.fixture(autouse=True)
def _well(front: Front) -> Iterator[None]:
    for server in front.servers:
        server.taken.clear()
    yield
    if any(server.dying for server in front.servers):
        for server in front.servers:
            server.dying = False
        # Until nginx tries the server again.
        front.nginx.stop()
        front.nginx.start()


def test_nginx_finds_nothing_wrong(front: Front) -> None:
    checked = front.nginx.check()
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_a_token_always_leads_to_the_same_server_and_others_are_spread(front: Front) -> None:
    tokens = [f"Bearer token-{number}" for number in range(24)]
    first = [front.ask("GET", "/webhooks/web/history", Authorization=token)[1]["server"] for token in tokens]
    again = [front.ask("POST", MESSAGE, b"{}", Authorization=token)[1]["server"] for token in tokens]
    assert first == again
    assert len(set(first)) == 2
    assert len({front.ask("GET", "/")[1]["server"] for _ in range(40)}) == 2


def test_headers_say_who_asks_and_nobody_outside_says_it_for_them(front: Front) -> None:
    claimed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "Forwarded": "for=203.0.113.9"}
    claimed |= {"X-Request-ID": "claimed", "X-Scheme": "gopher", "X-Forwarded-Proto": "gopher"}
    _, told = front.ask("GET", "/", **claimed)
    headers = {name.lower(): value for name, value in told["headers"].items()}
    assert headers["x-forwarded-for"] == "203.0.113.9, 127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == f"localhost:{front.nginx.port}"
    assert _FORM.fullmatch(headers["x-request-id"]), "an id the servers take over"
    assert not {"x-forwarded-host", "x-scheme", "forwarded", "x-forwarded-port"} & set(headers)


def test_an_answer_comes_line_by_line(front: Front) -> None:
    first, last = front.lines(MESSAGE)
    assert last - first > SLOW_SECONDS / 2


@pytest.mark.parametrize("path", [MESSAGE, "/webhooks/wechat/", "/webhooks/wecom/", "/webhooks/wechat_service/"])
def test_a_message_goes_to_the_other_server_where_one_died_with_it(front: Front, path: str) -> None:
    for server in front.servers:
        server.dying = server is front.servers[0]
    answers = [front.ask("POST", path, b"{}", Authorization=f"Bearer {n}") for n in range(12)]
    assert [status for status, _ in answers] == [200] * 12
    assert {told["server"] for _, told in answers} == {front.servers[1].server_port}
    # After two failures it is left alone.
    assert 1 <= len(front.servers[0].taken) <= 2


def test_what_may_have_been_done_is_not_done_again(front: Front) -> None:
    for server in front.servers:
        server.dying = True
    status, _ = front.ask("POST", "/result/some/plan", b"{}")
    assert status == 502
    assert [len(server.taken) for server in front.servers].count(1) == 1
    assert sum(len(server.taken) for server in front.servers) == 1


def test_what_only_reads_is_asked_of_both(front: Front) -> None:
    for server in front.servers:
        server.dying = True
    status, _ = front.ask("GET", "/webhooks/web/history", Authorization="Bearer x")
    assert status == 502
    assert [len(server.taken) for server in front.servers] == [1, 1]


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/metrics?x=1", "/ready"])
def test_what_is_for_operators_never_gets_through(front: Front, path: str) -> None:
    assert front.ask("GET", path)[0] == 404
    assert not any(server.taken for server in front.servers)


def test_what_is_too_large_is_refused_by_the_servers_in_their_words(front: Front) -> None:
    assert front.ask("POST", "/training/upload", b"x" * (LARGEST_UPLOAD + 1))[0] == 200
    assert front.ask("POST", MESSAGE, b"x" * (32 * 1024 + 1))[0] == 200
    assert front.ask("POST", MESSAGE, b"x" * (65 * 1024))[0] == 413


def test_plain_http_leads_to_https(front: Front) -> None:
    answer = front.plain("/join/abc?x=1")
    assert answer.status == 308
    assert answer.headers["Location"] == "https://advisor.example.org/join/abc?x=1"


def test_the_log_names_no_address_nobody_and_nothing_said(front: Front) -> None:
    front.servers[0].dying = front.servers[1].dying = True
    front.ask("GET", "/result/whose?share=a-key", Authorization="Bearer a-token")
    log = Path(front.nginx.file.parent, "nginx.log")
    # The line is written when the request is over.
    for _ in range(50):
        if '"status":502' in log.read_text():
            break
        time.sleep(0.1)
    said = log.read_text()
    assert '"status":502' in said
    assert not re.search(r"a-key|a-token|/result|127\.0\.0\.1, client", said)


def test_idle_connections_are_closed_by_nginx_first() -> None:
    from rasa.core.constants import DEFAULT_KEEP_ALIVE_TIMEOUT

    text = CONFIGURATION.read_text(encoding="utf-8")
    upstream = text[text.index("upstream advisor") :]
    kept = re.search(r"keepalive_timeout (\d+)s;", upstream)
    assert kept
    assert int(kept[1]) < DEFAULT_KEEP_ALIVE_TIMEOUT
