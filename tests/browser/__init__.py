"""The real assistant in a real browser. The page object of the window and the simulated WeChat are shared."""

import sys
from pathlib import Path

# Modules of these folders import one another by bare names; they are to be found from here too.
_TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(_TESTS / "web"), str(_TESTS / "channels/wechat")]
