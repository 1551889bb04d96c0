"""The reader as a component of Rasa's pipeline: it knows which question is open."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.conversation.slots import interview_from_slots
from advisor.knowledge import load_knowledge
from advisor.reading.reader import Reader
from advisor.reading.training import ReaderModel, fingerprint, load_model, save_model, train_reader
from advisor.settings import PROJECT

READING = "reading"
METADATA = "metadata"
LANGUAGE, TYPED = "language", "typed"
"""What a channel may tell with a message: the language the leader chose, that the words were typed."""
WORD_JOINER = "\u2060"
"""Put before a typed slash, so that Rasa never takes a person's words for a command."""


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class LeaderReader(GraphComponent):
    """Reads each message as an answer to the open question, or as a remark off the script."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, model: ReaderModel | None = None) -> None:
        self._storage, self._resource = model_storage, resource
        self._reader = Reader(model, load_knowledge()) if model is not None else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LeaderReader:
        """An untrained reader."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LeaderReader:
        """The reader of a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, load_model(folder))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """There is nothing to configure: what the reader knows is in data/ and knowledge/."""
        return {}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa trains again when the sentences or the knowledge have changed."""
        return fingerprint(PROJECT / "data", load_knowledge())

    def train(self, training_data: TrainingData) -> Resource:
        """Train the reader and keep it in the model."""
        model = train_reader(PROJECT / "data", load_knowledge())
        with self._storage.write_to(self._resource) as folder:
            save_model(model, folder)
        return self._resource

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Put a reading on each message (`reading`), and its intent where Rasa looks for it."""
        if self._reader is None:
            raise ValueError("The reader is not trained; run `make train` first.")
        slots = tracker.current_slot_values() if tracker is not None else {}
        interview = interview_from_slots(slots, load_knowledge())
        for message in messages:
            text, told = message.get(TEXT) or "", message.get(METADATA) or {}
            reading = self._reader.read(
                text,
                interview.open,
                language=interview.language or told.get(LANGUAGE),
                phase="confirming" if interview.pending else interview.phase,
                answered=[q for q in load_knowledge().questions if q in interview.answers],
                typed=bool(told.get(TYPED)),
            )
            message.set(READING, reading.to_plain(), add_to_output=True)
            message.set(INTENT, {"name": reading.intent, "confidence": 1.0}, add_to_output=True)
            if text.lstrip().startswith("/"):
                message.set(TEXT, WORD_JOINER + text.lstrip(), add_to_output=True)
        return messages
