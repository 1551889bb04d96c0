"""`advisor chat`: the same assistant in the terminal."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.request
import uuid
from typing import Any

from advisor.commands.serve import prepare
from advisor.serving.mode import PRODUCTION, mode
from advisor.serving.processes import NotStarted, free_port, running

HELLO = {"en": "hello", "zh": "你好"}


def run(arguments: list[str]) -> int:
    """Talk in the terminal; an empty line or Ctrl-D ends it."""
    parser = argparse.ArgumentParser(prog="advisor chat", description=__doc__)
    parser.add_argument("--url", help="an assistant that is already running (default: start one)")
    parser.add_argument("--language", choices=sorted(HELLO), default="en")
    options = parser.parse_args(arguments)
    if options.url:
        _talk(options.url, options.language)
        return 0
    if mode() == PRODUCTION:
        print("`advisor chat` talks over the development channel, which production closes: unset ADVISOR_MODE.")
        return 1
    if not prepare():
        return 1
    print("Starting … ", flush=True)
    try:
        with running(free_port()) as assistant:
            _talk(assistant.address, options.language)
    except NotStarted as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _talk(address: str, language: str) -> None:
    sender = f"terminal-{uuid.uuid4().hex[:12]}"
    buttons = _show(_send(address, sender, HELLO[language]))
    while True:
        try:
            said = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if said:
            chosen = {str(number): payload for number, payload in enumerate(buttons, 1)}
            # A number stands for a button only where the text offers no numbered options of its own.
            buttons = _show(
                _send(address, sender, chosen.get(said.removeprefix("/"), said) if said[0] == "/" else said)
            )


def _send(address: str, sender: str, text: str) -> list[dict[str, Any]]:
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(f"{address}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        messages: list[dict[str, Any]] = json.load(reply)
    return messages


def _show(messages: list[dict[str, Any]]) -> list[str]:
    """Print what was said; the payloads of the last buttons, which `/1`, `/2` … choose."""
    payloads: list[str] = []
    for message in messages:
        if message.get("text"):
            print(message["text"], end="\n\n")
        if message.get("buttons"):
            payloads = [button["payload"] for button in message["buttons"]]
            print("  ".join(f"[/{n} {button['title']}]" for n, button in enumerate(message["buttons"], 1)))
    return payloads
