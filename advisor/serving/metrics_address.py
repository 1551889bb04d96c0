"""Where figures for monitoring are served: never on the public port."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from advisor.serving.interfaces import is_loopback
from advisor.serving.mode import PRODUCTION, mode
from advisor.settings import from_environment_or_file

PRODUCTION_PORT = 9105
SHORTEST_TOKEN = 32


@dataclass(frozen=True)
class MetricsAddress:
    """token: what a scraper shows as `Authorization: Bearer …`; empty: nothing is asked for."""

    interface: str
    port: int
    token: str = field(default="", repr=False)


def metrics_address() -> MetricsAddress | None:
    """Where to serve `/metrics`, or None: nowhere.

    `ADVISOR_METRICS_PORT`: a port, or `off`; unset: off in development, 9105 in production.
    `ADVISOR_METRICS_INTERFACE`: 127.0.0.1 where unset; another one needs `ADVISOR_METRICS_TOKEN` (or `_FILE`).
    Raises ValueError.
    """
    said = os.environ.get("ADVISOR_METRICS_PORT", "").strip() or (
        str(PRODUCTION_PORT) if mode() == PRODUCTION else "off"
    )
    if said == "off":
        return None
    if not said.isdigit() or not 0 < int(said) < 65536:
        raise ValueError(f"ADVISOR_METRICS_PORT is {said!r}; it must be a port from 1 to 65535, or off.")
    interface = os.environ.get("ADVISOR_METRICS_INTERFACE", "").strip() or "127.0.0.1"
    token = from_environment_or_file("ADVISOR_METRICS_TOKEN")
    if token and len(token) < SHORTEST_TOKEN:
        raise ValueError(f"ADVISOR_METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters.")
    if not token and not is_loopback(interface):
        raise ValueError(
            f"Figures for monitoring would be open to everybody on {interface}. Unset ADVISOR_METRICS_INTERFACE, "
            "or set ADVISOR_METRICS_TOKEN (or ADVISOR_METRICS_TOKEN_FILE) and let the scraper show it."
        )
    return MetricsAddress(interface, int(said), token)
