"""What is kept of a leader, read from the databases themselves and as the server gives it back."""

from __future__ import annotations

import json

import sqlalchemy as sa

from advisor.storage.conversation_tables import EVENTS, TAKEN
from tests.faults.leaders import Leader
from tests.faults.ledger import Findings, Stored


async def compare(leader: Leader, conversations: sa.engine.Engine) -> Findings:
    """Everything that is wrong with one leader's conversation, once all is well again."""
    history, data = await leader.history(), await leader.data()
    mine = EVENTS.c.sender_id == leader.conversation
    query = sa.select(EVENTS.c.data).where(mine, EVENTS.c.type_name == "user").order_by(EVENTS.c.id)
    with conversations.connect() as connection:
        messages = [str(json.loads(document)["message_id"]) for document in connection.execute(query).scalars()]
        noted = sa.select(TAKEN.c.message_id).where(TAKEN.c.sender_id == leader.conversation)
        taken = set(connection.execute(noted).scalars())
    stored = Stored(
        messages=messages,
        history=history,
        results=[str(result["id"]) for result in data["results"]],
        answers=data["answers"],
        plans=data["plans"],
    )
    findings = leader.ledger.compare(stored, leader.interview.echoed, leader.interview.pressed)
    if taken != set(messages):
        findings.wrong.append(f"{leader.ledger.name}: messages noted as answered are not those that are stored")
    if [each["advisor"] for each in data["messages"]] != [[r["text"] for r in replies] for _, replies in history]:
        findings.wrong.append(f"{leader.ledger.name}: a copy of one's data says something else than the page")
    return findings
