"""What a person tells around a question does not outweigh the matter that the question names."""

import pytest

from zhengtong.contexts.guidance.domain.ranking_lexicon import shipped
from zhengtong.contexts.guidance.domain.told_around import ASKING_DOMAIN, asking_clause, of_the_need

# the story, an everyday expression of it that is no term of the need, one that is ("" where the clause has none)
STORIES = [
    ("平时晚上跑滴滴，白天在厂里上班，我想去劳动仲裁", "跑滴滴", "劳动仲裁"),
    ("我老公跑滴滴的，他出车祸走了，怎么去注销户口", "跑滴滴", ""),
    ("我跑运输十年了，想给新买的货车上牌", "跑运输", "上牌"),
    ("原来的店不做了，现在没工作，想领失业金", "不做了", "失业金"),
    ("我是开餐馆的，身份证掉了想补一张", "开餐馆", ""),
    ("我在夜市摆摊卖炒粉，想给孩子报户口", "摆摊", "报户口"),
    ("家里养鸡场倒了，妈妈中风了，想给她办残疾证", "养鸡场", "残疾证"),
    ("我在补习班当老师，儿子要考驾照，怎么报名", "当老师", "考驾照"),
    ("以前当保安，现在不干了，想把公积金取出来", "当保安", "公积金"),
    ("老房子不要了，驾照到期了想换证", "不要了", ""),
    ("刚买了新车，结婚证找不到了，想补结婚证", "新车", "补结婚证"),
    ("我哥开酒吧，我想给店里办营业执照", "开酒吧", "办营业执照"),
    ("当年摆地摊攒的钱，现在想开药店", "摆地摊", "开药店"),
]


def _left(text: str) -> list[str]:
    found = shipped().find(text)
    return [each.expression for each in of_the_need(text, found) if each.domain != ASKING_DOMAIN]


@pytest.mark.parametrize(("story", "around", "asked"), STORIES)
def test_the_matter_that_is_asked_for_counts_and_not_the_story_around_it(story, around, asked):
    left = _left(story)
    assert any(around in each.expression or each.expression in around for each in shipped().find(story))
    assert not any(around in each or each in around for each in left)
    assert not asked or asked in left


@pytest.mark.parametrize(
    "story",
    [
        "跑滴滴要办什么证",  # one clause: nothing is around it
        "在夜市摆摊，要带什么材料",  # the last clause asks only what to bring
        "夜市摆摊，怎么弄",
        "跑滴滴，摆地摊",  # nobody asks
    ],
)
def test_where_no_clause_names_a_matter_the_whole_message_does(story):
    everything = [each.expression for each in shipped().find(story) if each.domain != ASKING_DOMAIN]
    assert everything
    assert _left(story) == everything


def test_what_was_done_to_a_person_is_part_of_the_need():
    assert len(_left("被公司辞退了，失业金能领吗")) == 2


def test_a_birth_is_part_of_the_need_for_its_matters_have_names_of_their_own():
    assert "生了孩子" in _left("我刚生了孩子，户口怎么办")


def test_the_clause_that_asks_is_the_last_with_something_of_its_own():
    assert asking_clause("我爸走了，想注销户口，要带什么") == "想注销户口，"
    assert asking_clause("怎么注销户口") == ""
