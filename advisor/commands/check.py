"""`advisor check [FOLDER]`: is the knowledge sound? Faults are named with file, line and what is allowed.
`advisor check --production`: are the settings fit for production? Nothing is started."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from advisor.knowledge import KnowledgeError, knowledge_folder, load_knowledge


def run(argv: Sequence[str]) -> int:
    """Check a knowledge folder (the project's own unless one is named) and print what is found.
    Returns 0 where all is well, 1 where there are faults, also of the settings where those were asked for."""
    parser = argparse.ArgumentParser(prog="advisor check", description="Checks the knowledge folder.")
    parser.add_argument("folder", nargs="?", type=Path, help="another knowledge folder than the project's")
    parser.add_argument("--production", action="store_true", help="check the settings for production as well")
    options = parser.parse_args(list(argv))
    folder = options.folder or knowledge_folder()
    code = _check_settings() if options.production else 0
    try:
        knowledge = load_knowledge(folder)
    except KnowledgeError as error:
        for fault in error.faults:
            print(f"{folder.name}/{fault}")
        count = len(error.faults)
        print(f"{count} mistake{'' if count == 1 else 's'} in {folder}.", file=sys.stderr)
        return 1
    print(
        f"All is well: {len(knowledge.questions)} questions, {len(knowledge.problems)} problems, "
        f"{len(knowledge.suggestions)} suggestions, {len(knowledge.languages)} languages "
        f"({', '.join(knowledge.languages)}); version {knowledge.version}."
    )
    return code


def _check_settings() -> int:
    # Imported here: the knowledge is checked without all that the server needs.
    from advisor.serving.production import faults

    found = faults()
    for fault in found:
        print(f"- {fault}", file=sys.stderr)
    if not found:
        print("The settings are fit for production.")
    return 1 if found else 0
