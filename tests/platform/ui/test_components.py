"""Components render what their documentation says, escape what people typed, and work without JavaScript."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from zhengtong.kernel.sources import Source
from zhengtong.platform.ui.samples import SampleForm
from zhengtong.platform.ui.shell import Shell
from zhengtong.platform.ui.templatetags import ui


def render(text: str, shell: Shell | None = None, **values: Any) -> str:
    return Template("{% load ui %}" + text).render(Context({"shell": shell or Shell(), **values}))


def test_every_citation_leads_to_its_source_and_back() -> None:
    page = render(
        "{% cite 1 %}{% cite 2 1 %}{% cite many %}{% source_list sources %}",
        many=[1],
        sources=[Source("law", "L", "第十一条", "/l/"), Source("document", "D")],
    )
    targets = set(re.findall(r'href="#([^"]+)"', page))
    identifiers = re.findall(r'id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert targets == set(identifiers)
    assert page.count('href="#source-1"') == 3


def test_two_pages_do_not_share_their_citation_counts() -> None:
    assert render("{% cite 1 %}") == render("{% cite 1 %}")


def test_text_from_people_is_escaped_everywhere() -> None:
    bad = "<script>alert(1)</script>"
    page = render(
        "{% tag bad %}{% note 'warn' bad %}{{ bad }}{% endnote %}{% facts f %}{% rows f %}{% materials m %}"
        "{% source_list s %}{% thinking t %}{% route %}{% stop bad 1 'here' %}{{ bad }}{% endstop %}{% endroute %}"
        "{% breadcrumbs bad %}{% empty bad bad %}{{ bad }}{% endempty %}{% progress 1 2 bad %}"
        "{% ai_label receipt=bad %}{% part bad %}{{ bad }}{% endpart %}",
        shell=Shell(theme="elder"),
        bad=bad,
        f=[{"name": bad, "value": bad, "hint": bad}],
        m=[{"key": "k", "name": bad, "need": "required", "note": bad}],
        s=[Source("law", bad, bad)],
        t=[{"name": bad, "text": bad}],
    )
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") >= 20


def test_a_part_of_a_page_is_folded_away_only_in_elder_mode() -> None:
    text = "{% part 'x' %}<a href='/x/'>x</a>{% endpart %}"
    assert "<details" not in render(text)
    assert "<details" in render(text, Shell(theme="elder"))
    assert "href='/x/'" in render(text, Shell(theme="elder"))


def test_a_page_without_a_side_column_has_none() -> None:
    assert render("{% side %}  \n {% endside %}") == ""
    assert "side" in render("{% side %}x{% endside %}")


def test_a_held_material_has_no_box_to_tick() -> None:
    page = render("{% materials m 'code' %}", m=[{"key": "a", "name": "A", "need": "already-held"}])
    assert "<input" not in page
    needed = render(
        "{% materials m 'code' %}", m=[{"key": "a", "name": "A", "need": "required", "form": "copy", "copies": 2}]
    )
    assert 'id="code-a"' in needed
    with translation.override("zh-hans"):
        chinese = render(
            "{% materials m 'c' %}", m=[{"key": "a", "name": "A", "need": "required", "form": "copy", "copies": 2}]
        )
    assert "复印件" in chinese
    assert "2 份" in chinese


def test_what_was_typed_is_kept_beside_its_error() -> None:
    form = SampleForm({"name": "王", "phone": "123", "way": "post"})
    page = render("{% error_summary form %}{% field form.phone %}{% field form.way %}", form=form)
    assert 'value="123"' in page
    assert 'aria-invalid="true"' in page
    assert 'href="#id_phone"' in page
    described = re.search(r'<input type="text"[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert "checked" in page


def test_page_numbers_keep_the_other_parameters_of_the_address() -> None:
    request = RequestFactory().get("/x/", {"q": "户口 <b>", "page": "2"})
    page = render("{% pagination page %}", request=request, page=Paginator(range(100), 10).get_page(2))
    assert 'href="?q=%E6%88%B7%E5%8F%A3+%3Cb%3E&amp;page=3"' in page
    assert 'aria-current="page">2<' in page
    assert render("{% pagination page %}", page=Paginator([], 10).get_page(1)).strip() == ""


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [(0, "免费", "Free of charge"), (40, "40 元", "CNY 40"), (Decimal("0.50"), "0.50 元", "CNY 0.50")],
)
def test_amounts_read_as_people_say_them(amount: object, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert ui.yuan(amount) == chinese
    with translation.override("en"):
        assert ui.yuan(amount) == english


def test_limits_and_dates_read_as_people_say_them() -> None:
    with translation.override("zh-hans"):
        assert ui.days(5) == "5 个工作日"
        assert ui.days(60, "calendar") == "60 日"
        assert ui.day(date(2026, 3, 9)) == "2026年3月9日"
        assert ui.day(datetime(2026, 3, 8, 17, 0, tzinfo=UTC)) == "2026年3月9日"  # already tomorrow in China
    with translation.override("en"):
        assert ui.days(1) == "1 working day"
        assert ui.day(date(2026, 3, 9)) == "9 March 2026"


@given(value=st.integers(0, 10**6), maximum=st.integers(0, 10**6))
def test_progress_stays_between_nothing_and_all(value: int, maximum: int) -> None:
    share = int(re.findall(r'value="(-?\d+)"', ui.progress(value, maximum, "x"))[0])
    assert 0 <= share <= 100


def test_a_part_stands_open_and_is_folded_in_elder_mode_only() -> None:
    text = '{% part "Papers" "bring" %}<p>a card</p>{% endpart %}'
    assert "<details" not in render(text) and "<h2>Papers</h2>" in render(text)
    elder = render(text, Shell(theme="elder"))
    assert elder.index("<summary><h2>Papers</h2>") < elder.index('id="bring"') < elder.index("a card")


def test_a_moment_is_written_for_people_and_to_the_second_for_who_looks_it_up() -> None:
    this_year = datetime(timezone.localdate().year, 11, 21, 9, 26, 5, tzinfo=UTC)
    assert ui.moment(this_year) == "11月21日 17:26"
    assert ui.moment(datetime(2020, 1, 2, 1, 0, tzinfo=UTC)) == "2020年1月2日 09:00"
    assert ui.moment(datetime(2020, 1, 2, 1, 0, 7, tzinfo=UTC), "s") == "2020年1月2日 09:00:07"
    with translation.override("en"):
        assert ui.moment(this_year) == "21 November 17:26"


@pytest.mark.parametrize(("share", "said"), [(0.886, "88.6%"), (1.0, "100%"), (0, "0%"), (None, "–")])
def test_a_share_is_shown_in_percent(share: float | None, said: str) -> None:
    assert ui.percent(share) == said
