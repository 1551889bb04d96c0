"""Deletes what nobody has touched for the time the settings give, once an hour while the server runs."""

from __future__ import annotations

import asyncio
import logging

from advisor.metrics import DELETED
from advisor.settings import days_kept
from advisor.storage.audit import AuditLog
from advisor.storage.personal_data import PersonalData

EVERY_SECONDS = 3600

logger = logging.getLogger(__name__)


async def keep_no_longer(data: PersonalData, audit: AuditLog) -> None:
    """Run until cancelled; a failure is logged and the next hour tries again."""
    while True:
        try:
            gone = await asyncio.to_thread(data.erase_unused, days_kept())
            await asyncio.to_thread(audit.forget, days_kept())
            DELETED.inc(gone)
            if gone:
                logger.warning("deleted after %d days without use: %d conversations", days_kept(), gone)
        except Exception as error:
            logger.error("deleting what is no longer kept failed: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)
