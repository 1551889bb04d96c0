"""Rasa loads and serves without TensorFlow, and says what to do where something needs it."""

from __future__ import annotations

import subprocess
import sys

from advisor.settings import PROJECT

LEFT_OUT = "from advisor.serving.lighter_rasa import leave_tensorflow_out; leave_tensorflow_out();"


def run(program: str, setting: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", "ADVISOR_TENSORFLOW": setting, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def test_rasa_is_imported_without_it() -> None:
    said = run(
        LEFT_OUT + "import rasa.core.agent, sys; print(sorted(n for n in sys.modules if n == 'tensorflow.python'))"
    )
    assert said == "[]"


def test_what_needs_it_says_how_to_get_it() -> None:
    program = (
        "from rasa.utils.tensorflow.layers import Embed\n"
        "try:\n    Embed(3, 0.1)\nexcept Exception as fault:\n    print(type(fault).__name__, fault)"
    )
    said = run(LEFT_OUT + "\n" + program)
    assert said == "NotLoaded Embed needs TensorFlow, which is left out. To load it: ADVISOR_TENSORFLOW=on"


def test_the_setting_loads_it() -> None:
    assert run(LEFT_OUT + "import tensorflow; print(tensorflow.constant(3).numpy())", "on") == "3"
