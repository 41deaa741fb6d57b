"""A message about a whole event is told from one about a single matter of it."""

from __future__ import annotations

import pytest

from zhengtong.contexts.catalog.service import OneThing, Phrases
from zhengtong.contexts.guidance.domain.life_events import named, spoken_of
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.kernel.text import Bilingual


def thing(key: str, zh: str, en: str, *questions: str) -> OneThing:
    return OneThing(key, Bilingual(zh, en), Bilingual(), Phrases(), Phrases(zh=questions), (), ())


THINGS = [
    named(thing("restaurant", "开餐馆一件事", "Open a restaurant", "我想开一家小餐馆要办哪些手续")),
    named(thing("birth", "新生儿出生一件事", "A child is born", "孩子刚出生要办哪些手续")),
    named(thing("death", "身后事一件事", "After a death", "家里老人走了要办哪些手续")),
    named(thing("company", "企业开办一件事", "Start a company")),
    named(thing("pottery", "办陶艺作坊一件事", "Run a pottery workshop")),
]

WHOLE = [
    ("我要开个小餐馆", "restaurant"),
    ("打算弄个面馆，证照这些要从哪里弄起", "restaurant"),
    ("開餐廳要辦咩手續", "restaurant"),
    ("I want to open a small restaurant", "restaurant"),
    ("家里老人走了要办哪些手续", "death"),
    ("老爸不在了接下来要办什么", "death"),
    ("my father passed away, what do I have to do", "death"),
    ("宝宝出生了", "birth"),
    ("老婆生了，都要跑哪些部门", "birth"),
    ("我想开个公司", "company"),
    ("想办陶艺作坊", "pottery"),
]
PART = [
    ("我爸上个月走了，户口要去销吗", "death"),
    ("宝宝刚满月，医保怎么买", "birth"),
    ("饭店快开业了，消防那边要办什么", "restaurant"),
    ("注册公司要几天", "company"),
    ("怎么注册公司", "company"),
]
NEITHER = ["身份证丢了怎么补办", "补办护照要哪些手续", "生育津贴怎么领", "How do I renew my passport", "", "？！"]


@pytest.mark.parametrize(("said", "key"), WHOLE)
def test_all_of_an_event_is_asked_for(said, key):
    spoken = spoken_of(simplify(said), THINGS)
    assert spoken is not None and (spoken.key, spoken.whole) == (key, True)


@pytest.mark.parametrize(("said", "key"), PART)
def test_one_matter_of_an_event_stays_one_matter(said, key):
    spoken = spoken_of(simplify(said), THINGS)
    assert spoken is not None and (spoken.key, spoken.whole) == (key, False)


@pytest.mark.parametrize("said", NEITHER)
def test_other_matters_are_no_event(said):
    assert spoken_of(simplify(said), THINGS) is None


def test_an_event_without_a_one_thing_here_is_none():
    assert spoken_of("我要开个小餐馆", THINGS[1:]) is None
