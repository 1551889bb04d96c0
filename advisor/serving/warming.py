"""Makes one report while nobody waits: fonts and the layout library take two seconds the first time."""

from __future__ import annotations

import asyncio
import logging

from advisor.assessment.assess import assess
from advisor.knowledge import load_knowledge
from advisor.reports.content import result_content
from advisor.reports.pdf import pdf_report
from advisor.reports.printing import PrintingUnavailable
from advisor.wording.assessment_object import assessment_object

logger = logging.getLogger(__name__)


async def warm_up() -> None:
    """Make a report of no answers; what is missing for reports is said to the operator now."""
    try:
        await asyncio.to_thread(_make_one)
    except PrintingUnavailable as fault:
        logger.warning("PDF and picture reports are not available: %s", fault)
    except Exception as error:
        # A slip here must not keep the server from starting.
        logger.error("making a first report failed: %s", type(error).__name__)


def _make_one() -> None:
    knowledge = load_knowledge()
    language = knowledge.languages[0]
    assessment = assessment_object(assess({}, knowledge), language, knowledge)
    pdf_report(result_content(knowledge, language, assessment, {}, {}))
