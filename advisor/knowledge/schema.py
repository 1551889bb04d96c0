"""The schemas in `knowledge/schema/` and the keywords they use beyond JSON Schema.

id_of: kind           the text is an id of this kind (or of one of a list of kinds); see names.py
every: kind           the names of these fields are exactly the ids of this kind (or kinds)
longest: what         the text is at most as long as `languages.yml` allows for the language
script: true          the text is written in the script of its language (`languages.yml`)
placeholders: false   the text holds no { or }
own_choice: true      each language decides whether it has this field (read in languages.py)
own_placeholders: true  each language decides which placeholders a text uses (read in languages.py)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, RefResolver, ValidationError
from jsonschema.validators import extend

from advisor.knowledge.faults import Fault, not_known, shown
from advisor.knowledge.files import KnowledgeFile
from advisor.knowledge.names import Names
from advisor.knowledge.plain_words import OWN_WORDS, in_plain_words

ANY_LANGUAGE = "any"
HERE = "file:///schema/"
"""Where schemas refer to each other from; a name only: both documents are at hand."""
TOLD_AT_MOST = 3
Known = Mapping[str, Mapping[str, str]]


def check_shape(
    file: KnowledgeFile,
    schema: Any,
    common: Any,
    names: Names,
    language: Mapping[str, Any] | None = None,
) -> list[Fault]:
    """Faults of one file against its schema. `language`: limits and script of its language, for
    wording; rules have none."""
    validator = _validator_class(names.known, language or {})(
        schema, resolver=RefResolver(HERE + "this.yml", schema, store={HERE + "common.yml": common})
    )
    return in_plain_words(file, list(validator.iter_errors(file.data)))


def language_limits(languages: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Limits and script of a language from `schema/languages.yml`; `any` where it is not named."""
    return dict(languages.get(language) or languages.get(ANY_LANGUAGE) or {})


def _validator_class(known: Known, language: Mapping[str, Any]) -> Any:
    outside = re.compile(language["not_counted"]) if "not_counted" in language else None
    holds = re.compile(language["holds"]) if "holds" in language else None
    where = re.compile(language["where"]) if "where" in language else None
    holds_no = re.compile(language["holds_no"]) if "holds_no" in language else None

    def id_of(_: Any, kinds: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
        wanted = [kinds] if isinstance(kinds, str) else kinds
        if not isinstance(instance, str) or any(kind not in known for kind in wanted):
            return
        allowed = [name for kind in wanted for name in known[kind]]
        if instance not in allowed:
            yield _error(not_known(instance, f"the id of a {' or '.join(wanted)}", allowed))

    def every(_: Any, kinds: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
        wanted = [kinds] if isinstance(kinds, str) else kinds
        if not isinstance(instance, dict) or any(kind not in known for kind in wanted):
            return
        places = {name: place for kind in wanted for name, place in known[kind].items()}
        yield from same_names(instance, places, " or ".join(wanted))

    def longest(_: Any, what: str, instance: Any, __: Any) -> Iterator[ValidationError]:
        limit = language.get("longest", {}).get(what)
        if isinstance(instance, str) and limit is not None and len(instance) > limit:
            yield _error(f"{shown(instance)} has {len(instance)} characters; a {what} has at most {limit}.")

    def script(_: Any, wanted: bool, instance: Any, __: Any) -> Iterator[ValidationError]:
        if not wanted or not isinstance(instance, str):
            return
        counted = outside.sub("", instance) if outside else instance
        if holds and not holds.search(counted) and (where is None or where.search(counted)):
            yield _error(f"{shown(instance)} is not written in {language['name']}.")
        if holds_no and holds_no.search(counted):
            yield _error(f"{shown(instance)} is not (or not all) written in {language['name']}.")

    def placeholders(_: Any, wanted: bool, instance: Any, __: Any) -> Iterator[ValidationError]:
        if not wanted and isinstance(instance, str) and re.search(r"[{}]", instance):
            yield _error(f"{shown(instance)} holds {{ or }}: nothing is filled in here.")

    own = {"id_of": id_of, "every": every, "longest": longest, "script": script, "placeholders": placeholders}
    return extend(Draft202012Validator, own)  # type: ignore[no-untyped-call]


def same_names(data: Mapping[str, Any], places: Mapping[str, str], what: str) -> Iterator[ValidationError]:
    """Errors where the names in `data` are not exactly those of `places` (id → where it is given)."""
    missing = [name for name in places if name not in data]
    for name in data:
        if name not in places:
            yield _error(not_known(name, f"the id of a {what}", missing or places), name)
    if missing:
        told = ", ".join(f'"{name}" ({places[name]})' for name in missing[:TOLD_AT_MOST])
        more = f" and {len(missing) - TOLD_AT_MOST} more" if len(missing) > TOLD_AT_MOST else ""
        yield _error(f"no entry here for the {what} {told}{more}.")


def _error(message: str, *path: str) -> ValidationError:
    return ValidationError(message, validator=OWN_WORDS, path=path)
