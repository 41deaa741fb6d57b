"""Whoever asks what a subsidy comes to is told what is paid, as it is stored and with its source."""

from __future__ import annotations

import pytest
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.queries import home
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
PAID = "满八十周岁的，每人每月 300 元。"
CHARGED = "补卡的，收取工本费 20 元。"
ALLOWANCE = f"""\
code: T-4
title: {{zh: 高龄津贴申领, en: Old-age allowance}}
aliases: {{zh: [老人津贴], en: [old age allowance]}}
department: police
kind: payment
audience: [person]
region: "990200"
fees:
  - {{name: {{zh: 收费, en: Charge}}, amount: 0}}
notes:
  - text: {{zh: 每年复核一次。, en: It is checked once a year.}}
  - text: {{zh: {PAID}, en: 'From 80: 300 yuan a month.'}}
    sources: [{{policy: 测试市高龄津贴规定, locator: 第二条}}]
  - text: {{zh: {CHARGED}, en: 'A replacement card: a charge of 20 yuan.'}}
"""


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"items/allowance.yaml": ALLOWANCE}), actor=SYSTEM)
    home.forget_home()


def _paid(question: str, **more):
    reply = guidance.ask(question, actor=ANONYMOUS, **more)
    return reply, [fact for fact in reply.needs[0].facts if fact.group == "payout"]


def test_the_amount_is_first_and_names_its_source():
    reply, facts = _paid("高龄津贴多少钱")
    assert reply.needs[0].chosen == "T-4"
    assert [fact.value for fact in facts] == [PAID]
    assert reply.needs[0].facts[0] == facts[0]
    cited = {source.number: source for source in reply.sources}
    assert [(cited[n].title, cited[n].locator) for n in facts[0].sources] == [("测试市高龄津贴规定", "第二条")]


def test_it_is_there_also_where_it_was_not_asked_for_and_on_the_page(client):
    _, facts = _paid("高龄津贴怎么申领")
    assert [fact.value for fact in facts] == [PAID]
    page = client.get("/guide/", {"q": "高龄津贴多少钱"}).content.decode()
    assert page.index("每人每月 300 元") < page.index("收费")


def test_in_english_it_is_the_english_sentence():
    _, facts = _paid("How much is the old-age allowance?", item="T-4", language="en")
    assert [fact.value for fact in facts] == ["From 80: 300 yuan a month."]


def test_a_matter_that_pays_nothing_tells_its_fee_and_no_payout():
    reply, facts = _paid("身份证丢了补领多少钱")
    assert reply.needs[0].chosen == "T-1"
    assert facts == []
    assert reply.needs[0].facts[0].group == "fee"
