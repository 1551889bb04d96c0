"""Every check there is over a knowledge folder, in layers: reading, shape, references, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from advisor.knowledge.decisions import decision_faults
from advisor.knowledge.faults import Fault, meant
from advisor.knowledge.files import KnowledgeFile, read_file
from advisor.knowledge.languages import parity_faults
from advisor.knowledge.names import collect_names
from advisor.knowledge.references import reference_faults
from advisor.knowledge.schema import check_shape, language_limits
from advisor.knowledge.wordings import wording_faults

RULES = "rules"
SCHEMA = "schema"
WORDING = "wording"
ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True)
class Examined:
    """A folder as it was read: name in the folder → file, its languages, and every fault found."""

    files: Mapping[str, KnowledgeFile]
    languages: tuple[str, ...]
    faults: tuple[Fault, ...]


def check_knowledge(folder: Path) -> list[Fault]:
    """Every fault in a knowledge folder, in order of file and line; empty where all is well."""
    return list(examine(folder).faults)


def examine(folder: Path) -> Examined:
    """Read and check a knowledge folder. The files it should hold are those that have a schema;
    every folder but `rules` and `schema` is a language."""
    faults: list[Fault] = []
    schemas = _read(folder, _names(folder, SCHEMA), faults)
    languages = tuple(_languages(folder))
    faults += _missing_parts(folder, schemas, languages)
    if faults:
        return Examined({}, languages, tuple(sorted(faults)))
    wanted = [f"{RULES}/{name}" for name in _with_schema(schemas, RULES)]
    wanted += [f"{language}/{name}" for language in languages for name in _with_schema(schemas, WORDING)]
    files = _read(folder, wanted, faults)
    faults += _not_wanted(folder, (RULES, *languages), wanted)
    faults += _content_faults(files, schemas, languages)
    return Examined(files, languages, tuple(sorted(set(faults))))


def _languages(folder: Path) -> list[str]:
    others = (RULES, SCHEMA)
    return sorted(p.name for p in folder.glob("[!._]*") if p.is_dir() and p.name not in others)


def _content_faults(
    files: Mapping[str, KnowledgeFile], schemas: Mapping[str, KnowledgeFile], languages: tuple[str, ...]
) -> Iterator[Fault]:
    names = collect_names(files)
    yield from names.faults
    common, limits = schemas[f"{SCHEMA}/common.yml"].data, schemas[f"{SCHEMA}/languages.yml"].data
    faulty = {fault.file for fault in names.faults}
    for file in files.values():
        place, name = file.name.split("/")
        schema: Any = schemas[f"{SCHEMA}/{RULES if place == RULES else WORDING}/{name}"].data
        language = None if place == RULES else language_limits(limits, place)
        shape = check_shape(file, schema, common, names, language)
        faulty.update(fault.file for fault in shape)
        yield from shape
    sound = {name: file for name, file in files.items() if name not in faulty}
    if all(f"{RULES}/{name}" in sound for name in _with_schema(schemas, RULES)):
        yield from reference_faults(sound)
        yield from decision_faults(sound)
    for name in _with_schema(schemas, WORDING):
        here = {place: f"{place}/{name}" for place in languages}
        versions = {place: sound[path] for place, path in here.items() if path in sound}
        if rules := sound.get(f"{RULES}/{name}"):
            found = {place: wording_faults(version, rules) for place, version in versions.items()}
            yield from chain.from_iterable(found.values())
            # What is faulty already is not compared with the others as well.
            versions = {place: version for place, version in versions.items() if not found[place]}
        yield from parity_faults(versions, schemas[f"{SCHEMA}/{WORDING}/{name}"].data)


def _with_schema(schemas: Mapping[str, KnowledgeFile], place: str) -> list[str]:
    start = f"{SCHEMA}/{place}/"
    return [name[len(start) :] for name in schemas if name.startswith(start)]


def _names(folder: Path, below: str) -> list[str]:
    found = (path for path in (folder / below).rglob("*") if path.suffix in ENDINGS)
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _read(folder: Path, names: list[str], faults: list[Fault]) -> dict[str, KnowledgeFile]:
    files = {}
    for name in names:
        file, found = read_file(folder, name)
        faults += found
        if file:
            files[name] = file
    return files


def _missing_parts(folder: Path, schemas: Mapping[str, KnowledgeFile], languages: tuple[str, ...]) -> Iterator[Fault]:
    if not folder.is_dir():
        yield Fault(".", 1, f"there is no folder {folder}.")
        return
    for name in (f"{SCHEMA}/common.yml", f"{SCHEMA}/languages.yml"):
        if name not in schemas and not (folder / name).exists():
            yield Fault(name, 1, "this file is missing.")
    for place in (RULES, WORDING):
        if not _with_schema(schemas, place):
            yield Fault(f"{SCHEMA}/{place}", 1, "there are no schemas in this folder.")
    if not languages:
        yield Fault(".", 1, "there is no language: each language has a folder of its own, such as en.")


def _not_wanted(folder: Path, places: tuple[str, ...], wanted: list[str]) -> Iterator[Fault]:
    for name in (name for place in places for name in _names(folder, place)):
        if name not in wanted:
            yield Fault(name, 1, f"this file is none of those that belong here.{meant(name, wanted)}")
