"""`advisor read`: JSON lines `{"question": id, "says": text}` in, the same with what was understood out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from advisor.knowledge import load_knowledge
from advisor.reading.reader import Reader, values_of
from advisor.reading.saving import load_model
from advisor.serving import model


def load_reader() -> Reader:
    """The reader of the trained model, the very one that serves; trained first where it is out of date."""
    if not model.up_to_date():
        print("Training first (about half a minute) …", file=sys.stderr)
        model.train()
    with model.unpacked_reader() as folder:
        return Reader(load_model(folder), load_knowledge())


def run(argv: Sequence[str] | None = None) -> int:
    """Read each line; a broken one is named on standard error and the others go on."""
    parser = argparse.ArgumentParser(prog="advisor read", description=__doc__)
    parser.add_argument("file", nargs="?", help="JSON lines; standard input where left out")
    options = parser.parse_args(argv)
    reader, failed = load_reader(), False
    with open(options.file, encoding="utf-8") if options.file else nullcontext(sys.stdin) as source:
        for number, line in enumerate(source, 1):
            if not line.strip():
                continue
            try:
                print(json.dumps(_read(reader, json.loads(line)), ensure_ascii=False))
            except (ValueError, KeyError, TypeError) as fault:
                failed = True
                print(f"line {number}: {fault}", file=sys.stderr)
    return 1 if failed else 0


def _read(reader: Reader, item: dict[str, object]) -> dict[str, object]:
    says, question = item.get("says"), item.get("question")
    if not isinstance(says, str):
        raise ValueError("says: a text is needed")
    if question is not None and not reader.knows(str(question)):
        raise ValueError(f"question: {question!r} is not the id of a question")
    reading = reader.read(says, str(question) if question is not None else None)
    return {
        **item,
        "answers": values_of(reading.answers),
        "certain": reading.certain,
        "intent": reading.intent,
    }


if __name__ == "__main__":
    raise SystemExit(run())
