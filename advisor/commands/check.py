"""`advisor check [FOLDER]`: is the knowledge sound? Faults are named with file, line and what is allowed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from advisor.knowledge import KnowledgeError, knowledge_folder, load_knowledge


def run(argv: Sequence[str]) -> int:
    """Check a knowledge folder (the project's own unless one is named) and print what is found.
    Returns 0 where all is well, 1 where there are faults."""
    parser = argparse.ArgumentParser(prog="advisor check", description="Checks the knowledge folder.")
    parser.add_argument("folder", nargs="?", type=Path, help="another knowledge folder than the project's")
    folder = parser.parse_args(list(argv)).folder or knowledge_folder()
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
    return 0
