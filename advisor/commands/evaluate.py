"""`advisor evaluate`: how well the reader reads authors it has not seen, per language."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import yaml

from advisor.knowledge import load_knowledge
from advisor.knowledge.records import Knowledge
from advisor.reading import evaluation
from advisor.reading.evaluation import Outcome
from advisor.reading.parallel import for_each
from advisor.reading.sentences import Answer, languages_in
from advisor.settings import PROJECT


def run(argv: Sequence[str] | None = None) -> int:
    """Print the scores; about five minutes on two cores."""
    parser = argparse.ArgumentParser(prog="advisor evaluate", description=__doc__)
    parser.add_argument("--language", action="append", help="only this language (may be given again)")
    parser.add_argument("--misses", type=Path, help="write every sentence not yet understood into this file")
    options = parser.parse_args(argv)
    knowledge, missed = load_knowledge(), []
    languages = options.language or languages_in(PROJECT / "data")
    read = for_each(partial(evaluation.evaluate, PROJECT / "data", knowledge), languages)
    for language, outcomes in zip(languages, read, strict=True):
        print("\n".join(report(language, outcomes, knowledge)), flush=True)
        missed += [_miss(language, outcome) for outcome in outcomes if not outcome.right]
    if options.misses:
        options.misses.parent.mkdir(parents=True, exist_ok=True)
        options.misses.write_text(yaml.safe_dump(missed, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return 0


def report(language: str, outcomes: Sequence[Outcome], knowledge: Knowledge) -> Iterable[str]:
    """The lines printed for a language."""
    yield f"== {language}: {len(outcomes)} sentences, each read by a model that has not seen its author"
    for stage in ("core", "deeper"):
        scores = evaluation.answer_scores(outcomes, knowledge, stage)
        yield (
            f"{stage:<7} n {scores['n']:>5.0f}   right {scores['right']:.1%}   "
            f"after one more turn {scores['right_after_one_more_turn']:.1%}   asked {scores['asked']:.1%}   "
            f"wrong in silence {scores['wrong_in_silence']:.1%}   also right {scores['also_right']:.1%}, "
            f"wrong {scores['also_wrong']:.1%} of {scores['also_n']:.0f}"
        )
    yield from _questions(outcomes, knowledge)
    remarks = evaluation.remark_scores(outcomes)
    said = sum(count for _, _, count in remarks.values())
    if said:
        named, met = (sum(score[place] for score in remarks.values()) for place in (0, 1))
        stored = evaluation.stored_by_remarks(outcomes)
        yield (
            f"remarks n {said:>4}   handled {met / said:.1%}   by name {named / said:.1%}   "
            f"stored by mistake {len(stored)}"
        )
        yield "        " + "   ".join(f"{kind} {met}/{count}" for kind, (_, met, count) in sorted(remarks.items()))
    yield "calibration (probability given, share right):"
    for high, count, given, right in evaluation.calibration(outcomes):
        yield f"        below {high:.2f}: {count:>5} answers   given {given:.1%}   right {right:.1%}"
    yield "read for something else most often:"
    for confusion, count in evaluation.confusions(outcomes):
        yield f"        {count:>3}  {confusion}"
    yield "latency p50 {:.1f} ms, p95 {:.1f} ms".format(*evaluation.latency(outcomes))


def _questions(outcomes: Sequence[Outcome], knowledge: Knowledge) -> Iterable[str]:
    for question in knowledge.questions:
        mine = [o for o in outcomes if isinstance(o.said, Answer) and o.said.question == question]
        if mine:
            right, asked, silent = (
                sum(test) / len(mine)
                for test in (
                    [o.right for o in mine],
                    [not o.reading.certain for o in mine],
                    [o.silent for o in mine],
                )
            )
            rates = f"right {right:.1%}   asked {asked:.1%}   silent {silent:.1%}"
            yield f"        {question:<20} n {len(mine):>4}   {rates}"


def _miss(language: str, outcome: Outcome) -> dict[str, object]:
    said, reading = outcome.said, outcome.reading
    if isinstance(said, Answer):
        read = reading.answers.get(said.question)
        return {
            "language": language,
            "author": said.author,
            "q": said.question,
            "says": said.says,
            "gold": said.gold if isinstance(said.gold, str) else list(said.gold),
            "read": read if read is None or isinstance(read, str) else list(read),
            "intent": reading.intent,
            "certain": reading.certain,
        }
    return {
        "language": language,
        "author": said.author,
        "at": said.at,
        "says": said.says,
        "expect": said.intent,
        "intent": reading.intent,
        "certain": reading.certain,
    }


if __name__ == "__main__":
    raise SystemExit(run())
