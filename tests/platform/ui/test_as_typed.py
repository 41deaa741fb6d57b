"""What people typed is shown as they typed it, though it is kept with marks of Latin width."""

import pytest

from zhengtong.kernel.text import normalise
from zhengtong.platform.ui.templatetags.typed import as_typed


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
def test_marks_come_back_as_they_were_typed(typed):
    assert as_typed(normalise(typed)) == typed
