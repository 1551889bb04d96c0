"""What stock Rasa leaves open, tried against the assistant as it runs in production.

Hole: the test here; in depth.

1.  The sender id is the only credential: test_without_a_token…; tests/browser/test_strangers.py,
    tests/channels/web/test_keys.py.
2.  Typed `/intent{…}`, `/restart`, `/session_start`: test_typed_commands…; tests/browser/test_refusals.py.
3.  Metadata and input channel from the client: test_what_a_client_adds…; tests/channels/web/test_offers.py.
4.  No limits on size, type, rate: test_limits…; tests/browser/test_refusals.py, tests/channels/web/test_arriving.py.
5.  The API, PUT /model, callback_url: test_no_route_of_rasas_own…; tests/serving/test_what_is_loaded.py.
6.  Every interface is listened on: test_only_this_machine…; tests/serving/test_production_settings.py.
7.  The action server lets everybody in: test_only_this_machine… (there is none); tests/serving/test_action_key.py.
8.  Tracebacks hold messages: test_words_stay_out_of_logs.py beside this; tests/serving/test_logs.py.
9.  Model files are code: test_model.py beside this; tests/serving/test_production_settings.py.
10. Patterns of origins are not anchored: test_sites_that_look_alike…; tests/browser/test_refusals.py.
11. Nobody is ever deleted: test_deleting_leaves…; tests/storage/test_personal_data.py,
    tests/browser/test_conversation_stays.py.
"""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path

import pytest

from tests.browser.plain_http import Client, custom, new_id
from tests.safety.production import ALLOWED_SITE, Production


@pytest.fixture
def client(production: Production) -> Client:
    return Client.visitor(production.address)


@pytest.mark.parametrize("token", [None, "", "web-0123456789abcdef0123456789abcdef", "forged.token.here", "null"])
def test_without_a_token_of_ours_nothing_opens(production: Production, token: str | None) -> None:
    stranger = Client(production.address, token)
    tried = [stranger.post("message", {"id": new_id(), "text": "hello"}), stranger.get("history"), stranger.get("data")]
    assert [(answer.status, answer.error) for answer in [*tried, stranger.erase()]] == [(401, "unknown_visitor")] * 4


def test_the_id_of_a_conversation_is_no_credential(production: Production, client: Client) -> None:
    known = {found.decode() for found in re.findall(rb"web-[0-9a-f]{32}", production.stored())}
    assert client.messages()
    assert known
    for conversation in known:
        assert Client(production.address, conversation).get("history").status == 401


@pytest.mark.parametrize(
    "typed",
    ['/answer{"main_source": "users"}', "/restart", "/session_start", "/back", "  /restart", "／restart",
     'EXTERNAL: /answer{"main_source": "users"}', '/inform{"forget": true}'],
)  # fmt: skip
def test_typed_commands_are_words(client: Client, typed: str) -> None:
    before = len(client.messages())
    replies = client.say(typed)
    question = custom(replies, "question")
    assert question is not None
    assert question["id"] == "main_source", "nothing was answered, left or started again"
    assert len(client.messages()) > before, "and nothing was forgotten"


def test_what_a_client_adds_to_a_message_is_left_out(production: Production, client: Client) -> None:
    mark, other = f"smuggled{uuid.uuid4().hex}", Client.visitor(production.address)
    before = other.messages()
    added = {
        "id": new_id(), "text": "hello there", "metadata": {"typed": False, "label": mark}, "input_channel": mark,
        "sender": mark, "sender_id": mark, "parse_data": {"intent": {"name": mark}}, "slots": {"main_source": mark},
    }  # fmt: skip
    assert client.post("message", added).status == 200
    assert other.messages() == before
    assert mark.encode() not in production.stored()


