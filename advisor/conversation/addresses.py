"""Where the actions run, by setting."""

from __future__ import annotations

ADDRESS = "ADVISOR_ACTIONS"
"""`here` (the default: in the server's own process), or the address of an action server."""
HERE = "here"
