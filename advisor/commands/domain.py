"""`advisor domain`: write the files Rasa needs from the knowledge, or check that they are up to date."""

from __future__ import annotations

import argparse
import sys

from advisor.conversation.domain import generated
from advisor.knowledge import load_knowledge
from advisor.settings import PROJECT


def run(arguments: list[str]) -> int:
    """Write the generated files; with `--check` only say which are out of date (exit 1)."""
    parser = argparse.ArgumentParser(prog="advisor domain", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 where a file is out of date")
    options = parser.parse_args(arguments)
    stale = []
    for path, content in generated(load_knowledge()).items():
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(str(path.relative_to(PROJECT)))
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    if stale and options.check:
        print(f"Out of date: {', '.join(stale)}. Run `make domain`.", file=sys.stderr)
        return 1
    if stale:
        print(f"Written: {', '.join(stale)}.")
    return 0
