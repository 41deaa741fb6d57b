"""What facts rest on is named in English beside the Chinese name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.factories.packs import write_pack

from zhengtong.contexts.knowledge.domain.english_names import english_name
from zhengtong.contexts.knowledge.service import law_in_english
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

REPOSITORY = Path(__file__).resolve().parents[3]
PACK = REPOSITORY / "packs" / "jianglan"


def _cited(found: object) -> set[str]:
    if isinstance(found, dict):
        own = {str(found[kind]) for kind in ("law", "regulation", "policy") if isinstance(found.get(kind), str)}
        return own.union(*map(_cited, found.values()))
    return set().union(*map(_cited, found)) if isinstance(found, list) else set()


def test_every_law_that_the_sample_city_cites_has_an_english_name_and_nearly_every_rule() -> None:
    titles = {t["zh"]: t["en"] for t in yaml.safe_load((PACK / "pack.yaml").read_text("utf-8"))["titles"]}
    cited = set().union(*(_cited(yaml.safe_load(f.read_text("utf-8"))) for f in (PACK / "items").glob("*.yaml")))
    assert len(cited) > 50
    unnamed = sorted(name for name in cited if english_name(name, titles) is None)
    assert [name for name in unnamed if name.endswith(("法", "法典"))] == []
    assert len(unnamed) <= len(cited) // 10, unnamed


def test_english_names_are_plain_so_that_the_chinese_in_brackets_can_be_read_back() -> None:
    titles = yaml.safe_load(
        (REPOSITORY / "src/zhengtong/contexts/knowledge/domain/data/english_names.yaml").read_text("utf-8")
    )
    assert [name for name in titles.values() if not name.isascii() or name != name.strip()] == []


@pytest.mark.django_db
def test_a_city_names_its_own_documents(tmp_path: Path) -> None:
    own = "titles: [{zh: 测试市落户办法, en: Rules of Test on Households}]\n"
    given = (write_pack(tmp_path) / "pack.yaml").read_text("utf-8")
    packs.load(write_pack(tmp_path, **{"pack.yaml": given + own}), actor=SYSTEM)
    assert law_in_english("测试市落户办法", "第二条")[0] == "Rules of Test on Households (测试市落户办法)"
    assert law_in_english("没有人知道的办法", "") == ("没有人知道的办法", "")
