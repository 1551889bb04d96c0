"""What a JSON Schema library finds, said in plain words with the line it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from advisor.knowledge.faults import Fault, allowed_words, meant, not_known, shown
from advisor.knowledge.files import KnowledgeFile, Step

Error = Any
"""A `jsonschema.ValidationError`; every one that is read here has its instance, schema and keyword."""

OWN_WORDS = "own_words"
"""The keyword of errors that already say what they mean."""

KINDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "fields (name: value)",
    "boolean": "true or false",
}


def in_plain_words(file: KnowledgeFile, errors: list[Error]) -> list[Fault]:
    """One fault for each mistake; a misspelt field is not also reported as a missing one."""
    misspelt = {
        (tuple(error.absolute_path), close)
        for error in errors
        if error.validator == "additionalProperties"
        for name in _unknown_fields(error)
        for close in get_close_matches(name, _fields(error), n=1)
    }
    faults = []
    for error in errors:
        for path, message in _said(error):
            if error.validator == "required" and (tuple(error.absolute_path), path[-1]) in misspelt:
                continue
            faults.append(file.fault(path, message))
    return faults


def _said(error: Error) -> Iterator[tuple[tuple[Step, ...], str]]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        fields = _fields(error)
        for name in _unknown_fields(error):
            yield (*path, name), f'"{name}" is not a field here.{allowed_words(fields)}{meant(name, fields)}'
    elif error.validator == "required":
        missing = _missing(error)
        yield (*path, missing), f'the field "{missing}" is missing.'
    elif "propertyNames" in error.absolute_schema_path:
        yield (*path, error.instance), _message(error)
    elif error.validator != "pattern" or error.instance:
        # An empty text is named once, by its length.
        yield path, _message(error)


def _message(error: Error) -> str:
    if error.validator in WORDS:
        return WORDS[error.validator](error)
    return str(error.message)


def _type(error: Error) -> str:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    message = f"found {shown(error.instance)}, expected {' or '.join(KINDS[kind] for kind in wanted)}."
    scalar = error.instance is not None and not isinstance(error.instance, (str, list, dict))
    return message + (" Put it in quotation marks." if scalar and "string" in wanted else "")


def _not_fitting(error: Error) -> str:
    asked = error.schema.get("description")
    return f"{shown(error.instance)} does not fit here{': ' + asked if asked else ''}."


def _refused(error: Error) -> str:
    return str(error.validator_value.get("description", "these cannot stand together")) + "."


def _any_of(error: Error) -> str:
    needed = [name for branch in error.validator_value for name in branch.get("required", ())]
    return f"one of these fields is missing: {', '.join(needed)}."


def _too_short(error: Error) -> str:
    return "the text is empty." if not error.instance else f"{shown(error.instance)} is too short."


def _too_few(error: Error) -> str:
    if not error.instance:
        return "this is empty."
    return f"{len(error.instance)} entries, at least {error.validator_value} are needed."


WORDS: dict[str, Callable[[Error], str]] = {
    "type": _type,
    "enum": lambda e: not_known(e.instance, "allowed here", [str(value) for value in e.validator_value]),
    "const": lambda e: f"found {shown(e.instance)}, expected {shown(e.validator_value)}.",
    "pattern": _not_fitting,
    "not": _refused,
    "anyOf": _any_of,
    "minLength": _too_short,
    "minItems": _too_few,
    "minProperties": _too_few,
    "maxProperties": lambda e: f"only {e.validator_value} of these can stand here: {', '.join(e.instance)}.",
    "uniqueItems": lambda e: "an entry of this list is given twice.",
    "minimum": lambda e: f"{e.instance} is too small: at least {e.validator_value}.",
    "maximum": lambda e: f"{e.instance} is too large: at most {e.validator_value}.",
}


def _fields(error: Error) -> list[str]:
    return list(error.schema.get("properties", {}))


def _unknown_fields(error: Error) -> list[str]:
    return [name for name in error.instance if name not in error.schema.get("properties", {})]


def _missing(error: Error) -> str:
    # The library yields one error for each missing name and gives the name only in its message.
    return next(str(name) for name in error.validator_value if error.message.startswith(repr(name)))
