"""Several needs in one message are told apart, one need stays whole, and follow-ups are completed."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.domain.dialogue import Remembered, resolve
from zhengtong.contexts.guidance.domain.needs import QUERY_CHARACTERS, needs_of, reduced

BEFORE = (
    Remembered(
        "股权出质登记", "A1", "对股权出质设立登记", (("A1", "对股权出质设立登记"), ("A2", "对股权出质注销登记"))
    ),
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("想补结婚证,另外还要打个税记录", 2),
        ("我想问三样:社保有没有安葬费,残疾证要不要注销,存款怎么继承", 3),
        ("一是网上报到,二是驾照换成地方的,三是报考公务员", 3),
        ("被电子眼拍错想申诉去哪;还有附近的车管所在哪儿", 2),
        ("I want to apply for permanent residence, and also I need a criminal record notarized", 2),
        ("身份证丢了,去哪里补,要带什么,多少钱", 1),
        ("学校让我补毕业证明,要什么条件,还要什么材料", 1),
    ],
)
def test_needs_are_counted_as_a_person_would(text: str, count: int) -> None:
    assert len(needs_of(text)) == count


def test_what_is_shared_is_carried_to_every_part() -> None:
    first, second = needs_of("出国读书要两样公证:毕业证、学位证")
    assert "公证" in first.query
    assert "公证" in second.query


def test_a_long_story_is_reduced_to_what_carries_the_matter() -> None:
    story = "我们一家原来在江西,天气不好,猫也没人喂,邻居天天吵,累得要命,愁死人了。残疾证要不要转到这边来,找谁转"
    short = reduced(story)
    assert len(short) <= QUERY_CHARACTERS
    assert "残疾证" in short


def _turn(text: str) -> tuple[str, str | None, str]:
    (found,) = resolve(text, needs_of(text)[0], BEFORE)
    return found.kind, found.item, found.along or found.need.query


@pytest.mark.parametrize("text", ["那要多少钱", "几天", "打什么电话问", "交表去哪里", "Can I do that online?"])
def test_a_bare_facet_is_about_the_item_before(text: str) -> None:
    kind, item, _ = _turn(text)
    assert (kind, item) == ("same_item", "A1")


@pytest.mark.parametrize("text", ["还完钱了要解掉呢", "我爱人是事业单位的", "毕业证呢"])
def test_a_variation_is_looked_up_together_with_what_it_varies(text: str) -> None:
    kind, _, query = _turn(text)
    assert kind == "variation"
    assert "股权出质" in query


def test_the_second_one_means_the_second_offered() -> None:
    assert _turn("第二个")[:2] == ("other_choice", "A2")


def test_a_new_matter_stands_alone() -> None:
    assert _turn("换个问题，护士执业证书到期了怎么办理延续注册")[0] == "new"


def test_without_anything_before_nothing_is_completed() -> None:
    need = needs_of("那要多少钱")[0]
    assert [each.kind for each in resolve("那要多少钱", need, ())] == ["new"]
