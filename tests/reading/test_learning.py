"""Learning by least squares, with every author left out without learning again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from advisor.knowledge.records import Knowledge
from advisor.reading import training
from advisor.reading.linear import STIFFNESS, learn_apart, learn_one_apart, likenesses, narrowed
from advisor.reading.terms import Row
from advisor.settings import PROJECT


@st.composite
def texts(draw: st.DrawFn) -> tuple[np.ndarray, list[frozenset[str]], np.ndarray, np.ndarray]:
    count = draw(st.integers(6, 20))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = random.random((count, 12)) * (random.random((count, 12)) < 0.5)
    labels = [frozenset(name for name in ("a", "b") if random.random() < 0.5) for _ in range(count)]
    return rows, labels, random.uniform(0.5, 2.0, count), np.array([f"author {i % 3}" for i in range(count)])


@given(texts())
@settings(max_examples=40, deadline=None)
def test_leaving_an_author_out_is_the_same_as_never_having_read_it(drawn: tuple) -> None:
    rows, labels, weights, authors = drawn
    apart = learn_apart(csr_matrix(rows), labels, ("a", "b"), weights, authors)
    left_out = authors == "author 0"
    wide = np.hstack([rows, np.ones((len(rows), 1))])
    seen, targets = wide[~left_out], np.array([[1.0 if name in held else -1.0 for name in "ab"] for held in labels])
    gram = seen @ seen.T + STIFFNESS * np.diag(1.0 / weights[~left_out])
    again = wide[left_out] @ seen.T @ np.linalg.solve(gram, targets[~left_out])
    expected = 1.0 / (1.0 + np.exp(-apart.model.sharpness * again))
    assert apart.unseen[left_out] == pytest.approx(expected, abs=1e-4)


@given(st.integers(2, 60), st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_shared_columns_and_rare_ones_make_up_the_whole_product(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    # From columns that every row has to columns that only one or none has.
    rows = random.random((count, 30)) * (random.random((count, 30)) < np.linspace(1.0, 0.01, 30))
    assert likenesses(csr_matrix(rows)) == pytest.approx(rows @ rows.T, abs=1e-4)


def test_what_is_learned_is_what_was_taught() -> None:
    rows = csr_matrix(np.eye(6))
    apart = learn_one_apart(rows, ["x", "x", "y", "y", "z", "z"], np.array(list("abcabc")))
    read = [max(apart.model.standing(Row.of(rows, place)).items(), key=lambda pair: pair[1])[0] for place in range(6)]
    assert read == ["x", "x", "y", "y", "z", "z"]


def test_leaving_out_weightless_columns_changes_next_to_nothing() -> None:
    random = np.random.default_rng(1)
    rows = csr_matrix(random.random((30, 40)))
    apart = learn_one_apart(rows, ["x", "y"] * 15, np.array([f"{i % 5}" for i in range(30)]))
    slim = narrowed(apart.model, 1e-4)
    assert len(slim.columns) <= len(apart.model.columns)
    assert slim.raw(rows) == pytest.approx(apart.model.raw(rows), abs=0.01)


def test_learning_that_was_begun_is_waited_for_and_not_done_twice(
    monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge
) -> None:
    done: list[str] = []

    def learn(_folder: Path, _knowledge: Knowledge, language: str) -> str:
        done.append(language)
        return f"{language} {len(done)}"

    def begin(work: Callable[[str], str], languages: Sequence[str]) -> Callable[[], tuple[str, ...]]:
        learned = tuple(map(work, languages))
        return lambda: learned

    monkeypatch.setattr(training, "_train", learn)
    monkeypatch.setattr(training, "begin", begin)
    training.begin_training(PROJECT / "data", knowledge)
    assert done == ["en", "zh"]
    assert training.train_reader(PROJECT / "data", knowledge).languages == {"en": "en 1", "zh": "zh 2"}
    assert done == ["en", "zh"]
    assert training.train_reader(PROJECT / "data", knowledge).languages == {"en": "en 3", "zh": "zh 4"}


def test_another_reader_is_not_taken_for_the_one_that_was_trained(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "reading"
    shutil.copytree(Path(training.__file__).parent, code)
    before = training.fingerprint(PROJECT / "data", knowledge)
    monkeypatch.setattr(training, "__file__", str(code / "training.py"))
    assert training.fingerprint(PROJECT / "data", knowledge) == before
    with (code / "facts.py").open("a", encoding="utf-8") as changed:
        changed.write("WRONG = True\n")
    assert training.fingerprint(PROJECT / "data", knowledge) != before
