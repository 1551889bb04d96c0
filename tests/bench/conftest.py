"""The benchmarks are commands, not a package: their folder is where their modules are found."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
