"""The lines of the access log: every request in production; in development no files of the pages that were there."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sanic import Sanic

from advisor.pages.files import files
from advisor.pages.front import front
from advisor.serving.logs import write_logs
from advisor.serving.processes import free_port
from advisor.serving.requests import log_requests

FILE = "/web/<name:path>"
ASKED = ("/", "/web/loader.js", "/web/page.css", "/favicon.ico", "/web/missing.js", "/nowhere")
FAILED = [(FILE, 404), ("none", 404)]
EVERY = [("/", 200), (FILE, 200), (FILE, 200), ("/favicon.ico", 200), *FAILED]


def serve(port: int) -> None:
    """The pages of the chat window with their log."""
    app = Sanic("access_lines", configure_logging=False)
    for pages in (front(), files()):
        app.blueprint(pages)
    log_requests(app)
    write_logs()
    app.run("127.0.0.1", port, access_log=False, motd=False)


@pytest.mark.parametrize(("mode", "expected"), [("development", [EVERY[0], *FAILED]), ("production", EVERY)])
def test_files_are_in_the_log_of_production_and_where_they_fail(
    mode: str, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    port = free_port()
    environment = {**os.environ, "ADVISOR_DATA": str(tmp_path), "ADVISOR_MODE": mode, "ADVISOR_LOG": "json"}
    command = [sys.executable, "-m", "tests.serving.test_access_lines", str(port)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while True:
            with socket.socket() as trying:
                if not trying.connect_ex(("127.0.0.1", port)):
                    break
            assert time.monotonic() < until, "The server did not start."
            time.sleep(0.05)
        for path in ASKED:
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
    finally:
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=60)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert [(line["route"], line["status"]) for line in lines if line["logger"] == "advisor.access"] == expected


if __name__ == "__main__":
    serve(int(sys.argv[1]))
