"""How long `advisor assess` takes beside merely reading and writing the same JSON.

    python bench/assess.py [ROWS] [ROUNDS]

Both sides read the same file of random answers and write the same objects to a file; they take
turns, and the medians of the rounds are compared. Loading the knowledge is timed apart.
"""

import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from advisor.commands.answer_rows import read_rows
from advisor.commands.assessment_files import writer_for
from advisor.commands.row_assessor import RowAssessor
from advisor.knowledge import load_knowledge

SEED = 20261123
UNANSWERED = 0.2


def random_row(knowledge, rng):
    row = {"name": f"organization {rng.randrange(10_000)}"}
    for question in knowledge.questions.values():
        if rng.random() < UNANSWERED:
            continue
        if question.several:
            row[question.id] = [value for value in question.values if rng.random() < 0.3]
        else:
            row[question.id] = rng.choice((*question.values, "skip"))
    return row


def assess_rows(answers, output, knowledge):
    writer = writer_for(output, knowledge)
    with answers.open("rb") as stream:
        faults = RowAssessor(knowledge, "en", writer, sys.stderr, answers.name).assess_all(read_rows(stream, ".jsonl"))
    writer.close()
    assert faults == 0


def read_and_write(answers, output, objects):
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with answers.open(encoding="utf-8") as lines, output.open("w", encoding="utf-8") as out:
        for line, entry in zip(lines, objects, strict=True):
            json.loads(line)
            out.write(encode(entry) + "\n")


def seconds(work, *arguments):
    began = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - began


def main(rows=10_000, rounds=7):
    began = time.perf_counter()
    knowledge = load_knowledge()
    loading = time.perf_counter() - began
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        answers, output, plain = (Path(folder) / name for name in ("answers.jsonl", "assessed.jsonl", "plain.jsonl"))
        lines = (json.dumps(random_row(knowledge, rng), ensure_ascii=False) for _ in range(rows))
        answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
        assess_rows(answers, output, knowledge)
        objects = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
        timed = [
            (seconds(assess_rows, answers, output, knowledge), seconds(read_and_write, answers, plain, objects))
            for _ in range(rounds)
        ]
        size = output.stat().st_size
    assessing, copying = (statistics.median(side) for side in zip(*timed, strict=True))
    report = {
        "rows": rows,
        "rounds": rounds,
        "assess_us_per_row": round(assessing / rows * 1e6, 1),
        "json_us_per_row": round(copying / rows * 1e6, 1),
        "ratio": round(statistics.median(one / other for one, other in timed), 2),
        "bytes_out_per_row": round(size / rows),
        "knowledge_ms": round(loading * 1e3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
