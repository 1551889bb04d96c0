"""What a server needs in order to answer people, and how each part is asked."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import redis
import sqlalchemy as sa

from advisor.serving.health import PART_SECONDS, Part
from advisor.settings import redis_url
from advisor.storage.database import conversations_database
from advisor.storage.tables import VISITORS


def parts_of(app: Any, own: sa.engine.Engine) -> dict[str, Part]:
    """The parts these settings ask for, by name."""
    parts = {
        "model": agent_is_loaded(lambda: getattr(app.ctx, "agent", None)),
        "database": database_answers(own, conversations_database()),
    }
    if (actions := os.environ.get("ADVISOR_ACTIONS", "")).startswith("http"):
        parts["actions"] = actions_answer(actions)
    if url := redis_url():
        limit = PART_SECONDS / 2
        server = redis.Redis.from_url(url, socket_timeout=limit, socket_connect_timeout=limit)
        parts["redis"] = redis_answers(server.ping)
    return parts


def agent_is_loaded(agent: Callable[[], Any]) -> Part:
    """The model is loaded."""

    async def ask() -> bool:
        found = agent()
        return found is not None and bool(found.is_ready())

    return ask


def actions_answer(webhook: str) -> Part:
    """The action server at this address answers."""
    health = urlsplit(webhook)._replace(path="/health").geturl()
    limit = aiohttp.ClientTimeout(total=PART_SECONDS)

    async def ask() -> bool:
        async with aiohttp.ClientSession(timeout=limit) as session, session.get(health) as answer:
            return answer.status == 200

    return ask


def database_answers(*engines: sa.engine.Engine) -> Part:
    """The assistant's own table can be read, and every engine has a connection to give."""

    def read() -> bool:
        for engine in engines:
            with engine.connect() as connection:
                connection.execute(sa.select(sa.literal(1)))
        with engines[0].connect() as connection:
            connection.execute(sa.select(VISITORS.c.conversation).limit(1))
        return True

    return _in_a_thread_of_its_own(read, "database")


def redis_answers(ping: Callable[[], Any]) -> Part:
    """Redis answers a ping."""
    return _in_a_thread_of_its_own(lambda: bool(ping()), "redis")


def _in_a_thread_of_its_own(work: Callable[[], bool], name: str) -> Part:
    # A database that hangs must not take the threads other requests work in.
    threads = ThreadPoolExecutor(1, thread_name_prefix=f"ready-{name}")

    async def ask() -> bool:
        return await asyncio.get_running_loop().run_in_executor(threads, work)

    return ask
