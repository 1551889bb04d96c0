"""How Rasa reaches the actions: in this process by default, or at the address of an action server.

Both speak Rasa's protocol of custom actions, so neither Rasa nor the actions know which one it is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from advisor import request_ids
from advisor.conversation.addresses import ADDRESS, HERE
from advisor.serving.action_key import HEADER, action_key

ACTION_SECONDS = 10.0
"""How long an action may take. Stock Rasa waits for 300 s, longer than it holds a conversation's lock."""
AT_ONCE = 64
"""Threads for actions, most of them never begun: actions that hang leave the others room."""
PACKAGE = "actions"


class ActionTooSlow(TimeoutError):
    """An action did not come to its end in time."""


class ActionsHere(EndpointConfig):
    """Runs actions in threads of this process: a call costs no request and nobody waits for another's."""

    def __init__(self) -> None:
        super().__init__(HERE, enable_selective_domain=True)
        self._actions = registered_actions()
        # Of their own: in the loop's few threads an action that hangs would keep everybody from the database.
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="actions")

    async def request(self, *_how: Any, json: Mapping[str, Any], **_more: Any) -> dict[str, Any]:
        """The reply to an action call; raises ActionTooSlow, and whatever the action raises."""
        # With the request's id, which the logs of the action name.
        run = partial(copy_context().run, self._run, json)
        running = asyncio.get_running_loop().run_in_executor(self._threads, run)
        try:
            return await asyncio.wait_for(asyncio.shield(running), ACTION_SECONDS)
        except asyncio.TimeoutError:
            raise ActionTooSlow(f"the action took longer than {ACTION_SECONDS:.0f} s") from None

    def _run(self, call: Mapping[str, Any]) -> dict[str, Any]:
        dispatcher = CollectingDispatcher()
        events = self._actions[call["next_action"]](dispatcher, Tracker.from_dict(call["tracker"]), {})
        return {"events": events, "responses": dispatcher.messages}


class ActionsThere(EndpointConfig):
    """An action server: Rasa's own way opens a connection for every call, this keeps them. Raises ValueError."""

    def __init__(self, address: str) -> None:
        super().__init__(address, enable_selective_domain=True)
        self._key = action_key()
        self._kept: aiohttp.ClientSession | None = None

    async def request(self, *_how: Any, json: Mapping[str, Any], **_more: Any) -> Any:
        """The reply to an action call; raises aiohttp.ClientError and asyncio.TimeoutError."""
        if self._kept is None or self._kept.closed:
            self._kept = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACTION_SECONDS))
        headers = {HEADER: self._key, request_ids.HEADER: request_ids.current()}
        async with self._kept.post(self.url, json=json, headers=headers) as reply:
            if reply.status >= 400:
                # What it says is left out: it echoes the conversation.
                raise ClientResponseError(reply.status, reply.reason or "", "{}")
            return await reply.json()


def registered_actions() -> dict[str, Any]:
    """Name → the action to call; raises RuntimeError where the package has none: the SDK only logs that."""
    executor = ActionExecutor()
    executor.register_package(PACKAGE)
    if not executor.actions:
        raise RuntimeError(f"The actions in {PACKAGE}/ could not be loaded; what went wrong is said above.")
    return dict(executor.actions)


def actions_endpoint() -> EndpointConfig:
    """The actions as the settings want them (`ADVISOR_ACTIONS`: `here`, or an action server's address)."""
    address = os.environ.get(ADDRESS, HERE)
    return ActionsHere() if address == HERE else ActionsThere(address)
