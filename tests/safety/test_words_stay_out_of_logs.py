"""Whatever is sent and however it fails, no word of it gets into the logs of a production server."""

from __future__ import annotations

import json
import random
import sqlite3
import string
import uuid

import pytest

from advisor.storage.database import CONVERSATIONS_FILE
from tests.browser.plain_http import Client, new_id
from tests.safety.production import Production


def words(of: random.Random, count: int = 3) -> list[str]:
    """Words nobody else says: letters, Chinese signs and a number, each long enough to be found."""
    letters = "".join(of.choices(string.ascii_lowercase, k=14))
    signs = "".join(of.choices("春江潮水连海平月共生滟随波千万里何处无明流宛转绕芳甸照花林皆似霰", k=9))
    return [letters, signs, str(of.randrange(10**12, 10**13))][:count]


@pytest.mark.parametrize("seed", range(3))
def test_random_words_stay_out_of_the_log(production: Production, seed: int) -> None:
    of = random.Random(f"{seed} {uuid.uuid4()}")
    said = [word for _ in range(6) for word in words(of)]
    letters, signs, number = said[:3]
    client = Client.visitor(production.address)
    client.say(" ".join(said[:6]))
    client.say(f"/{letters}" + json.dumps({signs: number}, ensure_ascii=False))
    client.post("message", {"id": new_id(), "choices": [f"{said[6]}={said[7]}"]})
    client.post("message", {"id": said[6], "text": said[7]})
    client.post("message", ("{" + said[8]).encode())
    client.send("GET", f"/result/{said[9]}?ticket={said[11]}")
    client.send("GET", f"/{said[9]}/{said[11]}?{said[12]}={said[14]}")
    client.send("PUT", f"/webhooks/web/{said[9]}", said[12].encode(), {"Referer": said[14], "User-Agent": said[15]})
    client.send("POST", "/training/sign-in", f"name={said[12]}&password={said[14]}".encode())
    Client(production.address, f"{said[15]}.{said[17]}").get("history")
    client.get("history", Origin=f"https://{said[12]}.example", **{"X-Request-ID": said[15]})
    production.accesses(client.get("history").headers["x-request-id"])
    log = production.log
    assert [word for word in said if word in log] == []
    assert [word for word in said if word.encode("unicode_escape").decode() in log] == []
    assert str(client.token) not in log
    assert "Traceback" not in log


def test_a_turn_that_fails_is_told_by_its_kind_and_request(production: Production) -> None:
    of = random.Random(str(uuid.uuid4()))
    letters, signs, number = words(of)
    client, request = Client.visitor(production.address), uuid.uuid4().hex
    # Somebody holds the file of conversations, so that the turn cannot be saved.
    holding = sqlite3.connect(production.data / CONVERSATIONS_FILE, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    try:
        body = {"id": new_id(), "text": f"{letters} {signs} {number}"}
        answer = client.post("message", body, **{"X-Request-ID": request})
    finally:
        holding.execute("ROLLBACK")
        holding.close()
    assert answer.headers["x-request-id"] == request
    assert json.loads(answer.text.splitlines()[0])["failed"] is True
    [access] = production.accesses(request)
    log = production.log
    assert not [word for word in (letters, signs, number) if word in log]
    mine = [line for line in production.lines if line.get("request") == request]
    assert [line for line in mine if line["level"] == "error"], "the failure is in the log"
    assert (access["method"], access["route"], access["status"]) == ("POST", "/webhooks/web/message", 200)
    assert access["milliseconds"] > 0
    assert access["bytes"] > 0
    assert client.say(f"{letters} once more"), "and the next one is answered"


def test_every_line_is_a_json_object_with_no_path_or_id(production: Production) -> None:
    client = Client.visitor(production.address)
    production.accesses(client.send("GET", "/result/abcdefgh12345678").headers["x-request-id"])
    lines = production.lines
    assert lines
    for line in lines:
        assert {"time", "level", "logger", "event"} <= line.keys()
        assert "abcdefgh12345678" not in json.dumps(line)
    routes = {line["route"] for line in lines if line["logger"] == "advisor.access"}
    assert "/result/<result:str>" in routes
    assert "/ready" not in routes
    assert not [line for line in lines if "web-" in json.dumps(line)], "conversations only by their mark"


def test_a_page_names_the_request_operators_look_for(production: Production) -> None:
    answer = Client(production.address).send("GET", "/result/gone", None, {"Accept-Language": "zh"})
    id = answer.headers["x-request-id"]
    assert f"请提供编号： {id}" in answer.text
    assert production.accesses(id)
    refused = Client(production.address).send("GET", "/webhooks/web/history")
    assert refused.status == 401
    assert refused.json["request"] == refused.headers["x-request-id"]
