"""Reading one YAML file into plain data that remembers its lines; mistakes come as faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from advisor.knowledge.faults import Fault, shown

Step = str | int

SYNTAX = (
    ("cannot start any token", "this cannot stand here: is a quotation mark missing round the text?"),
    ("mapping values are not allowed", "a colon inside a text: put the whole text in quotation marks"),
    (
        "did not find expected key",
        "this line does not fit the lines above it: check how far it is indented, "
        "and that quotation marks inside a quoted text are doubled",
    ),
    ("could not find expected ':'", 'a name without a colon after it: write "name: value"'),
    ("did not find expected ',' or ']'", "a list is not closed: commas between the entries, ] at the end"),
    ("did not find expected ',' or '}'", "fields are not closed: commas between them, } at the end"),
    ("unexpected end of stream", "a quotation mark is opened here or above and never closed"),
    ("undefined alias", "* at the start of a text has a meaning of its own: put the text in quotation marks"),
    (
        "did not find expected '-' indicator",
        "an entry of a list must begin with - and be indented like the others",
    ),
    ("did not find expected alphabetic", "& or * at the start of a text: put the text in quotation marks"),
)
"""What the YAML library says (part of it) and what it means to the person who wrote the file."""


@dataclass(frozen=True)
class KnowledgeFile:
    """A file that could be read: its name in the knowledge folder, its content and its node tree."""

    name: str
    data: Any
    node: yaml.Node

    def line(self, path: Sequence[Step] = ()) -> int:
        """The line (from 1) of the entry at `path`, or of its nearest parent that is there."""
        node, line = self.node, self.node.start_mark.line
        for step in path:
            found = _below(node, step)
            if found is None:
                break
            line, node = found
        return line + 1

    def fault(self, path: Sequence[Step], message: str) -> Fault:
        """A fault at the entry at `path`."""
        return Fault(self.name, self.line(path), message)


def read_file(folder: Path, name: str) -> tuple[KnowledgeFile | None, list[Fault]]:
    """Read `folder/name`. Returns the file (None where it cannot be read) and the faults found:
    syntax, duplicate names, names that are no text, references inside YAML."""
    try:
        text = (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None, [Fault(name, 1, "this file is missing.")]
    except UnicodeDecodeError:
        return None, [Fault(name, 1, "this file is not saved as UTF-8: save it again with that encoding.")]
    try:
        loader = yaml.CSafeLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None, [Fault(name, 1, "this file is empty.")]
            reader = _Reader(name, loader)
            data = reader.plain(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return None, [_syntax_fault(name, text, error)]
    return (None if reader.faults else KnowledgeFile(name, data, node)), reader.faults


class _Reader:
    """Turns nodes into plain data and collects what YAML itself would let pass."""

    def __init__(self, name: str, loader: Any) -> None:
        self.name = name
        self.loader = loader
        self.faults: list[Fault] = []
        self.seen: set[int] = set()

    def plain(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return self.loader.construct_object(node)
        if id(node) in self.seen:
            self._fault(node, "write this out in full: & and * are not used in these files.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(entry) for entry in node.value]
        return self._mapping(node)

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        data: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = self._key(key_node), key_node.start_mark.line + 1
            if key is None:
                continue
            if key in data:
                where = f"in line {lines[key]} and in line {line}"
                self._fault(key_node, f"{shown(key)} is given twice, {where}: keep one.")
            lines.setdefault(key, line)
            data[key] = self.plain(value_node)
        return data

    def _key(self, node: yaml.Node) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._fault(node, "a name must be a text: if it begins with [ or {, put it in quotation marks.")
            return None
        if node.tag != "tag:yaml.org,2002:str":
            self._fault(node, f'put the name {node.value} in quotation marks: "{node.value}".')
            return None
        return str(node.value)

    def _fault(self, node: yaml.Node, message: str) -> None:
        self.faults.append(Fault(self.name, node.start_mark.line + 1, message))


def _below(node: yaml.Node, step: Step) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line, value
    return None


def _syntax_fault(name: str, text: str, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    where = lines[line - 1] if line <= len(lines) else ""
    if "\t" in where[: len(where) - len(where.lstrip())]:
        return Fault(name, line, "this line begins with a tab: indent with spaces.")
    context = getattr(error, "context_mark", None)
    begun = f" (begun in line {context.line + 1})" if context and context.line + 1 < line else ""
    problem = str(getattr(error, "problem", None) or error)
    for said, meaning in SYNTAX:
        if said in problem:
            return Fault(name, line, f"{meaning}{begun}. Found: {shown(where.strip())}")
    return Fault(name, line, f"this cannot be read ({problem}){begun}. Found: {shown(where.strip())}")
