"""Training the reader: sentences in, a model out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon
from advisor.reading.arbiter import Arbiter, clearest, signs
from advisor.reading.certainty import Certainty
from advisor.reading.examples import Examples
from advisor.reading.features import Features
from advisor.reading.judging import NOTHING, Evidence, Judged, judge_one, judge_several
from advisor.reading.linear import Linear
from advisor.reading.model import FORMAT, LanguageModel, ReaderModel
from advisor.reading.parallel import for_each
from advisor.reading.saving import load_model, save_model, saved_fingerprint
from advisor.reading.sentences import languages_in

__all__ = ["ReaderModel", "fingerprint", "load_model", "save_model", "saved_fingerprint", "train_reader"]

PUSHES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


def fingerprint(data_folder: Path, knowledge: Knowledge) -> str:
    """Changes whenever a training sentence, a lexicon, or the knowledge does."""
    digest = hashlib.sha256(f"{FORMAT} {knowledge.version}".encode())
    for name in ("answers", "remarks", "reading"):
        for path in sorted((Path(data_folder) / name).rglob("*.yml")):
            digest.update(f"{path.relative_to(data_folder).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def train_reader(data_folder: Path, knowledge: Knowledge) -> ReaderModel:
    """Learn all languages there are sentences in; deterministic.

    Raises ValueError for a sentence file that is broken.
    """
    data_folder = Path(data_folder)
    languages = [language for language in languages_in(data_folder) if language in lexicon.languages()]
    models = for_each(partial(_train, data_folder, knowledge), languages)
    return ReaderModel(dict(zip(languages, models, strict=True)), fingerprint(data_folder, knowledge))


def _train(data_folder: Path, knowledge: Knowledge, language: str) -> LanguageModel:
    return train_language(Examples.load(data_folder, language, knowledge), knowledge)


def train_language(examples: Examples, knowledge: Knowledge) -> LanguageModel:
    """Learn one language: everything on all sentences, certainty on groups of authors left out in turn."""
    features = Features.fit(examples.language, examples.texts)
    rows = features.rows(examples.texts)
    held_out = [heard for fold in examples.folds for heard in _unseen(examples, rows, fold, knowledge)]
    answers = [heard for heard in held_out if heard.gold is not None]
    boosts = _boosts(answers, knowledge)
    judged = [heard.judge(knowledge, boosts) for heard in held_out]
    certainty = Certainty.fit(
        [
            (heard.question, reading, reading.value == heard.gold)
            for heard, reading in zip(held_out, judged, strict=True)
            if heard.gold is not None
        ]
    )
    arbiter = Arbiter.fit(
        [signs(h.evidence.parts, h.kind, reading, h.text) for h, reading in zip(held_out, judged, strict=True)],
        [heard.gold is None for heard in held_out],
    )
    everything = np.arange(len(examples.texts))
    return LanguageModel(
        features=features,
        parts=_parts(examples, rows, everything),
        kinds=_kinds(examples, rows, everything),
        about=_about(examples, rows, everything),
        values=_values(examples, rows, everything, knowledge),
        boosts=boosts,
        certainty=certainty,
        arbiter=arbiter,
    )


@dataclass(frozen=True)
class Unseen:
    """A text with models that have not seen its author; `gold` is None for a remark."""

    text: str
    model: Linear
    question: str
    evidence: Evidence
    kind: float
    gold: AnswerValue | None

    def judge(self, knowledge: Knowledge, boosts: Mapping[str, tuple[float, float]]) -> Judged:
        """The text read as an answer to its question."""
        judge = judge_several if knowledge.questions[self.question].several else judge_one
        return judge(self.model, self.evidence, self.question, boosts)


def _unseen(examples: Examples, rows: csr_matrix, fold: Sequence[str], knowledge: Knowledge) -> list[Unseen]:
    """The sentences of a group of authors, with models that have seen none of them."""
    left_out = np.isin(examples.by, fold)
    seen = np.flatnonzero(~left_out)
    parts, kinds = _parts(examples, rows, seen), _kinds(examples, rows, seen)
    values = _values(examples, rows, seen, knowledge)
    found: list[Unseen] = []
    for place in np.flatnonzero(left_out):
        question, text, row = examples.questions[place], examples.texts[place], rows[place]
        if question in values and not (examples.parts[place] == SKIP and not examples.is_answer[place]):
            evidence = Evidence(row, len(text), parts.named(row), examples.facts[place])
            kind, gold = clearest(kinds, row), examples.golds[place]
            found.append(Unseen(text, values[question], question, evidence, kind, gold))
    return found


def _about(examples: Examples, rows: csr_matrix, use: NDArray[np.intp]) -> Linear:
    answers = use[examples.is_answer[use] & (examples.parts[use] != SKIP)]
    return Linear.fit(rows[answers], [examples.questions[place] for place in answers])


def _kinds(examples: Examples, rows: csr_matrix, use: NDArray[np.intp]) -> Linear:
    remarks = use[~examples.is_answer[use]]
    return Linear.fit(rows[remarks], [examples.intents[place] for place in remarks])


def _parts(examples: Examples, rows: csr_matrix, use: NDArray[np.intp]) -> Linear:
    return Linear.fit(rows[use], examples.parts[use].tolist())


def _values(examples: Examples, rows: csr_matrix, use: NDArray[np.intp], knowledge: Knowledge) -> dict[str, Linear]:
    models = {}
    for question in knowledge.questions.values():
        mine = [place for place in use if examples.questions[place] == question.id and examples.is_answer[place]]
        if not mine:
            continue
        golds = [examples.golds[place] for place in mine]
        if question.several:
            told = [place for place in use if question.id in examples.also[place]]
            golds += [examples.also[place][question.id] for place in told]
            sets = [frozenset((gold,) if isinstance(gold, str) else gold or (NOTHING,)) for gold in golds]
            models[question.id] = Linear.fit_sets(rows[mine + told], sets, (*question.values, NOTHING, SKIP))
        else:
            models[question.id] = Linear.fit(rows[mine], [str(gold) for gold in golds])
    return models


def _boosts(held_out: Sequence[Unseen], knowledge: Knowledge) -> dict[str, tuple[float, float]]:
    """How much a fact counts, by question and by its certainty: what serves unseen authors best."""
    groups: dict[str, list[list[Unseen]]] = {}
    for heard in held_out:
        fact = heard.evidence.facts.get(heard.question)
        if fact is not None:
            groups.setdefault(heard.question, [[], []])[int(fact[1])].append(heard)
    return {
        question: (_best_push(unsure, knowledge, 1.0), _best_push(sure, knowledge, 3.0))
        for question, (unsure, sure) in groups.items()
    }


def _best_push(group: Sequence[Unseen], knowledge: Knowledge, otherwise: float) -> float:
    """The push at which most are read rightly, and with the most confidence."""
    if not group:
        return otherwise
    gains = []
    for push in PUSHES:
        right, likely = 0, 0.0
        for heard in group:
            reading = heard.judge(knowledge, {heard.question: (push, push)})
            right += reading.value == heard.gold
            likely += float(np.log(max(dict(reading.ranking).get(str(heard.gold), 0.01), 0.01)))
        gains.append((right + 0.05 * likely, push))
    return max(gains, key=lambda gain: (gain[0], -gain[1]))[1]
