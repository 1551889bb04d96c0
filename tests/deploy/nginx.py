"""The nginx of deploy/nginx, on loopback ports, before servers of one's own."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers.programs import ServerProcess, free_port, program

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "nginx.conf"
HOST = "localhost"


class Nginx:
    """Started by `start`. address: where it answers over TLS; certificate: what clients trust."""

    def __init__(self, folder: Path, servers: Sequence[int]) -> None:
        self.port, self.plain_port, self._alive_port = free_port(), free_port(), free_port()
        self.address = f"https://{HOST}:{self.port}"
        self.certificate = folder / "tls.crt"
        self._program, self._folder = program("nginx", "nginx-light"), folder
        self.file = folder / "nginx.conf"
        _certificate(folder)
        self.serve(servers)
        command = [self._program, "-c", str(self.file), "-p", str(folder), "-g", "daemon off;"]
        self.process = ServerProcess(command, folder / "nginx.log", None, self._answers)

    def serve(self, servers: Sequence[int]) -> None:
        """Write the configuration with servers on these loopback ports."""
        text = CONFIGURATION.read_text(encoding="utf-8")
        upstream = re.compile(r"^( *)server advisor-1:5005 (.*);\n *server advisor-2:5005 .*;\n", re.MULTILINE)
        lines = "".join(rf"\1server 127.0.0.1:{port} \2;" + "\n" for port in servers)
        for before, after in (
            # In a container it has a /tmp of its own.
            (re.compile(r"/tmp/"), f"{self._folder}/"),
            (upstream, lines),
            (re.compile(r"listen 8443 ssl;"), f"listen 127.0.0.1:{self.port} ssl;"),
            (re.compile(r"listen 8080;"), f"listen 127.0.0.1:{self.plain_port};"),
            (re.compile(r"listen 127\.0\.0\.1:8081;"), f"listen 127.0.0.1:{self._alive_port};"),
            (re.compile(r"/etc/nginx/tls/"), f"{self._folder}/"),
        ):
            text, replaced = before.subn(after, text)
            assert replaced, f"{before.pattern} is no longer in {CONFIGURATION.name}"
        # Where tests run as root, the processes that answer are nobody's, who may not enter our folder.
        user = "user root;\n" if os.geteuid() == 0 else ""
        self.file.write_text(user + text, encoding="utf-8")

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()

    def check(self) -> subprocess.CompletedProcess[str]:
        """`nginx -t`."""
        command = [self._program, "-t", "-c", str(self.file), "-p", str(self._folder)]
        return subprocess.run(command, capture_output=True, text=True)

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._alive_port)) == 0


def _certificate(folder: Path) -> None:
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    command += ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    subprocess.run(command, check=True, capture_output=True)
