"""No item rests on a regulation that is unknown, was replaced, or has no such article."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from tests.factories.packs import changed, write_pack

from zhengtong.contexts.knowledge.domain.names import bare_name
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
PACKS = Path(settings.REPOSITORY) / "packs"
LAW = "sources: [{law: 中华人民共和国居民身份证法, article: 第七条}]"
OWN = """\
- {name: 测试市证件办法, number: 测试市令第1号, in_force: 2020-01-01, articles: 12}
- {name: 测试市旧办法, repealed: 2021-01-01, replaced_by: 测试市证件办法}
- {name: 测试市将来的办法, in_force: 2999-01-01}
"""
JUDGED = [
    ("regulation: 居住证暂行条例, article: 第九条", None, ""),
    ("regulation: 居住证暂行条例", None, ""),
    ("regulation: 测试市证件办法, article: 第十二条第二款", None, ""),
    ("regulation: 测试市证件办法, article: 第十三条", "article-unknown", "error"),
    ("regulation: 居住证暂行条例, article: 第二十四条", "article-unknown", "error"),
    ("regulation: 居住证暂行条例, article: 附件一", "article-form", "error"),
    ("regulation: 个体工商户条例", "regulation-not-in-force", "error"),
    ("regulation: 测试市旧办法, article: 第一条", "regulation-not-in-force", "error"),
    ("regulation: 测试市将来的办法", "regulation-not-in-force", "error"),
    ("regulation: 居住证条例", "regulation-unknown", "warning"),
]


def _found(report: packs.Report) -> list[packs.Finding]:
    return [f for f in report.findings if f.code.startswith(("regulation-", "article-"))]


@pytest.mark.parametrize(("source", "code", "severity"), JUDGED, ids=[case[0] for case in JUDGED])
def test_a_cited_regulation_is_judged_at_its_line(tmp_path, source, code, severity):
    card = changed("items/card.yaml", LAW, f"sources: [{{{source}}}]")
    found = _found(packs.check(write_pack(tmp_path, **card, **{"regulations.yaml": OWN})))
    assert [(f.code, f.severity, f.file, f.line) for f in found] == (
        [(code, severity, "items/card.yaml", 21)] if code else []
    )
    assert all("%(" not in f.text() for f in found)


def test_the_legal_basis_and_the_notes_of_a_bundle_are_judged_too(tmp_path):
    card = changed("items/card.yaml", "places:", "legal_basis:\n  - {regulation: 个体工商户条例}\nplaces:")
    notes = "notes:\n  - {text: {zh: 甲, en: A}, sources: [{regulation: 无此条例}]}\n"
    bundle = changed("one-things/lost.yaml", "items:", notes + "items:")
    found = _found(packs.check(write_pack(tmp_path, **card, **bundle)))
    assert {(f.code, f.file) for f in found} == {
        ("regulation-not-in-force", "items/card.yaml"),
        ("regulation-unknown", "one-things/lost.yaml"),
    }


def test_who_writes_a_name_almost_right_is_told_the_right_one(tmp_path):
    card = changed("items/card.yaml", LAW, "sources: [{regulation: 居住证条例}]")
    (finding,) = _found(packs.check(write_pack(tmp_path, **card)))
    assert finding.params["near"] == "居住证暂行条例"


def test_the_sample_city_rests_only_on_regulations_that_are_known_and_in_force():
    assert _found(packs.check(PACKS / "jianglan")) == []


def test_the_register_names_everything_once_and_says_what_took_the_place_of_the_old():
    register = yaml.safe_load((PACKS / "core" / "regulations.yaml").read_text("utf-8"))
    names = [entry["name"] for entry in register]
    assert len(names) == len(set(names))
    for entry in register:
        if "repealed" in entry:
            by = entry["replaced_by"]
            assert by in names or bare_name(by).endswith("法"), entry
