"""The files browsers fetch: the chat window, its library, styles and words. Read once, sent compressed."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.knowledge import load_knowledge
from advisor.pages.security import HEADERS
from advisor.reports.page import stylesheet
from advisor.settings import PROJECT, days_kept
from advisor.wording.texts import Texts

WEB = PROJECT / "web"
LIBRARIES = {
    "lib/preact.mjs": PROJECT / "node_modules" / "preact" / "dist" / "preact.mjs",
    "lib/htm.js": PROJECT / "node_modules" / "htm" / "dist" / "htm.module.js",
}
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json; charset=utf-8",
}
FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Other sites may load the window's files: nothing in them is anybody's."""
LOADER_TEXTS = "/*TEXTS*/{}"


@dataclass(frozen=True)
class Served:
    """A file as it is sent: content, compressed content, type and a mark that changes with the content."""

    plain: bytes
    compressed: bytes
    kind: str
    mark: str

    @classmethod
    def of(cls, content: bytes, kind: str) -> Served:
        """Compressed once."""
        compressed = gzip.compress(content, 9, mtime=0)
        return cls(content, compressed, kind, f'"{hashlib.sha256(content).hexdigest()[:20]}"')


def files() -> Blueprint:
    """The route `/web/…`."""
    routes = Blueprint("web_files", url_prefix="/web")

    @routes.get("/<name:path>", ctx_file=True)
    async def file(request: Request, name: str) -> HTTPResponse:
        served = find(name)
        if served is None:
            return response.text("Not found.", status=404, headers=HEADERS)
        return send(request, served)

    return routes


def send(request: Request, served: Served, headers: dict[str, str] | None = None) -> HTTPResponse:
    """A file, or that it has not changed since the browser fetched it."""
    shared = {**HEADERS, "ETag": served.mark, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    shared |= FOR_ALL if headers is None else headers
    if request.headers.get("if-none-match") == served.mark:
        return response.empty(status=304, headers=shared)
    if "gzip" in request.headers.get("accept-encoding", ""):
        shared["Content-Encoding"] = "gzip"
        return response.raw(served.compressed, content_type=served.kind, headers=shared)
    return response.raw(served.plain, content_type=served.kind, headers=shared)


@cache
def find(name: str) -> Served | None:
    """The file of this name under `/web/`, or None."""
    if name == "loader.js":
        return Served.of(loader().encode(), KINDS[".js"])
    if name == "result.css":
        return Served.of(stylesheet().encode(), KINDS[".css"])
    if name.startswith("texts/"):
        return _texts(name.removeprefix("texts/").removesuffix(".json"))
    path = LIBRARIES.get(name) or _inside(name)
    if path is None or not path.is_file():
        return None
    return Served.of(path.read_bytes(), KINDS[path.suffix])


def loader() -> str:
    """The one script of a host's page, with the words of its button in every language."""
    knowledge = load_knowledge()
    texts = {language: widget_texts(language)["loader"] for language in knowledge.languages}
    return (WEB / "loader.js").read_text(encoding="utf-8").replace(LOADER_TEXTS, _json(texts))


def widget_texts(language: str) -> Any:
    """The words of the chat window, with how long things are kept filled in and what languages call themselves."""
    knowledge = load_knowledge()
    words = json.loads(_json(knowledge.wording[language]["widget"]).replace("{days}", str(days_kept())))
    return {**words, "languages": Texts(knowledge, language).own_names()}


def _texts(language: str) -> Served | None:
    if language not in load_knowledge().languages:
        return None
    return Served.of(_json(widget_texts(language)).encode(), KINDS[".json"])


def _inside(name: str) -> Path | None:
    """A file of the folder `web/`; nothing outside it, and no template."""
    path = (WEB / name).resolve()
    return path if path.is_relative_to(WEB) and path.suffix in KINDS else None


def _json(value: Any) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Mappings and sequences of the knowledge as JSON knows them."""
    if isinstance(value, str):
        return value
    if hasattr(value, "items"):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
