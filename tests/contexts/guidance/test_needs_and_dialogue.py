"""Several needs in one message are told apart, one need stays whole, and follow-ups are completed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhengtong.contexts.guidance.domain.dialogue import Remembered, resolve
from zhengtong.contexts.guidance.domain.needs import MOST_NEEDS, QUERY_CHARACTERS, needs_of, reduced

WORDS = ("补身份证", "和", "驾照", ",", "还有", "怎么办", "两件事", "我妈", "一是", "二是", "。", " and ", "护照")
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
        ("我刚生了孩子,户口和医保怎么办,还想换个大点的房子过户", 3),
        ("老人去世了,社保和户口怎么处理,另外房子想过户给我", 3),
    ],
)
def test_needs_are_counted_as_a_person_would(text: str, count: int) -> None:
    assert len(needs_of(text)) == count


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("补办身份证和驾照要带什么", ["补办身份证要带什么", "补办驾照要带什么"]),
        ("办护照和港澳通行证", ["办护照", "办港澳通行证"]),
        ("社保和公积金怎么转", ["社保怎么转", "公积金怎么转"]),
        ("营业执照跟食品许可证怎么办", ["营业执照怎么办", "食品许可证怎么办"]),
        ("护照、通行证一起办", ["护照一起办", "通行证一起办"]),
        ("补身份证和换驾照在哪里", ["补身份证", "换驾照在哪里"]),
        ("renew my passport and visa", ["renew my passport", "renew my visa"]),
        ("I lost my ID card and my driving licence", ["I lost my ID card", "I lost my driving licence"]),
    ],
)
def test_two_matters_joined_by_a_mere_and_are_two(text: str, queries: list[str]) -> None:
    assert [need.text for need in needs_of(text)] == queries


@pytest.mark.parametrize(
    "text",
    [
        "要带身份证和户口本吗",
        "办居住证要带身份证和户口本原件",
        "拿着身份证和结婚证去办准生证",
        "凭身份证和护照办签证",
        "医保和社保有什么区别",
        "身份证和户口本上的名字不一样怎么办",
        "社保卡和医保卡是一个卡吗",
        "老公和我的户口怎么迁",
        "离婚后孩子跟谁",
        "公司和个人谁交社保",
    ],
)
def test_papers_to_bring_and_other_pairs_are_no_needs_of_their_own(text: str) -> None:
    assert len(needs_of(text)) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我先生是台湾人,想申请来大陆定居,他在台湾的汽车驾照也想换成这边的,两件事分别找谁", 2),
        ("我要给孩子上户口,医保也想一起参保,这两件事怎么办", 2),
        ("身份证丢了,急死我了,怎么补,要带什么,几天能拿到,多少钱", 1),
    ],
)
def test_things_counted_at_the_end_are_told_apart(text: str, count: int) -> None:
    assert len(needs_of(text)) == count


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_no_word_of_a_matter_is_lost_in_the_split(words: list[str]) -> None:
    text = "".join(words)
    needs = needs_of(text)
    assert needs
    if len(needs) < MOST_NEEDS:
        said = "".join(f"{need.text} {need.query}" for need in needs)
        assert all(word in said for word in ("身份证", "驾照", "护照") if word in text)


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
