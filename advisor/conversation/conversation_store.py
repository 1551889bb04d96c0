"""Where Rasa keeps conversations: SQLite in the data folder, with deletion on request."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.conversation.slots import FORGET_SLOT
from advisor.settings import data_folder
from advisor.storage.database import CONVERSATIONS_FILE, erase_log, open_database


class ConversationStore(SQLTrackerStore):
    """Rasa's own SQL store; a conversation whose leader asked to be forgotten is deleted, not saved."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        db: str = CONVERSATIONS_FILE,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("host", None)
        super().__init__(domain, dialect="sqlite", db=str(data_folder() / db), event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine: Any = open_database(data_folder() / db)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save the new events, or delete the whole conversation where that was asked for."""
        if tracker.get_slot(FORGET_SLOT):
            self.delete(tracker.sender_id)
        else:
            await super().save(tracker)

    def delete(self, sender_id: str) -> int:
        """Delete every event of a conversation; how many there were."""
        with self.session_scope() as session:
            gone = session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == sender_id).delete()
            session.commit()
        erase_log(self.engine)
        return int(gone)
