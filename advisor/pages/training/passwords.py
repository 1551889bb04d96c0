"""Checking passwords beside the other work of the server: few at a time, each takes 64 MiB."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from advisor.pages.training.stores import Stores
from advisor.storage.sign_ins import by_address, by_name
from advisor.training import passwords
from advisor.training.accounts import Account, name_key

AT_ONCE = 2
_HASHING = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")


async def hashed(password: str) -> str:
    """What is kept in place of a password; raises UnfitPassword."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, passwords.hashed, password)


async def checked(stores: Stores, name: str, password: str) -> tuple[Account | None, str | None]:
    """Whose account it is, and the hash that the password fits: None where it fits none or the account is locked.

    Takes one check of a hash whether or not there is such an account. What follows from it is done only while that
    hash is the one kept: another password may be set at any moment.
    """
    found = await asyncio.to_thread(stores.accounts.by_name, name)
    known, kept = found or (None, None)
    fits = await asyncio.get_running_loop().run_in_executor(_HASHING, passwords.fits, password, kept)
    if not fits or known is None or kept is None or known.locked:
        return known, None
    if not passwords.outdated(kept):
        return known, kept
    again, keep = await hashed(password), stores.accounts.set_password
    if await asyncio.to_thread(keep, known.id, again, instead_of=kept, stay_signed_in=True):
        return known, again
    return await checked(stores, name, password)


async def begin_attempt(stores: Stores, name: str, address: str) -> int:
    """Count an attempt before it is made; whole seconds to wait where it may not be made yet, else 0."""
    wait = await asyncio.to_thread(stores.attempts.begin, by_name(name_key(name)), by_address(address))
    return int(wait + 0.999)


async def attempt_succeeded(stores: Stores, name: str, address: str) -> None:
    """The attempt counted last was no failure."""
    await asyncio.to_thread(stores.attempts.succeeded, by_name(name_key(name)), by_address(address))
