"""The examples in cases/: what a leader answered and what follows."""

from pathlib import Path

import pytest
import yaml
from answer_space import KNOWLEDGE
from summary import summary

from advisor.assessment import assess, check_answers

FILES = sorted(Path(__file__).with_name("cases").glob("*.yml"))
CASES = [
    pytest.param(case, id=case["name"]) for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES)
def test_what_follows_from_the_answers_of(case):
    answers, faults = check_answers(case["answers"], KNOWLEDGE)
    assert faults == []
    said = summary(assess(answers, KNOWLEDGE))
    assert {field: said[field] for field in case["expected"]} == case["expected"]
