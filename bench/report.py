"""How long a report takes, and how large it is, beside a page of the same words without any form.

    python bench/report.py [ROUNDS]

Each format is made of the same result with eight to ten found problems, in each language, in one
process and after a first round that does not count (fonts and libraries are loaded then). The plain
page has every text of the report and nothing else; it is printed with the same library and fonts.
"""

import json
import statistics
import sys
import time
from html import escape

from advisor.assessment import assess, check_answers
from advisor.knowledge import load_knowledge
from advisor.reports.content import result_content
from advisor.reports.page import Visit, html_report, page
from advisor.reports.pdf import pdf_report
from advisor.reports.picture import picture
from advisor.reports.printing import print_pdf
from advisor.reports.records import shown_texts
from advisor.reports.word import word_report
from advisor.wording.assessment_object import assessment_object

ANSWERS = {
    "main_source": "government",
    "government_share": "50-74",
    "funding_channels": ["project", "fees"],
    "funder_loss": "months",
    "staff_origin": "recruited",
    "staff_qualified": "few",
    "staff_workload": "several",
    "work_method": "experience",
    "needs_first": "both",
    "government_role": "supervisor",
    "say_no": "sometimes",
    "company_ties": "none",
    "venue": "borrowed",
}


def typical(knowledge, language):
    answers, faults = check_answers(ANSWERS, knowledge)
    assert faults == []
    entry = assessment_object(assess(answers, knowledge), language, knowledge)
    content = result_content(
        knowledge, language, entry, {"main_source": "七成是街道的项目款"}, {"government_share": 70}
    )
    assert 8 <= len(content.problems) <= 10
    return content


def plain_text(content):
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in shown_texts(content))
    return print_pdf(content, lambda _: f'<html lang="{content.words["tag"]}"><body>{paragraphs}</body></html>', ())


MAKE = {
    "pdf": pdf_report,
    "plain pdf": plain_text,
    "docx": word_report,
    "png": picture,
    "html": html_report,
    "page": lambda content: page(content, Visit("key", "owner")),
}


def measured(make, content, rounds):
    size = len(make(content))
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        make(content)
        times.append(time.perf_counter() - began)
    return statistics.median(times), size


def main(rounds=5):
    knowledge = load_knowledge()
    report = {"rounds": rounds}
    for language in knowledge.languages:
        content = typical(knowledge, language)
        found = {name: measured(make, content, rounds) for name, make in MAKE.items()}
        report[language] = {
            "problems": len(content.problems),
            **{
                name: {"seconds": round(seconds, 3), "kb": round(size / 1024, 1)}
                for name, (seconds, size) in found.items()
            },
            "pdf_over_plain": round(found["pdf"][0] / found["plain pdf"][0], 2),
        }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
