"""Every setting the program reads, found in its source: names of variables stand there as whole strings."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"ADVISOR_[A-Z][A-Z0-9_]*")
READS_A_FILE_TOO = "from_environment_or_file"
"""The function of settings.py that also reads the variable whose name ends in `_FILE`."""


@lru_cache(maxsize=1)
def known_settings() -> frozenset[str]:
    """The names of all settings."""
    found: set[str] = set()
    for folder in ("advisor", "actions"):
        for file in (PROJECT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                found |= _names(node)
    return frozenset(found)


def _names(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAME.fullmatch(node.value):
        return {node.value}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == READS_A_FILE_TOO:
        return {f"{given.value}_FILE" for given in node.args if isinstance(given, ast.Constant)}
    return set()
