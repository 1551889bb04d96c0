"""Writes every part the project stands on, as CycloneDX JSON: what is installed here, and what the pages load.

    python requirements/sbom.py build/sbom.json

Ends with 1 where what would be written does not follow CycloneDX's own schema.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import cyclonedx.schema
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from jsonschema import Draft7Validator, FormatChecker, RefResolver
from packageurl import PackageURL

PROJECT = Path(__file__).resolve().parent.parent
NAME = "cultivation-advisor"
SCHEMAS = Path(cyclonedx.schema.__file__).parent / "_res"
SCHEMA = "bom-1.6.SNAPSHOT.schema.json"
LONGEST_LICENSE = 64
"""Characters: some packages put a whole licence text where its name belongs."""


def made() -> str:
    """The list, as JSON."""
    bom = Bom()
    # Not every folder that may be imported from: setuptools adds one with copies of its own.
    environment = sysconfig.get_paths()["purelib"]
    installed = {_key(found.name): found for found in distributions(path=[environment])}
    parts = {key: _python(found) for key, found in sorted(installed.items()) if key != NAME}
    itself = installed[NAME]
    bom.metadata.component = _python(itself, ComponentType.APPLICATION)
    npm = list(_npm())
    for part in (*parts.values(), *npm):
        bom.components.add(part)
    for key, part in parts.items():
        bom.register_dependency(part, [parts[need] for need in _needs(installed[key]) if need in parts])
    bom.register_dependency(bom.metadata.component, [*parts.values(), *npm])
    return str(JsonV1Dot6(bom).output_as_string(indent=1))


def faults(sbom: str) -> list[str]:
    """Where a list does not follow the schema that comes with the library; empty: nowhere."""
    schema = json.loads((SCHEMAS / SCHEMA).read_text(encoding="utf-8"))
    store = {}
    for file in SCHEMAS.glob("*.schema.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        store[f"{schema['$id'].rsplit('/', 1)[0]}/{file.name}"] = content
    resolver = RefResolver(schema["$id"], schema, store=store)
    found = Draft7Validator(schema, resolver=resolver, format_checker=FormatChecker()).iter_errors(json.loads(sbom))
    return [f"{'/'.join(map(str, error.path))}: {error.message}"[:300] for error in found]


def _python(found: Distribution, kind: ComponentType = ComponentType.LIBRARY) -> Component:
    name = _key(found.name)
    return Component(
        type=kind,
        name=name,
        version=found.version,
        bom_ref=f"pypi:{name}",
        purl=PackageURL("pypi", None, name, found.version),
        licenses=_licenses(found.metadata.get("License-Expression") or found.metadata.get("License")),
    )


def _npm() -> Iterator[Component]:
    """Parts of the pages, and what their tests load (optional)."""
    packages: dict[str, dict[str, Any]] = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))[
        "packages"
    ]
    for path, said in packages.items():
        if not path:
            continue
        scope, _, name = path.rpartition("node_modules/")[2].rpartition("/")
        algorithm, _, digest = said.get("integrity", "").partition("-")
        hashes = [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())]
        yield Component(
            type=ComponentType.LIBRARY,
            group=scope or None,
            name=name,
            version=said["version"],
            bom_ref=f"npm:{path}",
            purl=PackageURL("npm", scope or None, name, said["version"]),
            scope=ComponentScope.OPTIONAL if said.get("dev") else ComponentScope.REQUIRED,
            hashes=hashes if algorithm == "sha512" else [],
            licenses=_licenses(said.get("license")),
        )


def _licenses(said: str | None) -> Iterable[License]:
    name = " ".join((said or "").split())
    return [LicenseFactory().make_from_string(name)] if 0 < len(name) <= LONGEST_LICENSE else []


def _needs(found: Distribution) -> set[str]:
    return {_key(re.split(r"[^A-Za-z0-9._-]", need, maxsplit=1)[0]) for need in found.requires or ()}


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(where: str) -> int:
    """Write the list; 1 where it is not valid."""
    sbom = made()
    if wrong := faults(sbom):
        print(f"The list does not follow {SCHEMA}:", *wrong[:20], sep="\n", file=sys.stderr)
        return 1
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sbom + "\n", encoding="utf-8")
    print(f"{path}: {len(json.loads(sbom)['components'])} parts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
