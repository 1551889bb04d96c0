"""Every class learned at once is what scikit-learn learns one class after the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from advisor.reading import logistic
from advisor.reading.linear import Linear
from advisor.reading.logistic import RIDGE, learn_each_against_rest


def drawn(seed: int, texts: int = 60, columns: int = 25, classes: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, the class of each, and weights; a class shows in some columns of its own and in others' too."""
    random = np.random.default_rng(seed)
    which = np.concatenate([np.arange(classes), random.integers(0, classes, texts - classes)])
    rows = random.random((texts, columns)) * (random.random((texts, columns)) < 0.3)
    rows[np.arange(texts), which] += random.random(texts)
    return rows, which, random.uniform(0.5, 2.0, texts)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_learned_to_the_end_it_is_what_scikit_learn_learns(seed: int) -> None:
    rows, which, weights = drawn(seed)
    hits = which[:, None] == np.arange(4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logistic, "STEPS", 30)
        patch.setattr(logistic, "PASSES", 40)
        learned = learn_each_against_rest(csr_matrix(rows), hits, weights)
    # An offset is drawn towards nothing as any other column is, so scikit-learn gets one more column and no offset.
    wide = np.hstack([rows, np.ones((len(rows), 1))])
    for place in range(4):
        model = LogisticRegression(C=1 / RIDGE, fit_intercept=False, tol=1e-8, max_iter=5000)
        model.fit(wide, hits[:, place], sample_weight=weights)
        assert wide @ learned[:, place] == pytest.approx(wide @ model.coef_[0], abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_in_few_steps_it_decides_as_if_learned_to_the_end(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, which, _ = drawn(seed, texts=400)
    labels, unseen = [str(place) for place in which[:300]], csr_matrix(rows[300:])
    early = Linear.fit(csr_matrix(rows[:300]), labels).probabilities(unseen)
    monkeypatch.setattr(logistic, "STEPS", 30)
    monkeypatch.setattr(logistic, "PASSES", 40)
    late = Linear.fit(csr_matrix(rows[:300]), labels).probabilities(unseen)
    assert (early.argmax(axis=1) == late.argmax(axis=1)).mean() > 0.9


def test_a_single_class_is_certain() -> None:
    learned = Linear.fit(csr_matrix(np.eye(3)), ["only"] * 3)
    assert learned.probabilities(csr_matrix(np.eye(3))) == pytest.approx(1.0)
