"""The page keeps to its Content Security Policy, has every hook its script needs, and is well built."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from lxml import html

from advisor.reports.page import Visit, html_report, page
from tests.reports.samples import EDGES, ID, LANGUAGES, TYPICAL, content_of

LINKS = {"pdf": "report.pdf", "docx": "report.docx", "png": "report.png", "html": "report.html"}
SAMPLES = {"typical": TYPICAL, **EDGES}


def owners(language: str = "en", sample: str = "typical") -> html.HtmlElement:
    other = {code: f"?language={code}" for code in LANGUAGES if code != language}
    return html.fromstring(page(content_of(SAMPLES[sample], language), Visit("the-key", "owner", LINKS, other)))


def guests() -> html.HtmlElement:
    return html.fromstring(page(content_of(), Visit("the-key", "guest", LINKS)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_in_the_page_is_against_its_policy(language: str, sample: str) -> None:
    tree = owners(language, sample)
    assert tree.xpath("//@style | //style") == []
    assert [script.get("src") for script in tree.xpath("//script")] == ["/web/result.js"]
    assert tree.xpath("//script[normalize-space()]") == []
    assert [name for element in tree.iter() for name in element.attrib if name.startswith("on")] == []
    addresses = tree.xpath("//@href | //@src | //@action | //@data | //@srcset | //@poster")
    assert [address for address in addresses if re.match(r"\w+:|//", address)] == []
    assert tree.xpath("//link/@href") == ["/web/result.css"]


def test_the_report_in_one_file_asks_for_nothing_and_runs_nothing() -> None:
    tree = html.fromstring(html_report(content_of()))
    assert tree.xpath("//script | //link | //img | //form | //button | //@style") == []
    assert [address for address in tree.xpath("//@href | //@src") if not address.startswith("#")] == []
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    assert "url(" not in tree.xpath("string(//style)")
    assert "@import" not in tree.xpath("string(//style)")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_it_is_well_built(language: str, sample: str) -> None:
    tree = owners(language, sample)
    assert tree.get("lang") == {"en": "en", "zh": "zh-CN"}[language]
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for name in ("aria-labelledby", "aria-describedby"):
        assert set(tree.xpath(f"//@{name}")) <= set(ids)
    assert {target.lstrip("#") for target in tree.xpath("//a/@href") if target.startswith("#")} <= set(ids)
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(tree.xpath("//main")) == 1
    assert tree.xpath("//body/*")[0].get("class") == "skip"
    assert tree.xpath("//input[not(@type='hidden')][not(ancestor::label)]") == []


def test_the_hooks_of_the_script_are_there() -> None:
    tree = owners()
    main = tree.xpath("//main")[0]
    assert (main.get("data-result"), main.get("data-key")) == (ID, "the-key")
    assert (main.get("data-role"), main.get("data-language")) == ("owner", "en")
    content = content_of()
    switches = tree.xpath("//button[@role='switch'][@aria-checked='false'][@data-try]")
    assert [json.loads(switch.get("data-try")) for switch in switches] == [dict(c.change) for c in content.changes]
    for switch, change in zip(switches, content.changes, strict=True):
        assert change.text in switch.get("data-tried-text")
        tried = switch.getparent().xpath("template[@data-tried-map]/svg")[0]
        marked = change.position.marked
        assert bool(tried.xpath(".//*[@data-mark]")) == (marked is not None)
    assert tree.xpath("//output[@data-tried][@aria-live='polite']")
    assert len(tree.xpath("//figure[@data-map]/svg")) == 1
    rows = tree.xpath("//form[@data-plan]/fieldset")
    assert len(rows) == len(content.plan)
    for row, line in zip(rows, content.plan, strict=True):
        values = {field.get("name"): field.get("value") for field in row.xpath(".//input")}
        assert (values["id"], values["step"], values["owner"]) == (line.id, line.step, line.owner)
        assert (values["due"], values["note"]) == (line.due, line.note)
        assert bool(row.xpath(".//input[@name='done'][@checked]")) == line.done
    template = tree.xpath("//form[@data-plan]/template[@data-plan-row]")[0]
    assert set(template.xpath(".//input/@name")) == {"id", "step", "owner", "due", "note", "done"}
    for hook in ("data-plan-add", "data-plan-save", "data-share-create", "data-share-list"):
        assert len(tree.xpath(f"//*[@{hook}]")) == 1
    assert tree.xpath("//p[@data-plan-status][@aria-live='polite'][@data-saved][@data-failed]")
    item = tree.xpath("//section[@data-sharing]/template[@data-share-item]")[0]
    assert item.xpath(".//input[@type='url'][@readonly]")
    assert item.xpath(".//button[@data-share-copy]")
    assert item.xpath(".//button[@data-share-revoke]")
    assert {link.get("data-report"): link.get("href") for link in tree.xpath("//a[@data-report]")} == LINKS
    assert tree.xpath("//p[@data-report-status][@aria-live='polite']")
    assert [(a.get("href"), a.text) for a in tree.xpath("//nav[@class='languages']/a")] == [("?language=zh", "中文")]


def test_a_guest_can_read_and_take_along_and_change_nothing() -> None:
    tree = guests()
    assert tree.xpath("//main/@data-role") == ["guest"]
    assert tree.xpath("//form | //input | //*[@data-sharing] | //*[@data-plan-save]") == []
    assert len(tree.xpath("//a[@data-report]")) == len(LINKS)
    assert tree.xpath("//table[@class='plan']")


def test_a_role_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="admin"):
        Visit("key", "admin")
