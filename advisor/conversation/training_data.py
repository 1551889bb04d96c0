"""Gives Rasa the leaders' sentences in data/remarks and data/answers as its training data."""

from __future__ import annotations

from typing import Any

import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.reading.reading import ANSWER
from advisor.settings import PROJECT


class LeadersWords(TrainingDataImporter):
    """Remarks with their intents, answers with the intent `answer`; nothing else."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: Any = None,
        **kwargs: Any,
    ) -> None:
        """Rasa hands every importer the same arguments; the folders are the project's own."""

    def get_domain(self) -> Domain:
        """The domain is in domain.yml."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """The rules are in data/rules."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """The configuration is in config.yml."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """Nothing is configured automatically."""
        return None

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """Every sentence with its intent."""
        messages = []
        for path in sorted((PROJECT / "data").glob("*/*/*.yml")):
            if path.parts[-3] not in ("answers", "remarks"):
                continue
            for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
                messages.append(Message.build(entry["says"], entry.get("expect", ANSWER)))
        return TrainingData(messages)
