"""Settings from the environment, each with a default that suits one machine."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The one folder that holds conversations and assessments (`ADVISOR_DATA`, default `var/`)."""
    folder = Path(os.environ.get("ADVISOR_DATA", PROJECT / "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def model_folder() -> Path:
    """Where trained models are kept (`ADVISOR_MODELS`, default `models/`)."""
    return Path(os.environ.get("ADVISOR_MODELS", PROJECT / "models")).resolve()
