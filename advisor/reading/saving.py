"""Saving a trained reader and loading it again: plain arrays, without pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from advisor.reading.arbiter import Arbiter
from advisor.reading.certainty import Certainty
from advisor.reading.features import Features
from advisor.reading.linear import Linear
from advisor.reading.model import FORMAT, LanguageModel, ReaderModel
from advisor.reading.settling import Settling

FILE = "reader.npz"
PLAIN = "state"
"""The entry that holds all but the arrays, as JSON; an array stands there as `{"array": its entry}`."""


def save_model(model: ReaderModel, folder: Path) -> None:
    """Write the model into a folder, which is created."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    state = {
        "format": FORMAT,
        "fingerprint": model.fingerprint,
        "languages": {language: _language_state(part) for language, part in model.languages.items()},
    }
    arrays: dict[str, Any] = {}
    plain = json.dumps(_without_arrays(state, arrays), ensure_ascii=False)
    np.savez(folder / FILE, **{PLAIN: np.frombuffer(plain.encode(), dtype=np.uint8)}, **arrays)


def load_model(folder: Path) -> ReaderModel:
    """Read a saved model; raises FileNotFoundError, or ValueError for another format."""
    # Without pickle: a model holds numbers and text, never code.
    with np.load(Path(folder) / FILE, allow_pickle=False) as arrays:
        state = json.loads(arrays[PLAIN].tobytes(), object_hook=lambda found: _with_array(found, arrays))
    if state["format"] != FORMAT:
        raise ValueError(f"the saved reader has format {state['format']}, not {FORMAT}: train it again")
    languages = {language: _language_model(part) for language, part in state["languages"].items()}
    return ReaderModel(languages, state["fingerprint"])


def _without_arrays(state: Any, arrays: dict[str, Any]) -> Any:
    """The state as JSON takes it; its arrays are put into `arrays`."""
    if isinstance(state, Mapping):
        return {name: _without_arrays(entry, arrays) for name, entry in state.items()}
    if isinstance(state, np.ndarray):
        name = f"array{len(arrays)}"
        arrays[name] = state
        return {"array": name}
    return state


def _with_array(found: dict[str, Any], arrays: Mapping[str, Any]) -> Any:
    return arrays[found["array"]] if found.keys() == {"array"} else found


def _language_state(model: LanguageModel) -> dict[str, Any]:
    return {
        "features": model.features.to_state(),
        **{
            name: getattr(model, name).to_state()
            for name in ("parts", "kinds", "about", "certainty", "arbiter", "settling")
        },
        "values": {question: values.to_state() for question, values in model.values.items()},
        "boosts": {question: list(pair) for question, pair in model.boosts.items()},
    }


def _language_model(state: Mapping[str, Any]) -> LanguageModel:
    return LanguageModel(
        features=Features.from_state(state["features"]),
        parts=Linear.from_state(state["parts"]),
        kinds=Linear.from_state(state["kinds"]),
        about=Linear.from_state(state["about"]),
        values={question: Linear.from_state(values) for question, values in state["values"].items()},
        boosts={question: (pair[0], pair[1]) for question, pair in state["boosts"].items()},
        certainty=Certainty.from_state(state["certainty"]),
        arbiter=Arbiter.from_state(state["arbiter"]),
        settling=Settling.from_state(state["settling"]),
    )
