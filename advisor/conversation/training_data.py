"""Gives Rasa an example of each intent out of data/remarks and data/answers.

The reader learns from the files themselves (`LeaderReader.train`) and tells Rasa by its fingerprint
when they change; Rasa only has to know which intents there are. It copies and compares whatever it
is given a dozen times over, which took longer than all of the learning.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from advisor.reading.reading import ANSWER
from advisor.reading.sentences import languages_in, load_answers, load_remarks
from advisor.settings import PROJECT


class LeadersWords(TrainingDataImporter):
    """One remark of each kind, and one answer with the intent `answer`; nothing else."""

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

    @cached_method
    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """A sentence for each intent."""
        folder = PROJECT / "data"
        languages = languages_in(folder)
        said = {remark.intent: remark.says for language in languages for remark in load_remarks(folder, language)}
        said[ANSWER] = next(load_answers(folder, languages[0])).says
        return TrainingData([Message.build(says, intent) for intent, says in said.items()])
