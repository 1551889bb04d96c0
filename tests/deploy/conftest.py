"""PostgreSQL and Redis of one's own; the leaders of the benchmarks are the people here."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.servers.fixtures import postgresql_server, redis_server

__all__ = ["postgresql_server", "redis_server"]

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
