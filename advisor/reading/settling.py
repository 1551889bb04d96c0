"""What an answer about money settles besides the question asked, learned from what authors meant by it.

Facts (`facts`) and what follows from an answer by its meaning (`implied`) come first; this is for the
many ways of saying it that neither knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon
from advisor.reading.examples import Examples
from advisor.reading.facts import SHARE_OF
from advisor.reading.known import Facts
from advisor.reading.linear import Apart, Linear, Numbers, learn_apart, likenesses, narrowed
from advisor.reading.reading import same
from advisor.reading.terms import Row

UNSETTLED = "unsettled"
SETTLED = "settled"
"""A list question's own classifier reads its values; here only whether the list is whole."""

CONTEXT_WEIGHT = 0.7
"""How much the answer given and a fact count beside the words."""

WRONG = 0.008
"""Share of what is settled that may be wrong."""
UNSAID = 0.06
"""Share of the answers that settle nothing more, as far as their authors said, that may be read so."""
GUESS = 0.4
"""From this probability on, a value is worth reading back."""


def together() -> tuple[str, ...]:
    """The questions whose answers settle each other."""
    return tuple(lexicon.load_file("implied")["together"])


@dataclass(frozen=True)
class Settled:
    """The likeliest value and its probability."""

    value: AnswerValue
    probability: float


@dataclass(frozen=True)
class Settling:
    """Question that may be settled → its classifier, and the probability from which on it counts.

    context   what is known beside the words, in the order of the last columns
    """

    context: Sequence[str]
    models: Mapping[str, Linear]
    least: Mapping[str, float]

    def read(
        self, target: str, row: Row, asked: str, value: AnswerValue, known: Facts, listed: Settled | None
    ) -> Settled | None:
        """What an answer `value` to `asked` settles for `target`; `listed`: what is read of a list question."""
        model = self.models.get(target)
        if model is None:
            return None
        known_of = _context(asked, value, known)
        places = [self.context.index(name) for name in known_of if name in self.context]
        beside = Row.weighing(places, CONTEXT_WEIGHT, len(self.context))
        chances = model.named(Row.beside([row, beside]))
        chances.pop(UNSETTLED, None)
        if not chances:
            return None
        best = max(chances, key=lambda name: chances[name])
        if best != SETTLED:
            return Settled(best, chances[best])
        return None if listed is None else Settled(listed.value, chances[best] * listed.probability)

    def sure(self, target: str, settled: Settled) -> bool:
        """Whether it may be stored without asking."""
        return settled.probability >= self.least[target]

    def to_state(self) -> dict[str, Any]:
        """Plain values, for saving."""
        models = {target: model.to_state() for target, model in self.models.items()}
        return {"context": list(self.context), "models": models, "least": dict(self.least)}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Settling:
        """The inverse of `to_state`."""
        models = {target: Linear.from_state(model) for target, model in state["models"].items()}
        return cls(state["context"], models, state["least"])


def learn_settling(
    examples: Examples,
    rows: csr_matrix,
    listed: Mapping[str, Mapping[int, Settled]],
    knowledge: Knowledge,
    negligible: float,
) -> Settling:
    """Learn from what each answer also settles.

    listed   list question → place of a text → what a model that has not seen its author reads
    """
    group = together()
    places = [
        place
        for place in np.flatnonzero(examples.is_answer).tolist()
        if examples.questions[place] in group and examples.golds[place] != SKIP
    ]
    contexts = [
        _context(examples.questions[place], examples.golds[place] or (), examples.known[place]) for place in places
    ]
    counted = Counter(chain(*contexts))
    context = sorted(name for name, count in counted.items() if count > 1)
    wide = hstack([rows[places], _columns(contexts, context)], format="csr")
    likeness = likenesses(wide)
    models: dict[str, Linear] = {}
    least: dict[str, float] = {}
    for target in group:
        mine = [at for at, place in enumerate(places) if examples.questions[place] != target]
        if not mine:
            continue
        golds = [examples.also[places[at]].get(target) for at in mine]
        is_list = knowledge.questions[target].several
        labels = [UNSETTLED if gold is None or gold == SKIP else SETTLED if is_list else str(gold) for gold in golds]
        classes = sorted(set(labels))
        if len(classes) < 2:
            continue
        sets = [frozenset((label,)) for label in labels]
        authors, near = examples.by[[places[at] for at in mine]], likeness[np.ix_(mine, mine)]
        apart = learn_apart(wide[mine], sets, classes, np.ones(len(mine)), authors, near)
        read = [listed[target].get(places[at]) for at in mine] if is_list else None
        models[target] = narrowed(apart.model, negligible)
        least[target] = _least(apart, golds, read)
    return Settling(context, models, least)


def _context(asked: str, value: AnswerValue, known: Facts) -> list[str]:
    said = value if isinstance(value, str) else "+".join(sorted(value))
    facts = [
        f"fact {question}={answer if isinstance(answer, str) else 'list'}{'' if sure else '?'}"
        for question, (answer, sure) in known.settled.items()
        if question != asked
    ]
    return [f"asked {asked}", f"said {asked}={said}", *facts]


def _columns(contexts: Sequence[Iterable[str]], names: Sequence[str]) -> csr_matrix:
    at = {name: place for place, name in enumerate(names)}
    places = [[at[name] for name in context if name in at] for context in contexts]
    ends = np.cumsum([0, *map(len, places)])
    weights = np.full(ends[-1], CONTEXT_WEIGHT, dtype=np.float32)
    return csr_matrix((weights, list(chain(*places)), ends), shape=(len(contexts), len(names)))


def _least(apart: Apart, golds: Sequence[AnswerValue | None], read: Sequence[Settled | None] | None) -> float:
    """The lowest probability at which unseen authors are rarely misread."""
    chances = apart.unseen / apart.unseen.sum(axis=1, keepdims=True)
    classes = apart.model.classes
    unsettled = classes.index(UNSETTLED)
    chances[:, unsettled] = -1.0
    best = chances.argmax(axis=1)
    likely: Numbers = chances[np.arange(len(best)), best]
    values: list[AnswerValue | None] = [classes[place] for place in best]
    if read is not None:
        values = [each.value if each else None for each in read]
        likely = likely * np.array([each.probability if each else 0.0 for each in read])
    said = [
        gold is not None and gold != SKIP and value is not None and same(gold, value)
        for gold, value in zip(golds, values, strict=True)
    ]
    settled = np.array([gold is not None and gold != SKIP for gold in golds])
    right = np.array(said)
    order = np.argsort(-likely, kind="stable")
    wrong = np.cumsum((settled & ~right)[order]) / max(1, settled.sum())
    unsaid = np.cumsum((~settled)[order]) / max(1, (~settled).sum())
    over = np.flatnonzero((wrong > WRONG) | (unsaid > UNSAID))
    if not len(over):
        return GUESS
    return max(GUESS, float(likely[order[over[0]]]) + 1e-6)


def fits_together(answers: Mapping[str, AnswerValue], knowledge: Knowledge) -> bool:
    """Whether answers do not contradict each other and shares of one income are not more than all of it."""
    if any(all(c.holds(answers.get(c.question)) for c in each.when) for each in knowledge.contradictions.values()):
        return False
    least = 0.0
    for question in SHARE_OF.keys() & answers.keys():
        value = answers[question]
        figures = (
            knowledge.questions[question].choice(value).figures if isinstance(value, str) and value != SKIP else None
        )
        least += (figures.at_least or figures.above or 0.0) if figures else 0.0
    return least <= 100.0
