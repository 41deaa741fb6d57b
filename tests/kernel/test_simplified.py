"""Traditional becomes Simplified; what is Simplified already stays as it was written."""

from __future__ import annotations

import pytest

from zhengtong.kernel.simplified import simplified


@pytest.mark.parametrize(
    ("typed", "simple"),
    [
        ("我想辦結婚證", "我想办结婚证"),
        ("點樣續領駕駛執照？", "点样续领驾驶执照？"),
        ("已經收到回覆", "已经收到回复"),
        ("乾坤", "乾坤"),
        ("How do I renew my licence?", "How do I renew my licence?"),
        ("", ""),
    ],
)
def test_traditional_characters_become_simplified_ones(typed, simple):
    assert simplified(typed) == simple


@pytest.mark.parametrize("typed", ["手机被打坏了", "沈阳的社保怎么转", "想盖个土坏房"])
def test_simplified_text_is_never_taken_for_traditional(typed):
    assert simplified(typed) == typed
