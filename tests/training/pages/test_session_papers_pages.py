"""Papers and files to take along: every kind in every language, what is recorded, what cannot be made."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import openpyxl
import pytest
from served import Served, signed_in
from workshops import USERS as ANSWERS
from workshops import finish, join, texts, workshop

from advisor.pages.training import files
from advisor.reports.printing import PrintingUnavailable

BEGINS = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "zip": b"PK", "html": b"<!", "csv": b"\xef\xbb\xbf"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_paper_in_every_format(served: Served, language: str) -> None:
    trainer, _ = signed_in(served, f"Papers {language}")
    session = trainer.new_session("North & <South>", language=language)
    workshop(served, session, 5, 5, 4)
    page = trainer.get(f"/training/{session}/papers").text
    for kind, formats in files.OFFERED.items():
        for format in formats:
            path = f"/training/{session}/papers/{kind}/{format}?in={language}"
            assert path in page
            start = len(served.audit())
            answer = trainer.get(path)
            assert (answer.status_code, path) == (200, path)
            assert answer.content.lstrip().lower().startswith(BEGINS[format].lower()), path
            name = unquote(answer.headers["Content-Disposition"].rpartition("''")[2])
            assert name.endswith(f".{format}")
            assert "North & South" in name, name
            assert "<" not in name
            with_answers = kind in ("kit", "report")
            recorded = [entry[1:] for entry in served.audit()[start:]]
            assert recorded == ([("export_answers", session, True)] if with_answers else []), path
            if format == "html":
                assert f'<html lang="{language}' in answer.text
                assert "<South>" not in answer.text
    assert trainer.get(f"/training/{session}/papers/kit/exe").status_code == 404


def test_report_and_kit_show_the_boards_figures(served: Served) -> None:
    trainer, _ = signed_in(served, "Same figures")
    session = trainer.new_session()
    workshop(served, session, 5, 7, 4)
    trainer.get(f"/training/{session}/board")
    # Two more wait for the next step: on the board, and so in the papers.
    for _ in range(2):
        finish(served, join(served, session), ANSWERS)
    board = trainer.get(f"/training/{session}/board.json").json()["parts"]["types"]
    assert "market-oriented: 7 of 16" in board
    for kind in ("kit", "report"):
        paper = trainer.get(f"/training/{session}/papers/{kind}/html").text
        assert "arket-oriented: 7 of 16" in paper
        assert "of 18" not in paper


def test_the_exports_open_and_small_groups_stay_out(served: Served) -> None:
    trainer, _ = signed_in(served, "Exports")
    session = trainer.new_session(anonymous="no")
    finish(served, join(served, session, "Choir", named=True), ANSWERS)
    for _ in range(2):
        finish(served, join(served, session, "Hidden club"), ANSWERS)
    page = trainer.get(f"/training/{session}/export").text
    assert texts("en")["export"]["left_out"].format(count=2, minimum=4) in page
    book = openpyxl.load_workbook(io.BytesIO(trainer.get(f"/training/{session}/export/xlsx").content))
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "Choir" in cells
    assert "Hidden club" not in cells
    assert book.worksheets[0].max_row == 2
    archive = zipfile.ZipFile(io.BytesIO(trainer.get(f"/training/{session}/export/zip").content))
    assert archive.testzip() is None
    assert all("Hidden club" not in archive.read(name).decode("utf-8-sig") for name in archive.namelist())


def test_no_library_for_pdf_is_said(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, _ = signed_in(served, "No printing")
    session = trainer.new_session()

    def unable(_paper: object) -> bytes:
        raise PrintingUnavailable("no Pango")

    monkeypatch.setattr(files, "PAPERS", {**files.PAPERS, "pdf": (unable, "application/pdf")})
    answer = trainer.get(f"/training/{session}/papers/questionnaire/pdf")
    assert answer.status_code == 503
    assert texts("en")["papers"]["no_printing"]["text"] in answer.text


def test_so_many_files_a_minute(served: Served) -> None:
    trainer, _ = signed_in(served, "Greedy")
    session = trainer.new_session()
    answers = [trainer.get(f"/training/{session}/papers/table/xlsx") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_papers_of_another_trainer(served: Served) -> None:
    session = signed_in(served, "Has papers")[0].new_session("Private")
    stranger, account = signed_in(served, "Wants papers")
    for path in ("papers", "papers/questionnaire/html", "papers/table/xlsx", "papers/kit/html", "papers/report/html"):
        answer = stranger.get(f"/training/{session}/{path}")
        assert (answer.status_code, "Private" in answer.text) == (404, False)
        assert served.audit()[-1][0::3] == (account.id, False)
