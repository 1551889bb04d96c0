"""Papers: the same words in every format, in both languages; letters drawn; nothing typed that acts."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pypdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from PIL import Image

from advisor.reports.records import shown_texts
from advisor.training.board_records import FEW, HIDDEN, RANGE, SHOWN
from advisor.training.papers.drawn import html_paper, pdf_paper
from advisor.training.papers.group_report import MOST_DIFFERING, common_problems, group_report
from advisor.training.papers.kit import AGENDAS, WITHOUT_FIGURES, kit
from advisor.training.papers.paper import Asked, Bars, Grid, Paper, paper_name, renamed
from advisor.training.papers.questionnaire import questionnaire, questions_of
from advisor.training.papers.texts import PAPERS, said, say
from advisor.training.papers.word import word_paper
from advisor.wording.texts import Texts
from tests.reports.reading_files import squeezed, text_of_docx, text_of_html, text_of_pdf
from tests.reports.test_report_files import DRAWN_AT, _contrast
from tests.training.papers.group_samples import ATTACKS, DAY, DEEPER, KNOWLEDGE, LANGUAGES, board, papers, seat, session

KINDS = (
    "questionnaire",
    "questionnaire with every part and names",
    "group report",
    "group report of nobody",
    "kit",
    "kit with findings",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=LANGUAGES, scope="module")
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=KINDS, scope="module")
def paper(request: pytest.FixtureRequest, language: str) -> Paper:
    return papers(language)[request.param]


@pytest.fixture(scope="module")
def pdf(paper: Paper) -> bytes:
    return pdf_paper(paper)


def missing_in(text: str, paper: Paper, pictures: bool = True) -> list[str]:
    return [t for t in shown_texts(paper) if squeezed(t) not in text and (pictures or t not in _picture_heads(paper))]


def _picture_heads(paper: Paper) -> set[str]:
    return {head for block in paper.blocks if isinstance(block, Bars) for head in block.head}


def test_there_is_something_to_read_and_no_placeholder_is_left(paper: Paper) -> None:
    texts = list(shown_texts(paper))
    assert len(texts) > 40
    assert [text for text in texts if re.search(r"\{\w*\}|\.\.$|。。|：：|::", text)] == []


def test_html_shows_everything_asks_for_nothing_and_runs_nothing(paper: Paper) -> None:
    page = html_paper(paper)
    assert missing_in(text_of_html(page), paper) == []
    assert page.startswith("<!doctype html>")
    assert '"Segoe UI"' in page, "escaped quotation marks would undo the rules they stand in"
    tree = html.fromstring(page)
    assert tree.xpath("//script | //link | //img | //iframe | //@style | //@onclick | //@src") == []
    assert tree.get("lang") == paper.words["tag"]
    assert len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
    assert all(later <= earlier + 1 or earlier == 1 for earlier, later in pairwise(levels))


def test_pdf_shows_everything_and_is_tagged_titled_and_numbered(paper: Paper, pdf: bytes) -> None:
    assert missing_in(text_of_pdf(pdf, paper), paper) == []  # type: ignore[arg-type]
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == paper.words["tag"]
    assert (reader.metadata.title, reader.metadata.author) == (paper.title, paper.author)
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert len(pdf) < 400 * 1024


def test_docx_shows_everything_in_headings_and_tables(paper: Paper) -> None:
    content = word_paper(paper)
    assert missing_in(text_of_docx(content), paper, pictures=False) == []
    document = Document(io.BytesIO(content))
    assert [p.text for p in document.paragraphs if p.style.name == "Title"] == [paper.title]
    assert any(p.style.name == "Heading 1" for p in document.paragraphs)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.core_properties.language == paper.words["tag"]
    assert "NUMPAGES" in document.sections[0].footer.paragraphs[0]._p.xml


def test_every_letter_is_drawn_and_none_is_the_box_of_a_missing_one(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        for text in re.findall(r"<([0-9a-f]+)>", page.get_contents().get_data().decode("latin-1")):
            assert "0000" not in [text[start : start + 4] for start in range(0, len(text), 4)]
    looks: dict[str, Image.Image] = {}
    for page in pypdfium2.PdfDocument(pdf):
        drawn, text = page.render(scale=DRAWN_AT).to_pil().convert("L"), page.get_textpage()
        for place in range(text.count_chars()):
            letter = text.get_text_range(place, 1)
            if letter.isalnum() and letter not in looks:
                left, bottom, right, top = (side * DRAWN_AT for side in text.get_charbox(place))
                around = (left - 2, drawn.height - top - 2, right + 2, drawn.height - bottom + 2)
                looks[letter] = drawn.crop(tuple(round(side) for side in around))
    assert len(looks) > 40
    assert [letter for letter, look in looks.items() if _contrast(look) < 60] == []


def test_names_of_files_are_understood() -> None:
    paper = papers("zh", name="湖滨/工作坊")["kit"]
    assert paper_name(paper, "pdf") == "湖滨 工作坊".join(["培训老师手册 ", " 2026-11-24.pdf"])
    plain = questionnaire(KNOWLEDGE, "en", DAY)
    assert paper_name(plain, "docx") == "Self-assessment for community social organizations 2026-11-24.docx"
    assert paper_name(renamed(plain, "Table"), "xlsx") == "Table 2026-11-24.xlsx"


@pytest.mark.parametrize("kind", ["questionnaire", "group report", "kit with findings"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_typed_stays_text(attack: str, kind: str, language: str) -> None:
    harmful, harmless = papers(language, name=attack)[kind], papers(language, name="harmless")[kind]
    assert _skeleton(html_paper(harmful)) == _skeleton(html_paper(harmless))
    assert missing_in(text_of_html(html_paper(harmful)), harmful) == []
    assert missing_in(text_of_docx(word_paper(harmful)), harmful, pictures=False) == []


def test_a_hostile_name_does_no_harm_in_print(language: str) -> None:
    for attack in ATTACKS[6:9]:
        made = pdf_paper(papers(language, name=attack)["questionnaire"])
        assert not [a for page in pypdf.PdfReader(io.BytesIO(made)).pages for a in page.get("/Annots", [])]


def _skeleton(page: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in html.fromstring(page).iter()]


def test_the_questionnaire_has_every_question_and_option_numbered(language: str) -> None:
    for parts in ((), ("services",), DEEPER):
        made = questionnaire(KNOWLEDGE, language, DAY, session(language, parts=parts))
        asked = [block for block in made.blocks if isinstance(block, Asked)]
        questions = questions_of(KNOWLEDGE, parts)
        wording = KNOWLEDGE.wording[language]["questions"]
        assert [block.ask for block in asked] == [wording[question.id]["ask"] for question in questions]
        assert [block.number for block in asked] == [str(n) for n in range(1, len(questions) + 1)]
        for block, question in zip(asked, questions, strict=True):
            numbered = [(option.number, option.label) for option in block.options]
            labels = [wording[question.id]["options"][value]["label"] for value in question.values]
            assert numbered[: len(labels)] == [(str(n), label) for n, label in enumerate(labels, 1)]
            rest = ["0", "9"] if question.several else ["9"]
            assert [number for number, _ in numbered[len(labels) :]] == rest
    with pytest.raises(KeyError, match="no deeper part; there are: funding_detail"):
        questionnaire(KNOWLEDGE, language, DAY, parts=("funding",))


def test_only_sessions_with_names_ask_for_names_on_paper(language: str) -> None:
    texts = Texts(KNOWLEDGE, language)
    asks = [say(texts, f"questionnaire.{field}") for field in ("organization", "agree")]
    for anonymous in (True, False):
        shown = set(shown_texts(questionnaire(KNOWLEDGE, language, DAY, session(language, anonymous=anonymous))))
        assert [ask in shown for ask in asks] == [not anonymous] * 2


def test_the_group_report_holds_the_figures_of_the_board_and_no_others(language: str) -> None:
    full = board(language)
    made = group_report(full, KNOWLEDGE)
    text = squeezed(" ".join(shown_texts(made)))
    told = [*full.types.figures] if full.types.basis.shown else []
    told += [figure for entry in (*full.questions, *full.profile) if entry.basis.shown for figure in entry.figures]
    assert len(told) > 20
    for figure in told:
        assert squeezed(figure.text).lower() in text.lower()
    assert squeezed(full.protection) in text
    for limit in KNOWLEDGE.study_limits:
        assert squeezed(KNOWLEDGE.wording[language]["study"]["limits"][limit]) in text
    for problem in common_problems(full):
        assert squeezed(problem.figure.text) in text
        assert squeezed(problem.cite) in text


def test_bars_are_as_long_as_shares_and_all_look_alike(language: str) -> None:
    drawn = [block for block in group_report(board(language), KNOWLEDGE).blocks if isinstance(block, Bars)]
    looks = set()
    for block in drawn:
        for number, row in enumerate(block.rows):
            svg = ElementTree.fromstring(block.svg(number))
            assert svg.find(f"{SVG}title").text == row.text  # type: ignore[union-attr]
            frame, *filled = svg.findall(f"{SVG}rect")
            assert ("stroke-dasharray" in frame.attrib) == (row.share is None)
            assert len(filled) == (1 if row.share else 0)
            for bar in filled:
                assert float(bar.get("width", 0)) == pytest.approx(159 * (row.share or 0), abs=0.06)
                looks.add((bar.get("fill"), bar.get("class"), bar.get("fill-opacity")))
    assert len(looks) == 1


def test_states_without_a_count_draw_no_bar() -> None:
    figures = [figure for entry in board("en").questions for figure in entry.figures]
    assert {figure.state for figure in figures} >= {SHOWN, FEW}
    assert [f for f in figures if f.state in (FEW, RANGE, HIDDEN) and f.share is not None] == []


@pytest.mark.parametrize("length", AGENDAS)
def test_agendas_fill_their_time_and_every_step_is_told(length: int, language: str) -> None:
    steps = AGENDAS[length]
    assert sum(minutes for _, minutes in steps) == length
    order = [step for step, _ in steps]
    assert order.index("differ") < order.index("group") < order.index("plan")
    texts = Texts(KNOWLEDGE, language)
    grids = [block for block in kit(session(language), KNOWLEDGE, language, DAY).blocks if isinstance(block, Grid)]
    table = next(grid for grid in grids if grid.head == said(texts, "kit.agenda_head") and len(grid.rows) == len(steps))
    assert [row[1] for row in table.rows] == [str(minutes) for _, minutes in steps]
    assert table.rows[-1][0].endswith(f"{length // 60}:{length % 60:02}")


def test_every_step_of_the_texts_is_in_an_agenda() -> None:
    used = {step for steps in AGENDAS.values() for step, _ in steps}
    for language in LANGUAGES:
        assert set(KNOWLEDGE.wording[language][PAPERS]["kit"]["steps"]) == used


def test_the_kit_asks_the_room_about_the_questions_that_differ_most(language: str) -> None:
    full, texts = board(language), Texts(KNOWLEDGE, language)
    assert full.differing
    shown = list(shown_texts(kit(session(language), KNOWLEDGE, language, DAY, full)))
    rooms = {question: texts.get(PAPERS, "ask_room", question) for question in KNOWLEDGE.questions}
    assert [question for text in shown for question, room in rooms.items() if room == text] == list(
        full.differing[:MOST_DIFFERING]
    )
    before = list(shown_texts(kit(session(language), KNOWLEDGE, language, DAY)))
    assert [q for text in before for q, room in rooms.items() if room == text] == list(WITHOUT_FIGURES)
    assert len(set(rooms.values())) == len(rooms)


def test_a_board_of_another_language_or_session_is_refused() -> None:
    with pytest.raises(ValueError, match="found a board"):
        kit(session("zh"), KNOWLEDGE, "zh", DAY, board("en"))


def test_no_paper_names_an_organization() -> None:
    group = [seat(n, {"main_source": "users", "needs_first": "users"}, f"Secret{n}", "boss", True) for n in range(1, 9)]
    for anonymous in (True, False):
        full = board("en", group, anonymous=anonymous)
        for made in (group_report(full, KNOWLEDGE), kit(session("en"), KNOWLEDGE, "en", DAY, full)):
            assert "Secret" not in html_paper(made)
