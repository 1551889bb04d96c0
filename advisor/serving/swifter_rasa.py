"""Work that Rasa 3.6 repeats with every turn, done once or not at all.

Measured over whole interviews: checking its own schema and then every reply of an action against it was
more than half of the server's time; looking for an event's class among all subclasses, for every event,
another sixth; planning the same small graph anew for every prediction, a tenth.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot


class StraightGraphRunner(DaskGraphRunner):
    """Runs the nodes of a graph one after the other, in an order worked out once."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the target nodes."""
        wanted = tuple(targets or self._graph_schema.target_names)
        known = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._order(wanted):
            if name not in known:
                known[name] = self._instantiated_nodes[name](*(known[need] for need in needs))
        return dict(known[name] for name in wanted)

    def _order(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        orders: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = self.__dict__.setdefault("_orders", {})
        if targets not in orders:
            orders[targets] = self._worked_out(targets)
        return orders[targets]

    def _worked_out(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        nodes, order = self._graph_schema.minimal_graph_schema(list(targets)).nodes, []
        seen: set[str] = set()

        def visit(name: str) -> None:
            if name in nodes and name not in seen:
                seen.add(name)
                needs = tuple(nodes[name].needs.values())
                for need in needs:
                    visit(need)
                order.append((name, needs))

        for target in targets:
            visit(target)
        return order


def do_once_what_rasa_repeats() -> None:
    """Change Rasa's classes in this process; what they return stays the same."""
    rasa.core.processor.DaskGraphRunner = StraightGraphRunner  # type: ignore[misc]
    # Our actions' replies are held to Rasa's schema by a test instead of with every turn.
    RemoteAction._validate_action_result = lambda _action, _result: True
    # It compares the domain with an empty one made anew; the reader's intents come from where the domain's do.
    MessageProcessor._check_for_unseen_features = lambda _processor, _reading: None
    # Every event class is defined when Rasa is imported; none is added later.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    Slot.__copy__ = _copied
    _look_at_texts_only_where_rules_have_any()


def _copied(slot: Slot) -> Slot:
    """What `copy.copy` makes, without asking how: a tracker's copy is forty of these."""
    twin: Slot = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def _look_at_texts_only_where_rules_have_any() -> None:
    find = RulePolicy._find_action_from_rules

    def find_where_it_may_be(
        policy: RulePolicy, tracker: Any, domain: Any, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not _rules_have_texts(policy):
            return None, None, False
        found: tuple[str | None, str | None, bool] = find(policy, tracker, domain, use_text_for_last_user_input)
        return found

    RulePolicy._find_action_from_rules = find_where_it_may_be


def _rules_have_texts(policy: RulePolicy) -> bool:
    """Whether a rule is about the very words of a message (its states then have a `text` of the user)."""
    known: bool | None = policy.__dict__.get("_have_texts")
    if known is None:
        states = (state for key in policy.lookup["rules"] for state in policy._rule_key_to_state(key))
        known = policy.__dict__["_have_texts"] = any("text" in state.get("user", {}) for state in states)
    return known