def test_limits_on_size_type_and_rate(production: Production) -> None:
    client = Client.visitor(production.address)
    huge = client.post("message", {"id": new_id(), "text": "x" * 2_000_000})
    assert (huge.status, huge.error) == (413, "too_long")
    for body in ({"id": new_id(), "text": ["x"]}, {"id": new_id(), "text": {"x": 1}}, [], None, {"id": 1, "text": "x"}):
        assert client.post("message", body).status == 400
    plain = client.send("POST", "/webhooks/web/message", b"hello", {"Content-Type": "text/plain"})
    assert (plain.status, plain.error) == (415, "not_json")
    statuses = [client.post("message", {}).status for _ in range(50)]
    assert statuses[-1] == 429


def rasas_routes() -> list[tuple[str, str]]:
    """(method, path) of everything Rasa's own server answers with its API on, and of its own channels."""
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.server import create_app

    app = create_app(Agent(tracker_store=InMemoryTrackerStore(None)))
    found = []
    for route in app.router.routes:
        path = "/" + re.sub(r"<[^>]+>", "someone", str(route.path))
        found += [(method, path) for method in route.methods if method != "OPTIONS" and path != "/"]
    channels = ["rest", "socketio", "callback", "facebook", "telegram", "twilio", "slack", "mattermost"]
    return sorted(set(found)) + [("POST", f"/webhooks/{name}/webhook") for name in channels]


def test_no_route_of_rasas_own_answers(production: Production) -> None:
    routes, client = rasas_routes(), Client(production.address)
    assert ("PUT", "/model") in routes
    assert len(routes) > 20
    body = json.dumps({"model_file": "/etc/passwd", "sender": "x", "message": "hello", "text": "hello"}).encode()
    for method, path in routes:
        for query in ("", "?token=x&callback_url=http://127.0.0.1:9/"):
            answer = client.send(method, path + query, body, {"Content-Type": "application/json"})
            assert answer.status in (404, 405), (method, path)
    assert client.send("GET", "/socket.io/?EIO=3&transport=polling").status == 404


def listening(processes: set[int]) -> set[tuple[str, int]]:
    """(address, port) that these processes listen on, from the kernel."""
    mine = set()
    for process in processes:
        for file in Path(f"/proc/{process}/fd").iterdir():
            try:
                target = str(file.readlink())
            except FileNotFoundError:
                continue
            mine.update(re.findall(r"socket:\[(\d+)\]", target))
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            (
                _,
                local,
                _,
                state,
                *_,
            ) = fields = line.split()
            if state == "0A" and fields[9] in mine:
                address, port = local.split(":")
                found.add((address, int(port, 16)))
    return found


def test_only_this_machine_reaches_it_and_only_by_two_ports(production: Production) -> None:
    loopback = "0100007F"
    assert listening(production.processes()) == {(loopback, production.port), (loopback, production.metrics_port)}


@pytest.mark.parametrize(
    "origin",
    ["https://wwwxstreet.example", "https://www.street.example.evil.example", "https://evil.example/www.street.example",
     "https://www.street.exampl", "http://www.street.example", "https://.*", "*", "null"],
)  # fmt: skip
def test_sites_that_look_alike_are_others(production: Production, client: Client, origin: str) -> None:
    for answer in (client.get("history", Origin=origin), client.post("message", {}, Origin=origin)):
        assert (answer.status, answer.error) == (403, "origin")
        assert "access-control-allow-origin" not in answer.headers
    assert client.get("history", Origin=ALLOWED_SITE).headers["access-control-allow-origin"] == ALLOWED_SITE


def test_deleting_leaves_nothing_of_a_person(production: Production) -> None:
    client, mark = Client.visitor(production.address), f"remember{uuid.uuid4().hex}"
    client.say(f"We are called {mark}")
    assert mark.encode() in production.stored()
    assert client.erase().status == 204
    assert mark.encode() not in production.stored()
    assert client.get("history").status == 401


def test_figures_are_not_on_the_public_port(production: Production) -> None:
    assert Client(production.address).send("GET", "/metrics").status == 404
    answer = Client(f"http://127.0.0.1:{production.metrics_port}").send("GET", "/metrics")
    assert answer.status == 200
    assert "advisor_database_up 1.0" in answer.text
