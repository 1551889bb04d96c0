"""Keeps Rasa and its libraries quiet: no telemetry, no deprecation noise, no message text in logs."""

from __future__ import annotations

import os
import warnings

ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "CUDA_VISIBLE_DEVICES": "",
    "LOG_LEVEL": "ERROR",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "TQDM_DISABLE": "1",
}


def be_quiet() -> None:
    """Set the environment and filter warnings; call it before Rasa is imported."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")
    warnings.showwarning = lambda *_args, **_kwargs: None
