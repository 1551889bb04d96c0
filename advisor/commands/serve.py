"""`advisor serve`: check, train if needed, serve until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from types import FrameType

from advisor.knowledge import KnowledgeError, load_knowledge
from advisor.serving import model
from advisor.serving.processes import Assistant, NotStarted


def prepare() -> bool:
    """Check the knowledge and train where the model is out of date; whether all is well."""
    try:
        load_knowledge()
    except KnowledgeError as error:
        for fault in error.faults:
            print(f"knowledge/{fault}", file=sys.stderr)
        return False
    if not model.up_to_date():
        print("Training (about half a minute) … ", end="", flush=True)
        began = time.monotonic()
        try:
            model.train()
        except RuntimeError as error:
            print(f"\n{error}", file=sys.stderr)
            return False
        print(f"done in {time.monotonic() - began:.0f} s.", flush=True)
    return True


def may_start(interface: str) -> bool:
    """Whether the settings allow a server on this interface; why not is printed."""
    from advisor.serving.production import reasons_not_to_start

    reasons = reasons_not_to_start(interface)
    if reasons:
        print("\n".join(["The server does not start:", *(f"- {reason}" for reason in reasons)]), file=sys.stderr)
    return not reasons


def run(arguments: list[str]) -> int:
    """Serve, on the loopback interface unless told otherwise; 0 after Ctrl-C, 1 where it could not start."""
    parser = argparse.ArgumentParser(prog="advisor serve", description=__doc__)
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--host", default="127.0.0.1", help="the IPv4 address to listen on; 0.0.0.0 in a container")
    options = parser.parse_args(arguments)
    if not (may_start(options.host) and prepare()):
        return 1
    assistant = Assistant(options.port, options.host)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        print("Starting … ", end="", flush=True)
        assistant.start()
        print(f"ready: {assistant.address}/ (Ctrl-C stops it)", flush=True)
        assistant.watch()
    except NotStarted as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        assistant.stop()
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
