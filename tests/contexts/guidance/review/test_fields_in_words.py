"""Officials pick what to correct by words, not by paths of the pack's files."""

import pytest
from django.utils import translation

from zhengtong.contexts.catalog.service import Field
from zhengtong.contexts.guidance.web.field_words import grouped, label_of

FIELDS = (
    Field("fees/=工本费/name/en", "Fee", "工本费"),
    Field("fees/=工本费/name/zh", "工本费", "工本费"),
    Field("fees/=工本费/amount", 20, "工本费"),
    Field("title/en", "Identity card"),
    Field("title/zh", "身份证"),
    Field("limits/promised/days", 5),
    Field("channels/online", True),
)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (FIELDS[0], "工本费 · 名称（英文）：Fee"),
        (FIELDS[2], "工本费 · 金额（元）：20"),
        (FIELDS[5], "承诺天数：5"),
        (FIELDS[6], "网上办理：是"),
        (Field("places/=hall 3/windows/zh", "公安专区 A12"), "窗口（中文）：公安专区 A12"),
        (Field("something/new", "x"), "new：x"),
    ],
)
def test_a_field_is_named_in_words(field, words):
    with translation.override("zh-hans"):
        assert label_of(field) == words


def test_fields_stand_under_what_they_are_about_chinese_first():
    with translation.override("zh-hans"):
        groups = grouped(FIELDS)
    assert [group["name"] for group in groups] == ["名称和简介", "收费", "办理时限", "办理方式"]
    assert [field["path"] for field in groups[0]["fields"]] == ["title/zh", "title/en"]
    assert [field["path"].rpartition("/")[2] for field in groups[1]["fields"]] == ["zh", "en", "amount"]
