"""A step only in a situation, and a regulation as legal basis: on file, checked, and in front of people."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.factories.packs import FILES, write_pack

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.queries import home
from zhengtong.contexts.guidance.queries.stored_facts import StoredReply, count_facts
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db

STEPS = """\
steps:
  - {name: {zh: 申请, en: Apply}, text: {zh: 到窗口提出, en: Apply at the window}}
  - name: {zh: 监护人陪同, en: Bring a guardian}
    text: {zh: 监护人要一起来, en: A guardian comes along}
    when: {field: minor, op: eq, value: "yes"}
legal_basis:
  - regulation: 证件管理条例
    article: 第八条
    url: "https://law.example.gov.cn/8"
    point: {zh: 丢失的补发, en: A lost one is replaced}
"""
CARD = FILES["items/card.yaml"] + STEPS


def _codes(folder) -> list[str]:
    return [finding.code for finding in packs.check(folder).findings]


@pytest.fixture
def _loaded(tmp_path):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"items/card.yaml": CARD}), actor=SYSTEM)
    home.forget_home()


def _steps(reply: guidance.Reply) -> list[tuple[str, str, str]]:
    return [(f.group, f.label, f.tag) for f in reply.needs[0].facts if f.label in ("申请", "监护人陪同")]


@pytest.mark.usefixtures("_loaded")
def test_a_step_that_depends_on_a_situation_is_only_if_then_because_then_not_needed():
    first = guidance.ask("身份证丢失怎么补领", actor=ANONYMOUS)
    assert _steps(first) == [("steps", "申请", ""), ("steps", "监护人陪同", "conditional")]
    yes, no = (
        guidance.ask("", actor=ANONYMOUS, conversation=first.conversation, answers={"T-1.minor": answer})
        for answer in ("yes", "no")
    )
    assert _steps(yes) == [("steps", "申请", ""), ("steps", "监护人陪同", "")]
    assert _steps(no) == [("steps", "申请", ""), ("not_needed", "监护人陪同", "")]


@pytest.mark.usefixtures("_loaded")
def test_a_regulation_is_named_and_cited_as_its_own_source_and_found_by_the_count_of_facts():
    reply = guidance.ask("身份证丢失怎么补领", actor=ANONYMOUS)
    (law,) = [f for f in reply.needs[0].facts if f.group == "law"]
    assert (law.label, law.value) == ("《证件管理条例》第八条", "丢失的补发")
    (source,) = [s for s in reply.sources if s.number in law.sources]
    assert (source.kind, source.title, source.locator, source.url) == (
        "policy", "证件管理条例", "第八条", "https://law.example.gov.cn/8"
    )  # fmt: skip
    figures = count_facts([StoredReply(reply.as_data(), timezone.now())]).figures
    assert figures["facts_without_source"] == figures["facts_unsupported"] == 0


@pytest.mark.usefixtures("_loaded")
def test_the_page_of_the_item_says_when_a_step_applies_and_links_the_regulation(client):
    page = client.get("/items/T-1/").content.decode()
    assert "仅当" in page.split("监护人要一起来")[1][:200]
    assert 'href="https://law.example.gov.cn/8"' in page
    assert "《证件管理条例》第八条" in page


@pytest.mark.usefixtures("_loaded")
def test_rest_gives_the_condition_of_a_step_and_the_regulation(client):
    data = client.get("/api/v1/items/T-1").json()
    assert [step["when"] for step in data["steps"]] == [None, {"field": "minor", "op": "eq", "value": "yes"}]
    assert (data["legal_basis"][0]["law"], data["legal_basis"][0]["regulation"]) == ("", "证件管理条例")


def test_a_law_stays_a_law():
    basis = catalog.LegalBasis(law="中华人民共和国居民身份证法", article="第十一条")
    assert (basis.name, basis.source.kind) == ("中华人民共和国居民身份证法", "law")


BARE = FILES["items/card.yaml"].replace('    when: {field: minor, op: eq, value: "yes"}\n', "")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (CARD.replace("field: minor, op: eq, value: \"yes\"}\nlegal", 'field: minor, op: eq, value: "maybe"}\nlegal'),
         "broken-reference"),
        (CARD.replace("regulation: 证件管理条例", "regulation: 证件管理条例\n    law: 某法"), "unknown-key"),
        (BARE, "idle-situation"),
        (BARE + 'steps:\n  - {name: {zh: 陪同}, when: {field: minor, op: eq, value: "yes"}}\n', ""),
        (CARD, ""),
    ],
)  # fmt: skip
def test_the_check_sees_conditions_of_steps_and_questions_that_change_nothing(tmp_path, content, code):
    found = _codes(write_pack(tmp_path, **{"items/card.yaml": content}))
    known = {"broken-reference", "unknown-key", "idle-situation", "wrong-type", "key-missing", "no-form-fits"}
    assert (code in found) if code else not known & set(found)
