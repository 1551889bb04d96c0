"""Rasa without TensorFlow. Importing Rasa loads it, though only pipelines with DIET or TED ever use it.

Measured: half of the processor time of a start and 250 MB of memory went into a library no turn calls.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

SETTING = "ADVISOR_TENSORFLOW"
"""`on` loads it after all: for a pipeline in config.yml that learns with it."""
LIBRARIES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")


class NotLoaded(RuntimeError):
    """Something needs TensorFlow; the message says how to get it."""


def leave_tensorflow_out() -> None:
    """From now on importing TensorFlow gives names that stand for it; call it before Rasa is imported."""
    if os.environ.get(SETTING) == "on" or any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _Finder())


class _Anything(type):
    """What Rasa's modules take from TensorFlow while they are imported: base classes, annotations, decorators."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls

    def __call__(cls, *given: Any, **named: Any) -> Any:
        if cls is not _Name:
            raise NotLoaded(f"{cls.__name__} needs TensorFlow, which is left out. To load it: {SETTING}=on")
        decorated = len(given) == 1 and not named and callable(given[0])
        return given[0] if decorated else cls


class _Name(metaclass=_Anything):
    pass


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] in LIBRARIES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it."""
