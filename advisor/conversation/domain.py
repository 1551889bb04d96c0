"""Generates what Rasa must have a copy of (domain.yml, data/rules/interview.yml) from the knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from advisor.conversation.slots import FORGET_SLOT, INTERVIEW_SLOT, TURN_SLOT, form_of
from advisor.interview.conversation import INTENTS
from advisor.knowledge.records import Knowledge
from advisor.settings import PROJECT

DOMAIN_FILE = PROJECT / "domain.yml"
RULES_FILE = PROJECT / "data" / "rules" / "interview.yml"
CONVERSE = "action_converse"
SESSION_HOURS = 4
"""After so long without a word the leader is met as coming back."""

_HEAD = """\
# Generated from knowledge/ by `make domain`; change it there, not here.
# {about}
"""


def domain(knowledge: Knowledge) -> dict[str, Any]:
    """Slots and forms for every question and part, the actions, the intents."""
    custom = [{"type": "custom"}]
    slot = {"type": "any", "influence_conversation": False, "mappings": custom}
    names = [*knowledge.questions, INTERVIEW_SLOT, TURN_SLOT, FORGET_SLOT]
    forms = {form_of(part.id): {"required_slots": list(part.questions)} for part in knowledge.parts.values()}
    return {
        "version": "3.1",
        "session_config": {"session_expiration_time": SESSION_HOURS * 60, "carry_over_slots_to_new_session": True},
        "intents": [{intent: {"use_entities": []}} for intent in INTENTS],
        "slots": {name: dict(slot) for name in names},
        "forms": forms,
        "actions": [CONVERSE, "action_session_start", *(f"validate_{form}" for form in forms)],
    }


def rules(knowledge: Knowledge) -> dict[str, Any]:
    """One rule for everything said outside a form, and one for the end of each form."""
    outside = {
        "rule": "Outside a form the interview answers whatever is said",
        "steps": [{"or": [{"intent": intent} for intent in INTENTS]}, {"action": CONVERSE}],
    }
    ends = [
        {
            "rule": f"The end of {form_of(part)} was already spoken of by its validation",
            "condition": [{"active_loop": form_of(part)}],
            "steps": [
                {"action": form_of(part)},
                {"active_loop": None},
                {"slot_was_set": [{"requested_slot": None}]},
                {"action": "action_listen"},
            ],
        }
        for part in knowledge.parts
    ]
    return {"version": "3.1", "rules": [outside, *ends]}


def generated(knowledge: Knowledge) -> dict[Path, str]:
    """The generated files and what they should hold."""
    return {
        DOMAIN_FILE: _file("Slots, forms, actions and intents of the conversation.", domain(knowledge)),
        RULES_FILE: _file("Who answers when: forms while a question is open, one action elsewhere.", rules(knowledge)),
    }


def _file(about: str, content: dict[str, Any]) -> str:
    class Plain(yaml.SafeDumper):
        """Writes no anchors: every entry stands for itself."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    return _HEAD.format(about=about) + yaml.dump(content, Dumper=Plain, sort_keys=False, allow_unicode=True)
