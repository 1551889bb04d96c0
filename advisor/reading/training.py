"""Training the reader: sentences in, a model out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from threadpoolctl import threadpool_limits

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.reading import lexicon
from advisor.reading.arbiter import Arbiter, clearest, signs
from advisor.reading.certainty import Certainty
from advisor.reading.examples import Examples
from advisor.reading.features import Features
from advisor.reading.judging import NOTHING, Evidence, Judged, judge_one, judge_several
from advisor.reading.linear import Apart, Linear, learn_apart, learn_one_apart, narrowed
from advisor.reading.model import FORMAT, LanguageModel, ReaderModel
from advisor.reading.parallel import begin
from advisor.reading.pipelines import pipeline
from advisor.reading.saving import load_model, save_model
from advisor.reading.sentences import languages_in
from advisor.reading.settling import Settled, learn_settling
from advisor.reading.terms import Row

__all__ = [
    "ReaderModel",
    "begin_training",
    "fingerprint",
    "load_model",
    "save_model",
    "train_reader",
]

NEGLIGIBLE = 0.002
"""Weights below this are left out of the saved model."""

PUSHES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


def fingerprint(data_folder: Path, knowledge: Knowledge) -> str:
    """Changes whenever a training sentence, a lexicon, the knowledge or the reader's code does."""
    digest = hashlib.sha256(f"{FORMAT} {knowledge.version}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for name in ("answers", "remarks", "reading"):
        for path in sorted((Path(data_folder) / name).rglob("*.yml")):
            digest.update(f"{path.relative_to(data_folder).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def train_reader(data_folder: Path, knowledge: Knowledge) -> ReaderModel:
    """Learn all languages there are sentences in; deterministic.

    Raises ValueError for a sentence file that is broken.
    """
    mark = fingerprint(data_folder, knowledge)
    languages = _languages(data_folder)
    begun = _begun.pop(mark, None)
    # Whoever has not begun before may have threads by now, and must do all by himself.
    models = begun() if begun else tuple(_train(data_folder, knowledge, language) for language in languages)
    return ReaderModel(dict(zip(languages, models, strict=True)), mark)


def begin_training(data_folder: Path, knowledge: Knowledge) -> None:
    """Start learning at once; `train_reader` then waits for it.

    The work is done in processes of its own, so that whoever will need the model can get ready meanwhile.
    Call it before anything starts threads.
    """
    languages = _languages(data_folder)
    for language in languages:
        pipeline(language)  # built before the processes part, it is built once
    _begun[fingerprint(data_folder, knowledge)] = begin(partial(_train, data_folder, knowledge), languages)


_begun: dict[str, Callable[[], tuple[LanguageModel, ...]]] = {}
"""Fingerprint → what waits for learning that was started ahead."""


def _languages(data_folder: Path) -> list[str]:
    return [language for language in languages_in(data_folder) if language in lexicon.languages()]


def _train(data_folder: Path, knowledge: Knowledge, language: str) -> LanguageModel:
    # The languages already share the cores; more threads would only get into each other's way.
    with threadpool_limits(1):
        return train_language(Examples.load(data_folder, language, knowledge), knowledge)


def train_language(examples: Examples, knowledge: Knowledge) -> LanguageModel:
    """Learn one language: everything on all sentences, certainty on authors left out in turn."""
    marks = [known.marks for known in examples.known]
    features, rows = Features.fit(examples.language, examples.texts, marks)
    words = features.wordwise(rows)
    corrected = features.rows([c.text for c in examples.corrected], [c.known.marks for c in examples.corrected])
    values = _values(examples, rows, corrected, knowledge)
    everything = np.arange(len(examples.texts))
    parts, kinds = _parts(examples, words, everything), _kinds(examples, rows)
    wordy = features.wordwise(corrected)
    held_out = _unseen(examples, rows, words, wordy, values, kinds, knowledge)
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
    settling = learn_settling(examples, rows, _lists(examples, rows, values, knowledge), knowledge, NEGLIGIBLE)
    arbiter = Arbiter.fit(
        [signs(h.evidence.parts, h.kind, reading, h.text) for h, reading in zip(held_out, judged, strict=True)],
        [heard.gold is None for heard in held_out],
    )
    return LanguageModel(
        features=features,
        parts=narrowed(parts, NEGLIGIBLE),
        kinds=narrowed(kinds.model, NEGLIGIBLE),
        about=narrowed(_about(examples, words, wordy, ()), NEGLIGIBLE),
        values={question: narrowed(each.model, NEGLIGIBLE) for question, (each, _) in values.items()},
        boosts=boosts,
        certainty=certainty,
        arbiter=arbiter,
        settling=settling,
    )


@dataclass(frozen=True)
class Unseen:
    """A text as models see it that have not seen its author; `gold` is None for a remark."""

    text: str
    question: str
    standing: Mapping[str, float]
    evidence: Evidence
    kind: float
    gold: AnswerValue | None

    def judge(self, knowledge: Knowledge, boosts: Mapping[str, tuple[float, float]]) -> Judged:
        """The text read as an answer to its question."""
        judge = judge_several if knowledge.questions[self.question].several else judge_one
        return judge(self.standing, self.evidence, self.question, boosts)


def _unseen(
    examples: Examples,
    rows: csr_matrix,
    words: csr_matrix,
    corrected: csr_matrix,
    values: Mapping[str, tuple[Apart, Sequence[int]]],
    kinds: Apart,
    knowledge: Knowledge,
) -> list[Unseen]:
    """Every sentence but our own, read by models that have not seen its author."""
    apart = {(q, place): row for q, (each, mine) in values.items() for row, place in enumerate(mine)}
    remarks = {place: row for row, place in enumerate(np.flatnonzero(~examples.is_answer).tolist())}
    found: list[Unseen] = []
    for fold in examples.folds:
        left_out = np.isin(examples.by, fold)
        parts = _parts(examples, words, np.flatnonzero(~left_out))
        chances = parts.probabilities(words[left_out])
        about = _about(examples, words, corrected, fold)
        topics = about.probabilities(words[left_out])
        for place, chance, topic in zip(
            np.flatnonzero(left_out).tolist(), chances.tolist(), topics.tolist(), strict=True
        ):
            question, text, row = examples.questions[place], examples.texts[place], Row.of(rows, place)
            is_answer = bool(examples.is_answer[place])
            if question not in values or (examples.parts[place] == SKIP and not is_answer):
                continue
            model = values[question][0]
            own = apart.get((question, place)) if is_answer else None
            standing = model.model.standing(row) if own is None else model.standing(own)
            kind = float(kinds.unseen[remarks[place]].max()) if place in remarks else clearest(kinds.model, row)
            named = dict(zip(parts.classes, chance, strict=True))
            spoken_of = dict(zip(about.classes, topic, strict=True))
            evidence = Evidence(row, len(text), named, spoken_of, examples.known[place].settled)
            found.append(Unseen(text, question, standing, evidence, kind, examples.golds[place]))
    return found


def _about(examples: Examples, rows: csr_matrix, corrected: csr_matrix, without: Sequence[str]) -> Linear:
    """Which question a text answers or corrects, learned from all authors but some."""
    seen = ~np.isin(examples.by, without)
    answers = np.flatnonzero(examples.is_answer & (examples.parts != SKIP) & seen)
    again = [place for place, each in enumerate(examples.corrected) if each.author not in without]
    asked = [examples.questions[place] for place in answers] + [examples.corrected[place].question for place in again]
    return Linear.fit(vstack([rows[answers], corrected[again]], format="csr"), asked)


def _kinds(examples: Examples, rows: csr_matrix) -> Apart:
    remarks = np.flatnonzero(~examples.is_answer)
    return learn_one_apart(rows[remarks], [examples.intents[place] for place in remarks], examples.by[remarks])


def _parts(examples: Examples, rows: csr_matrix, use: NDArray[np.intp]) -> Linear:
    return Linear.fit(rows[use], examples.parts[use].tolist())


def _values(
    examples: Examples, rows: csr_matrix, corrected: csr_matrix, knowledge: Knowledge
) -> dict[str, tuple[Apart, Sequence[int]]]:
    """Question → its classifier, and the places of the sentences it learned from.

    Corrections teach it too; they have no place of their own.
    """
    models: dict[str, tuple[Apart, Sequence[int]]] = {}
    for question in knowledge.questions.values():
        asked = examples.is_answer & (np.array(examples.questions) == question.id)
        mine = np.flatnonzero(asked).tolist()
        if not mine:
            continue
        golds = [examples.golds[place] for place in mine]
        if question.several:
            told = [place for place, also in enumerate(examples.also) if question.id in also]
            golds += [examples.also[place][question.id] for place in told]
            mine += told
        again = [place for place, each in enumerate(examples.corrected) if each.question == question.id]
        golds += [examples.corrected[place].value for place in again]
        learned = vstack([rows[mine], corrected[again]], format="csr")
        authors = np.array([*examples.by[mine], *(examples.corrected[place].author for place in again)])
        if question.several:
            sets = [frozenset((gold,) if isinstance(gold, str) else gold or (NOTHING,)) for gold in golds]
            classes = (*question.values, NOTHING, SKIP)
            apart = learn_apart(learned, sets, classes, np.ones(len(golds)), authors)
        else:
            apart = learn_one_apart(learned, [str(gold) for gold in golds], authors)
        models[question.id] = (apart, mine)
    return models


def _lists(
    examples: Examples, rows: csr_matrix, values: Mapping[str, tuple[Apart, Sequence[int]]], knowledge: Knowledge
) -> dict[str, dict[int, Settled]]:
    """List question → place → what a model reads there which has not seen the author."""
    read: dict[str, dict[int, Settled]] = {}
    for question in knowledge.questions.values():
        if question.several and question.id in values:
            apart, mine = values[question.id]
            read[question.id] = {}
            for at, place in enumerate(mine):
                evidence = Evidence(Row.of(rows, place), 0, {}, {}, examples.known[place].settled)
                judged = judge_several(apart.standing(at), evidence, question.id, {})
                read[question.id][place] = Settled(judged.value, judged.probability)
    return read


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
            likely += math.log(max(dict(reading.ranking).get(str(heard.gold), 0.01), 0.01))
        gains.append((right + 0.05 * likely, push))
    return max(gains, key=lambda gain: (gain[0], -gain[1]))[1]
