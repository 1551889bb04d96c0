"""Network interfaces a server may listen on."""

from __future__ import annotations

import ipaddress

from advisor.serving.mode import PRODUCTION, mode


def is_loopback(interface: str) -> bool:
    """Whether only this machine reaches what listens there; a name other than `localhost` counts as no."""
    try:
        return ipaddress.ip_address(interface).is_loopback
    except ValueError:
        return interface == "localhost"


def check_interface(interface: str) -> None:
    """Raises ValueError where the development channel would be open to others than this machine."""
    if mode() != PRODUCTION and not is_loopback(interface):
        raise ValueError(
            f"In development the server listens on this machine only, not on {interface}: its REST channel opens "
            "every conversation to whoever knows the sender's id. Set ADVISOR_MODE=production to listen elsewhere."
        )
