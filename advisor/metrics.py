"""Figures for monitoring, counted where things happen. Every label takes one of a few values written here.

Nobody's words, ids or addresses: a value outside a label's list is counted as `other`.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

CHANNELS = ("web", "wechat", "wecom", "wechat_service", "rest")
OUTCOMES = ("answered", "failed", "duplicate")
READINGS = ("stored", "read_back", "asked", "not_understood", "remark", "chosen")
KINDS = (
    "OperationalError",
    "IntegrityError",
    "InterfaceError",
    "LockError",
    "NotSaved",
    "ActionTooSlow",
    "TimeoutError",
    "ConnectionError",
    "ClientConnectorError",
    "RasaException",
    "ApiFault",
    "PrintingUnavailable",
)
"""Types of errors told apart; any other is a slip of ours or new."""
OTHER = "other"

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

TURNS = Counter(
    "advisor_turns", "Messages of leaders by what became of them", ["channel", "outcome"], registry=REGISTRY
)
TURN_SECONDS = Histogram(
    "advisor_turn_seconds",
    "From a message being handed to the assistant until its answer is saved",
    ["channel"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16),
    registry=REGISTRY,
)
TURNS_UNDER_WAY = Gauge("advisor_turns_under_way", "Messages being answered now", registry=REGISTRY)
MESSAGES_READ = Counter(
    "advisor_messages_read",
    "Messages by what was understood: stored at once, read back, asked again, not understood, a remark, a button",
    ["reading"],
    registry=REGISTRY,
)
REFUSALS = Counter("advisor_refusals", "Requests refused, by reason", ["part", "reason"], registry=REGISTRY)
ERRORS = Counter("advisor_errors", "Errors in the log, by type", ["kind"], registry=REGISTRY)
DOCUMENTS_UNDER_WAY = Gauge(
    "advisor_documents_under_way", "PDF files and pictures being made or waited for now", registry=REGISTRY
)
DELETED = Counter("advisor_retention_deletions", "Conversations deleted because nobody touched them", registry=REGISTRY)


def one_of(value: object, known: Iterable[str]) -> str:
    """The value where it is known, else `other`: what keeps the number of series small."""
    return value if isinstance(value, str) and value in known else OTHER


def count_duplicate(conversation: str) -> None:
    """A message that had come before; the first part of a conversation's id names its channel."""
    TURNS.labels(one_of(conversation.partition("-")[0], CHANNELS), "duplicate").inc()


def count_refusal(part: str, reason: str, known: Iterable[str]) -> None:
    """A request that went no further. part: `web`, `training` or `messaging`."""
    REFUSALS.labels(part, one_of(reason, known)).inc()
