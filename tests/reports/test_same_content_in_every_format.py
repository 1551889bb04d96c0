"""Whatever the content holds, every format shows, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from advisor.reports.page import Visit, html_report, page
from advisor.reports.pdf import pdf_report
from advisor.reports.records import ResultContent, shown_texts
from advisor.reports.word import word_report
from tests.assessment.answer_space import any_answers
from tests.reports.reading_files import squeezed, text_of_docx, text_of_html, text_of_pdf
from tests.reports.samples import EDGES, LANGUAGES, PLAN, TYPICAL, content_of

SAMPLES = {"typical": TYPICAL, **EDGES}


def missing_in(text: str, content: ResultContent) -> list[str]:
    return [shown for shown in shown_texts(content) if squeezed(shown) not in text]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SAMPLES)
def content(request: pytest.FixtureRequest, language: str) -> ResultContent:
    return content_of(SAMPLES[request.param], language)


def test_the_content_is_worth_comparing(language: str) -> None:
    shown = list(shown_texts(content_of(language=language)))
    assert len(shown) > 150
    assert not [text for text in shown if "{" in text]


def test_the_page_for_a_guest_shows_everything(content: ResultContent) -> None:
    assert missing_in(text_of_html(page(content, Visit("key"))), content) == []


def test_the_page_for_its_owner_shows_everything_and_the_plan_to_fill_in(content: ResultContent) -> None:
    text = text_of_html(page(content, Visit("key", "owner")))
    typed = {line for row in content.plan for line in (row.step, row.owner, row.note, row.due_on, row.state)}
    assert [shown for shown in missing_in(text, content) if shown not in typed] == []


def test_the_report_in_one_file_shows_everything(content: ResultContent) -> None:
    assert missing_in(text_of_html(html_report(content)), content) == []


@pytest.mark.parametrize("sample", ["typical", "outside", "every first option"])
def test_the_pdf_shows_everything(sample: str, language: str) -> None:
    content = content_of(SAMPLES[sample], language)
    assert missing_in(text_of_pdf(pdf_report(content), content), content) == []


def test_the_word_document_shows_everything(content: ResultContent) -> None:
    assert missing_in(text_of_docx(word_report(content)), content) == []


@settings(max_examples=12, deadline=None)
@given(answers=any_answers())
def test_page_and_word_document_show_everything_for_any_answers(answers: dict) -> None:
    for language in LANGUAGES:
        content = content_of(answers, language, plan=PLAN)
        assert missing_in(text_of_html(page(content, Visit("key"))), content) == []
        assert missing_in(text_of_docx(word_report(content)), content) == []


def test_every_heading_is_in_every_format(language: str) -> None:
    content = content_of(language=language)
    # The label of an outcome stands in for that of a type.
    headings = [words for id, words in content.words["headings"].items() if id != "outcome"]
    for text in (
        text_of_html(html_report(content)),
        text_of_pdf(pdf_report(content), content),
        text_of_docx(word_report(content)),
    ):
        assert [words for words in headings if squeezed(words) not in text] == []
