"""The real assistant in a real browser. The page object of the window is shared with tests/web."""

import sys
from pathlib import Path

# Modules of tests/web import one another by bare names; they are to be found from here too.
sys.path.append(str(Path(__file__).resolve().parents[1] / "web"))
