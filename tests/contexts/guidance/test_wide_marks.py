"""Steps of an answer quote with Chinese marks, though what was understood is compared with Latin ones."""

import pytest

from zhengtong.contexts.guidance.web.marks import with_wide_marks
from zhengtong.kernel.text import normalise


@pytest.mark.parametrize(
    "typed",
    [
        "身份证丢了，怎么办？",
        "我要结婚，还想迁户口；另外：换驾照！",
        "开小饭馆（二十平米），要证吗？",
        "I lost my card, what now?",
        "8:30 开门吗？",
        "比例是1:3，对吗？",
        "",
    ],
)
def test_marks_are_as_wide_as_chinese_has_them(typed):
    assert with_wide_marks(normalise(typed)) == typed
