"""A small server that speaks the web channel's protocol and fails when told to."""

from __future__ import annotations

import json
import mimetypes
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast
from urllib.parse import parse_qs, urlparse

from fake_conversation import KNOWLEDGE, RESULT, FakeConversation, words
from jinja2 import Template

PROJECT = KNOWLEDGE.parent
WEB = PROJECT / "web"
LIBRARIES = {
    "preact.mjs": PROJECT / "node_modules/preact/dist/preact.mjs",
    "htm.js": PROJECT / "node_modules/htm/dist/htm.module.js",
}
LANGUAGES = ("en", "zh")
POLICY = "default-src 'self'"
DAYS = 90
HANGS = 10
SLOW = 1.2
HOST = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Host</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="/web/icon.svg"><h1>Elder care on Willow Street</h1>
<p>A page of an organization.</p>{tags}</html>"""


class FakeServer(ThreadingHTTPServer):
    """Visitors in memory. `troubles`: what the next messages meet with, one each ("drop", "cut", "hang",
    "failed", "slow", "429", "400", "500"); `received`: every message that arrived; `asked`: every path;
    `allowed`: pages of these addresses may use it from elsewhere."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.visitors: dict[str, FakeConversation] = {}
        self.troubles: list[str] = []
        self.received: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.allowed: set[str] = set()
        self.released = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()

    def forget(self) -> None:
        """As if every visitor had been deleted; nothing fails any more, nothing was asked."""
        self.visitors.clear()
        self.troubles.clear()
        self.received.clear()
        self.asked.clear()
        self.allowed.clear()


class Handler(BaseHTTPRequestHandler):
    @property
    def fake(self) -> FakeServer:
        return cast(FakeServer, self.server)

    @property
    def visitor(self) -> FakeConversation | None:
        return self.fake.visitors.get(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def do_GET(self) -> None:
        address = urlparse(self.path)
        self.fake.asked.append(self.path)
        if address.path.startswith("/webhooks/web/"):
            self._channel("GET", address.path.removeprefix("/webhooks/web/"))
        elif address.path == "/":
            self._page()
        elif address.path == "/host.html":
            self._host({name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()})
        elif address.path.startswith("/web/"):
            self._file(address.path.removeprefix("/web/"))
        else:
            self._send(200, f"<title>{address.path}</title>", "text/html")

    def do_POST(self) -> None:
        self.fake.asked.append(self.path)
        self._channel("POST", self.path.removeprefix("/webhooks/web/"))

    def do_DELETE(self) -> None:
        self.fake.asked.append(self.path)
        self._channel("DELETE", self.path.removeprefix("/webhooks/web/"))

    def do_OPTIONS(self) -> None:
        asked = {"Methods": "GET, POST, DELETE", "Headers": "Authorization, Content-Type"}
        self._send(204, "", "text/plain", {f"Access-Control-Allow-{name}": value for name, value in asked.items()})

    def end_headers(self) -> None:
        origin = self.headers.get("Origin")
        if origin in self.fake.allowed:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Expose-Headers", "Retry-After")
            self.send_header("Vary", "Origin")
        super().end_headers()

    def _channel(self, method: str, path: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        if (method, path) == ("POST", "visitor"):
            token = uuid.uuid4().hex
            self.fake.visitors[token] = FakeConversation(body["language"])
            return self._json(201, {"token": token})
        visitor = self.visitor
        if visitor is None:
            return self._json(401, {"error": "unknown_visitor", "text": "Not known."})
        if (method, path) == ("POST", "message"):
            return self._message(visitor, body)
        if (method, path) == ("GET", "history"):
            return self._json(200, {"language": visitor.language, "messages": visitor.history})
        if (method, path) == ("GET", "data"):
            return self._json(200, {"messages": visitor.history})
        if (method, path) == ("DELETE", "data"):
            self.fake.visitors.clear()
            return self._send(204, "", "text/plain")
        return self._json(200, {"url": f"/result/{RESULT}?ticket=1"})

    def _message(self, visitor: FakeConversation, body: dict[str, Any]) -> None:
        self.fake.received.append(body)
        trouble = self.fake.troubles.pop(0) if self.fake.troubles else ""
        if trouble in ("drop", "hang"):
            self.fake.released.wait(HANGS if trouble == "hang" else 0)
            self.close_connection = True
            self.connection.close()
        elif trouble in ("400", "500"):
            self._json(int(trouble), {"error": "x", "text": f"The server says {trouble}."})
        elif trouble == "429":
            self._json(429, {"error": "too_many", "text": "A moment, please."}, {"Retry-After": "1"})
        else:
            self._stream(visitor, body, trouble)

    def _stream(self, visitor: FakeConversation, body: dict[str, Any], trouble: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()
        if trouble == "slow":
            time.sleep(SLOW)
        if trouble == "failed":
            lines = [{"failed": True, "text": "Not taken in."}]
        else:
            lines = [*visitor.take(body), {"done": True}]
        for line in lines[:1] if trouble == "cut" else lines:
            self.wfile.write(json.dumps(line).encode() + b"\n")
            self.wfile.flush()

    def _page(self) -> None:
        language = "zh" if self.headers.get("Accept-Language", "").startswith("zh") else "en"
        template = Template((WEB / "page.html.j2").read_text(encoding="utf-8"), autoescape=True)
        page = template.render(language=language, texts=words(language, "widget"), session="")
        self._send(200, page, "text/html", {"Content-Security-Policy": POLICY})

    def _host(self, wanted: dict[str, str]) -> None:
        data = "".join(f' data-{name}="{wanted[name]}"' for name in ("language", "position") if name in wanted)
        server = wanted.get("server", "")
        tag = f'<script src="{server}/web/loader.js" defer{data}></script>'
        page = HOST.format(lang=wanted.get("lang", "en"), tags=tag * int(wanted.get("tags", "1")))
        also = f"; script-src 'self' {server}; style-src 'self' {server}; connect-src 'self' {server}" if server else ""
        self._send(200, page, "text/html", {"Content-Security-Policy": POLICY + also})

    def _file(self, name: str) -> None:
        if name.startswith("texts/"):
            own_names = {language: words(language, "conversation")["own_name"] for language in LANGUAGES}
            texts = {**words(Path(name).stem, "widget"), "languages": own_names}
            text = json.dumps(texts, ensure_ascii=False).replace("{days}", str(DAYS))
            return self._send(200, text, "application/json")
        path = LIBRARIES.get(name.removeprefix("lib/"), WEB / name)
        if not path.is_file():
            return self._send(404, name, "text/plain")
        text = path.read_text(encoding="utf-8")
        if name == "loader.js":
            text = loader(text)
        kind = "text/javascript" if path.suffix in (".js", ".mjs") else mimetypes.guess_type(path.name)[0]
        return self._send(200, text, kind or "text/plain")

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body), "application/json", headers)

    def _send(self, status: int, text: str, kind: str, headers: dict[str, str] | None = None) -> None:
        content = text.encode()
        self.send_response(status)
        for header, value in {"Content-Type": f"{kind}; charset=utf-8", **(headers or {})}.items():
            self.send_header(header, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


def loader(text: str) -> str:
    """The loader as a server gives it: with the texts of its button in every language."""
    texts = {language: words(language, "widget")["loader"] for language in LANGUAGES}
    return text.replace("/*TEXTS*/{}", json.dumps(texts, ensure_ascii=False))
