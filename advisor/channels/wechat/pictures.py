"""The summary picture of a result, for the person it belongs to."""

from __future__ import annotations

from threading import Lock

from advisor.knowledge import load_knowledge
from advisor.reports.content import result_content
from advisor.reports.picture import picture
from advisor.storage.assessments import AssessmentStore


class Pictures:
    """Draws one at a time: a drawing keeps a processor busy for two seconds."""

    def __init__(self, results: AssessmentStore) -> None:
        self._results, self._lock = results, Lock()

    def of(self, conversation: str, result: str) -> bytes | None:
        """The PNG of a result; None where it was deleted. Raises PrintingUnavailable."""
        with self._lock:
            stored = self._results.result(result)
            if stored is None or stored.conversation != conversation:
                return None
            language = stored.assessment["language"]
            return picture(result_content(load_knowledge(), language, stored.assessment, stored.heard, stored.figures))
