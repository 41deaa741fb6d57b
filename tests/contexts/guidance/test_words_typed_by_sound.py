"""Words typed with characters of the same sound are understood, and shown as they were typed."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.by_sound import as_meant
from zhengtong.contexts.guidance.domain.reading import clean, read
from zhengtong.contexts.guidance.domain.understanding import understand


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("居主证到其了怎么续前", "居住证到期了怎么续签"),
        ("生份证过期了", "身份证过期了"),
        ("公鸡金能不能题取", "公积金能不能提取"),
        ("驾召丢了", "驾照丢了"),
        ("行使证不见了", "行驶证不见了"),
        ("离昏正怎么办", "离婚证怎么办"),
        ("架驶证换新", "驾驶证换新"),
        ("办个各体户", "办个个体户"),
        ("盈业执照", "营业执照"),
        ("公正处在哪", "公证处在哪"),
        ("我的惨疾证", "我的残疾证"),
        ("退五军人优代证", "退伍军人优待证"),
        ("异地救医怎么备案", "异地就医怎么备案"),
    ],
)
def test_a_word_of_the_same_sound_is_put_right(typed: str, meant: str) -> None:
    assert as_meant(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "离婚怎么办", "许可怎么申请", "户口也在这里", "户口不在本地", "房产赠与过户",
        "招了残疾人怎么减残保金", "居住正好满一年", "不知道期限", "手续钱多少", "补半年的社保",
        "直接婚姻登记", "到其他地方办", "通过其他人", "城里婚姻登记处", "参加公基金会",
        "水务局电话", "一年计算", "合法票据", "主题曲", "目前注册的公司",
        "公证出生证明", "自主销售", "I lost my ID card", "",
    ],
)  # fmt: skip
def test_other_words_of_the_same_sound_stay(text: str) -> None:
    assert as_meant(text) == text


@pytest.mark.parametrize(
    "typed",
    [
        "居主证到其了，怎么续前？",
        "我身份证丢了，怎么办？（急！）",
        "請問：身分證不見了；點補辦？",
        "真的要崩溃了……离婚证丢了",
    ],
)
def test_a_message_is_shown_as_it_was_typed(typed: str) -> None:
    understood = understand(typed)
    assert understood.text == typed
    assert understood.as_typed(understood.simplified) == typed


def test_each_of_several_needs_is_shown_as_it_was_typed() -> None:
    understood = understand("居主證到期了，怎麼續？另外護照也要補辦，去哪裡？")
    shown = [understood.as_typed(need.text) for need in understood.needs]
    assert shown == ["居主證到期了，怎麼續？", "護照也要補辦，去哪裡？"]
    assert understood.needs[0].text.startswith("居住证到期了")


def test_what_an_and_joins_is_shown_in_the_characters_that_were_typed() -> None:
    understood = understand("護照、駕照都丟了")
    assert [understood.as_typed(need.text) for need in understood.needs] == ["護照丟了", "駕照丟了"]


def test_only_punctuation_stays_wide() -> None:
    assert read("ＩＤ ｃａｒｄ　１２３，（丢了）！") == "ID card 123，（丢了）！"
    assert clean(clean("＜ｂ＞身份证＜／ｂ＞，丢了")) == "身份证 ，丢了"
