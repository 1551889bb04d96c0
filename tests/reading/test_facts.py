"""Facts with figures: what a text settles while a question is open, and how surely."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.knowledge.records import Knowledge
from advisor.reading.facts import Facts, read_facts
from advisor.reading.text import language_of

LISTS = {"funding_channels"}


@pytest.fixture(scope="module")
def rules() -> Knowledge:
    return load_knowledge()


def shown(facts: Facts) -> dict[str, str]:
    """Question id → value; a question mark in front where the reading is not certain."""
    return {
        question: ("" if fact.certain else "?") + (fact.value if isinstance(fact.value, str) else ",".join(fact.value))
        for question, fact in facts.answers.items()
    }


# open question (None: none is), text, what it settles
SETTLED: list[tuple[str | None, str, dict[str, str]]] = [
    ("government_share", "70", {"government_share": "50-74"}),
    ("government_share", "maybe 45 or so", {"government_share": "25-49"}),
    ("government_share", "around two thirds", {"government_share": "50-74", "main_source": "government"}),
    ("government_share", "nothing at all", {"government_share": "0"}),
    ("government_share", "not a cent from the government", {"government_share": "0"}),
    ("government_share", "less than a fifth", {"government_share": "1-24"}),
    ("government_share", "between 20 and 30", {"government_share": "?25-49"}),
    ("government_share", "up to 20%", {"government_share": "1-24"}),
    ("government_share", "£3,000 out of £12,000", {"government_share": "25-49"}),
    (
        "government_share",
        "dues are eight percent, everything else is theirs",
        {"government_share": "75-100", "users_share": "1-24"},
    ),
    (
        "government_share",
        "fees are 40%, the rest comes from the council",
        {"government_share": "50-74", "users_share": "25-49"},
    ),
    ("government_share", "it used to be 80%, now it is 30%", {"government_share": "25-49"}),
    ("government_share", "80, no wait, 60", {"government_share": "50-74"}),
    ("government_share", "half", {"government_share": "50-74"}),
    ("government_share", "a bit more than half", {"government_share": "50-74", "main_source": "government"}),
    ("government_share", "nearly all of it", {"government_share": "75-100"}),
    ("government_share", "60/40, the 60 is them", {"government_share": "50-74"}),
    ("users_share", "a third", {"users_share": "25-49"}),
    ("users_share", "we charge nobody", {"users_share": "0"}),
    ("users_share", "the members pay 60%", {"users_share": "50-74", "main_source": "users"}),
    (
        "main_source",
        "about 70% is the street's project money, parents pay the rest",
        {
            "main_source": "government",
            "government_share": "50-74",
            "users_share": "25-49",
            "funding_channels": "project,fees",
        },
    ),
    (
        "main_source",
        "The street pays 60 percent, the rest comes mainly from fees",
        {"main_source": "government", "government_share": "50-74", "users_share": "25-49"},
    ),
    (
        "main_source",
        "the street gives 60 percent but we mainly live on parents' fees",
        {"main_source": "?government", "government_share": "50-74"},
    ),
    ("main_source", "mostly government contracts", {"main_source": "government"}),
    (
        "main_source",
        "the council's contract, 7,200 of 8,000, and the other 800 is ticket money",
        {
            "main_source": "government",
            "government_share": "75-100",
            "users_share": "1-24",
            "funding_channels": "project,fees",
        },
    ),
    (
        "main_source",
        "one half a street project, one half class fees",
        {
            "main_source": "mixed",
            "government_share": "50-74",
            "users_share": "50-74",
            "funding_channels": "project,fees",
        },
    ),
    ("staff_qualified", "all but two of the nine hold one", {"staff_qualified": "?most"}),
    (
        "funding_channels",
        "everything on the list except dues and company sponsors",
        {"funding_channels": "project,subsidy,fees,donations,foundation,own"},
    ),
    (
        "main_source",
        "half council, half fees",
        {"main_source": "mixed", "government_share": "50-74", "users_share": "50-74"},
    ),
    ("main_source", "fifty-fifty between the council and the parents", {"main_source": "mixed"}),
    (
        "main_source",
        "council 38, fees 41, donations 21",
        {"main_source": "mixed", "government_share": "25-49", "users_share": "25-49"},
    ),
    (
        "main_source",
        "100,000 in total: 60,000 from the county contract, 25,000 fees, 15,000 donations",
        {
            "main_source": "government",
            "government_share": "50-74",
            "users_share": "25-49",
            "funding_channels": "project,fees,donations",
        },
    ),
    ("main_source", "no single source is over half", {"main_source": "mixed"}),
    (
        "main_source",
        "only membership dues, nothing else",
        {"main_source": "users", "government_share": "0", "users_share": "75-100", "funding_channels": "dues"},
    ),
    (
        "main_source",
        "a foundation gives 80 percent and a company the rest",
        {
            "main_source": "donors",
            "government_share": "0",
            "users_share": "0",
            "funding_channels": "foundation,company",
        },
    ),
    (
        "funding_channels",
        "just the council contract, nothing else",
        {"funding_channels": "project", "main_source": "government", "government_share": "75-100", "users_share": "0"},
    ),
    (
        "funding_channels",
        "class fees and membership dues, that's all",
        {"funding_channels": "fees,dues", "government_share": "0", "users_share": "75-100"},
    ),
    ("funding_channels", "no fees, no donations, only a foundation grant", {"funding_channels": "?foundation"}),
    (
        "funding_channels",
        "city contract, running subsidy, and course fees",
        {"funding_channels": "?project,subsidy,fees"},
    ),
    ("funding_channels", "we used to get a council subsidy, now it is only dues", {"funding_channels": "?dues"}),
    ("staff_qualified", "two of twelve", {"staff_qualified": "few"}),
    ("staff_qualified", "half of us", {"staff_qualified": "some"}),
    ("staff_qualified", "nobody", {"staff_qualified": "none"}),
    ("staff_qualified", "everyone has a certificate", {"staff_qualified": "most"}),
    ("staff_qualified", "3/8", {"staff_qualified": "some"}),
    ("staff_qualified", "most, about eighty percent", {"staff_qualified": "most"}),
    ("staff_qualified", "Only Anna, the other nine have none", {"staff_qualified": "few"}),
    ("staff_qualified", "we used to have two, now nobody", {"staff_qualified": "none"}),
    ("staff_qualified", "eleven out of twelve", {"staff_qualified": "most"}),
    ("funder_loss", "two months and then we close", {"funder_loss": "stop"}),
    ("funder_loss", "half a year", {"funder_loss": "months"}),
    ("funder_loss", "six weeks", {"funder_loss": "stop"}),
    ("funder_loss", "our reserves last ten months", {"funder_loss": "months"}),
    ("funder_loss", "two or three quarters before we shut", {"funder_loss": "months"}),
    ("paid_staff", "four", {"paid_staff": "3-5"}),
    ("paid_staff", "nobody is paid", {"paid_staff": "0"}),
    ("paid_staff", "about a dozen", {"paid_staff": "6+"}),
    ("paid_staff", "just the two of us", {"paid_staff": "1-2"}),
    ("turnover", "nobody left", {"turnover": "none"}),
    ("turnover", "two left", {"turnover": "few"}),
    ("turnover", "half of them quit", {"turnover": "high"}),
    ("turnover", "one left out of ten", {"turnover": "few"}),
    ("government_share", "七成吧", {"government_share": "50-74", "main_source": "government"}),
    ("government_share", "一分钱都没有", {"government_share": "0"}),
    ("government_share", "政府从来没给过钱", {"government_share": "0"}),
    ("government_share", "会费就占一成,其他都是他们的", {"government_share": "75-100", "users_share": "1-24"}),
    ("government_share", "大概三分之一", {"government_share": "25-49"}),
    ("government_share", "不到两成", {"government_share": "1-24"}),
    ("government_share", "以前八成,现在三成", {"government_share": "25-49"}),
    ("government_share", "七成,不对,六成", {"government_share": "50-74"}),
    ("government_share", "二十万里头五万", {"government_share": "25-49"}),
    ("government_share", "全年四十万,政府给了十万", {"government_share": "25-49"}),
    ("government_share", "十块里头有八块是公家的", {"government_share": "75-100"}),
    ("government_share", "政府的钱占百分之六十二点五", {"government_share": "50-74"}),
    ("government_share", "刚过半", {"government_share": "50-74"}),
    ("government_share", "两三成", {"government_share": "?25-49"}),
    ("government_share", "几乎全部", {"government_share": "75-100"}),
    ("users_share", "四成左右", {"users_share": "25-49"}),
    ("users_share", "一分不收", {"users_share": "0"}),
    ("users_share", "占六成多", {"users_share": "50-74", "main_source": "users"}),
    (
        "main_source",
        "七成是街道的项目款,剩下的是家长交的学费",
        {
            "main_source": "government",
            "government_share": "50-74",
            "users_share": "25-49",
            "funding_channels": "project,fees",
        },
    ),
    (
        "main_source",
        "街道买服务的钱占六成,剩下靠家长交的课时费",
        {"main_source": "government", "government_share": "50-74", "users_share": "25-49"},
    ),
    ("main_source", "街道给了六成,其实主要靠家长交的钱", {"main_source": "?government", "government_share": "50-74"}),
    ("main_source", "主要靠政府购买服务", {"main_source": "government"}),
    ("main_source", "政府和家长五五开", {"main_source": "mixed", "government_share": "50-74", "users_share": "50-74"}),
    (
        "main_source",
        "三七开,政府三,会费七",
        {"main_source": "users", "government_share": "25-49", "users_share": "50-74"},
    ),
    (
        "main_source",
        "一共五十万,街道三十万,学费二十万",
        {"main_source": "government", "government_share": "50-74", "users_share": "25-49"},
    ),
    (
        "main_source",
        "政府四成,收费三成,捐款三成",
        {"main_source": "mixed", "government_share": "25-49", "users_share": "25-49"},
    ),
    (
        "main_source",
        "只有会费,没别的",
        {"main_source": "users", "government_share": "0", "users_share": "75-100", "funding_channels": "dues"},
    ),
    (
        "main_source",
        "家长交的占八成,剩下两成是街道补贴",
        {
            "main_source": "users",
            "government_share": "1-24",
            "users_share": "75-100",
            "funding_channels": "subsidy,fees",
        },
    ),
    ("main_source", "没有哪家过半", {"main_source": "mixed"}),
    (
        "funding_channels",
        "就收会费,别的没有",
        {"funding_channels": "dues", "main_source": "users", "government_share": "0", "users_share": "75-100"},
    ),
    ("funding_channels", "街道项目款,学费,还有企业赞助,就这三样", {"funding_channels": "project,fees,company"}),
    (
        "funding_channels",
        "政府的没有,企业的也没有,只有个人捐款",
        {"funding_channels": "?donations", "government_share": "0"},
    ),
    ("funding_channels", "购买服务和基金会资助", {"funding_channels": "?project,foundation"}),
    ("staff_qualified", "十二个人里两个有证", {"staff_qualified": "few"}),
    ("staff_qualified", "一个都没有", {"staff_qualified": "none"}),
    ("staff_qualified", "个个有证", {"staff_qualified": "most"}),
    (
        "main_source",
        "三分之二是街道的项目款,三分之一是学费",
        {
            "main_source": "government",
            "government_share": "50-74",
            "users_share": "25-49",
            "funding_channels": "project,fees",
        },
    ),
    (
        "main_source",
        "去年进来八万:五万是学费,两万是区里的补助,一万是我们自己垫的",
        {
            "main_source": "users",
            "government_share": "25-49",
            "users_share": "50-74",
            "funding_channels": "subsidy,fees,own",
        },
    ),
    ("government_share", "0.4", {"government_share": "25-49"}),
    (
        "funding_channels",
        "除了会费和企业赞助,其他几样都有",
        {"funding_channels": "project,subsidy,fees,donations,foundation,own"},
    ),
    ("staff_qualified", "一半", {"staff_qualified": "some"}),
    ("staff_qualified", "俩,一共十个人", {"staff_qualified": "few"}),
    ("staff_qualified", "九个人,三个有证", {"staff_qualified": "?some"}),
    ("funder_loss", "撑两个月就关门", {"funder_loss": "stop"}),
    ("funder_loss", "半年", {"funder_loss": "months"}),
    ("funder_loss", "最多三个月", {"funder_loss": "stop"}),
    ("funder_loss", "账上的钱够用大半年", {"funder_loss": "months"}),
    ("paid_staff", "四个", {"paid_staff": "3-5"}),
    ("paid_staff", "没人领工资", {"paid_staff": "0"}),
    ("paid_staff", "七八个人领工资", {"paid_staff": "6+"}),
    ("turnover", "一个没走", {"turnover": "none"}),
    ("turnover", "走了两个", {"turnover": "few"}),
    ("turnover", "走了一半", {"turnover": "high"}),
    ("turnover", "八个人走了五个", {"turnover": "high"}),
    (
        None,
        "our 2 salaries come from the county contract, which is 90 percent of the money",
        {"government_share": "75-100", "main_source": "government", "paid_staff": "1-2"},
    ),
    (
        None,
        "街道的项目占九成,一停两个月就关门",
        {"government_share": "75-100", "main_source": "government", "funder_loss": "stop"},
    ),
]


@pytest.mark.parametrize(("question", "text", "settled"), SETTLED)
def test_a_text_settles_what_it_says(
    question: str | None, text: str, settled: dict[str, str], rules: Knowledge
) -> None:
    read = shown(read_facts(text, language_of(text), question, rules))
    assert {name: read.get(name) for name in settled} == settled


SILENT = [
    ("government_share", "I have no idea"),
    ("government_share", "不知道"),
    ("government_share", "we do not rely on the government much"),
    ("government_share", "不怎么靠政府"),
    ("government_share", "They gave us 5000 last spring"),
    ("government_share", "去年街道给了八千"),
    ("main_source", "We train staff for companies and they pay fees"),
    ("main_source", "the council gave us a room"),
    ("main_source", "街道给了间屋子"),
    ("staff_qualified", "I never asked them"),
    ("staff_qualified", "没统计过"),
    ("funder_loss", "we would miss them"),
    ("funder_loss", "想过,不敢说"),
    ("needs_first", "we do what residents ask"),
    ("say_no", "有时候能推掉"),
]


@pytest.mark.parametrize(("question", "text"), SILENT)
def test_what_a_text_does_not_say_is_not_read_with_certainty(question: str, text: str, rules: Knowledge) -> None:
    assert not [name for name, fact in read_facts(text, None, question, rules).answers.items() if fact.certain]


@pytest.mark.parametrize(
    ("text", "figure"),
    [("62%", 62.0), ("六成二", 62.0), ("£3,000 of £12,000", 25.0), ("三分之一", 33.3), ("none", 0.0)],
)
def test_a_fact_keeps_the_figure_that_was_said(text: str, figure: float, rules: Knowledge) -> None:
    assert read_facts(text, None, "government_share", rules).answers["government_share"].figure == figure


def test_a_figure_alone_answers_only_the_question_that_is_open(rules: Knowledge) -> None:
    assert "government_share" not in read_facts("70%", "en", "users_share", rules).answers
    assert read_facts("70%", "en", None, rules).answers == {}


def test_limits_come_from_the_rules(rules: Knowledge) -> None:
    for choice in rules.questions["government_share"].choices:
        figures = choice.figures
        assert figures is not None
        edge = figures.at_least if figures.at_least is not None else figures.above
        assert edge is not None
        fact = read_facts(
            f"{edge + (0 if figures.at_least is not None else 1):.0f} percent", "en", "government_share", rules
        )
        assert fact.answers["government_share"].value == choice.id


def test_an_unknown_language_is_refused(rules: Knowledge) -> None:
    with pytest.raises(ValueError, match="no words for language"):
        read_facts("70%", "xx", None, rules)


PIECES = st.sampled_from(
    [
        "street ",
        "fees ",
        "70% ",
        "the rest ",
        "and ",
        "not ",
        "half ",
        "nothing else ",
        "used to ",
        "now ",
        ", ",
        ". ",
        "total 100 ",
        "12,000 yuan ",
        "街道",
        "会费",
        "七成",
        "剩下",
        "没有",
        "以前",
        "现在",
        ",",
        "。",
        "一共十万",
        "三万",
        "五五开",
        "就这些",
        "主要",
        "两个月",
        "关门",
    ]
)
QUESTIONS = st.sampled_from(
    [
        None,
        "main_source",
        "government_share",
        "users_share",
        "funding_channels",
        "staff_qualified",
        "funder_loss",
        "paid_staff",
        "turnover",
        "say_no",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)), QUESTIONS)
@settings(max_examples=250, deadline=None)
def test_no_text_breaks_the_reading_and_every_value_is_allowed(text: str, question: str | None) -> None:
    rules = load_knowledge()
    for name, fact in read_facts(text, language_of(text), question, rules).answers.items():
        values = (fact.value,) if isinstance(fact.value, str) else fact.value
        assert (name in LISTS) == (not isinstance(fact.value, str))
        assert set(values) <= set(rules.questions[name].values)


@pytest.mark.parametrize("piece", ["街道七成,", "fees 20 and ", "剩下的", "没有", "council 12,000 of 30,000. ", "除了"])
def test_five_thousand_characters_are_read_without_delay(piece: str, rules: Knowledge) -> None:
    text = (piece * 5000)[:5000]
    assert isinstance(read_facts(text, None, "main_source", rules), Facts)
