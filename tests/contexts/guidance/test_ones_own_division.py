"""Whoever is known to be in one division is not answered with what another one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.factories.packs import FILES, write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.domain.ones_own_division import KEPT, kept, own_first
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.platform.packs import service as packs

RIVER, HILL, CITY, PROVINCE = "990202", "990203", "990200", "990000"


@pytest.mark.parametrize(
    ("ranked", "others", "order", "asks"),
    [
        ([("hill", 9.0), ("city", 8.5), ("province", 8.0)], {"hill"}, ["city", "province", "hill"], False),
        ([("city", 9.0), ("hill", 8.5), ("river", 8.0)], {"hill"}, ["city", "river", "hill"], False),
        ([("hill", 9.0), ("city", 5.0), ("river", 4.0)], {"hill"}, ["city", "hill", "river"], True),  # only they do it
        ([("city", 9.0), ("river", 8.0)], set(), ["city", "river"], False),
        ([("hill", 9.0)], {"hill"}, ["hill"], True),
        ([], set(), [], False),
    ],
)
def test_what_another_division_does_is_never_the_first_answer(ranked, others, order, asks):
    assert own_first(ranked, frozenset(others)) == (order, asks)


def test_many_other_divisions_do_not_crowd_out_ones_own():
    found = [f"9902{n:02}" for n in range(10, 60)] + [RIVER, CITY, PROVINCE]
    left = kept(found, RIVER, str, 20)
    assert left[-3:] == [RIVER, CITY, PROVINCE]
    assert len(left) == KEPT + 3
    assert kept(found, None, str, 20) == found[:20]
    assert kept(found, "990202001", str, 20)[-3:] == [RIVER, CITY, PROVINCE]


DISTRICTS = """\
divisions:
  - {code: "990202", name: {zh: 滨河区, en: Riverbank District}}
  - {code: "990203", name: {zh: 东山区, en: Easthill District}}
"""


def _copy(code: str, region: str, title: str) -> str:
    """The first item of the small pack once more, of another division."""
    lines = FILES["items/card.yaml"].splitlines()
    made = [f"code: {code}" if line.startswith("code:") else line for line in lines]
    made = [f"title: {{zh: {title}, en: {code}}}" if line.startswith("title:") else line for line in made]
    return "\n".join([line for line in made if not line.startswith("region:")] + [f'region: "{region}"', ""])


@pytest.fixture
def _city(tmp_path, db) -> Iterator[None]:
    packs.ensure_core()
    changes = {
        "pack.yaml": FILES["pack.yaml"] + DISTRICTS,
        "items/kite-hill.yaml": _copy("T-HILL", HILL, "风筝放飞备案"),
        "items/kite-river.yaml": _copy("T-RIVER", RIVER, "风筝放飞备案"),
        "items/kite-shop.yaml": _copy("T-SHOP", HILL, "龙舟制作登记"),
    }
    packs.load(write_pack(tmp_path, **changes), actor=SYSTEM)
    yield


def _asked(text: str, **more) -> tuple[str, list[str]]:
    need = guidance.ask(text, actor=ANONYMOUS, record=False, **more).needs[0]
    return need.state, [o.code for o in (*need.offered, *need.perhaps)]


@pytest.mark.django_db
@pytest.mark.usefixtures("_city")
@pytest.mark.parametrize(("district", "first"), [("东山区", "T-HILL"), ("滨河区", "T-RIVER")])
def test_the_matter_of_ones_own_division_is_answered(district, first):
    state, offered = _asked(f"我住{district}，风筝放飞备案怎么办")
    assert (state, offered[0]) == ("answered", first)


@pytest.mark.django_db
@pytest.mark.usefixtures("_city")
def test_what_only_another_division_does_is_offered_but_not_first():
    _, offered = _asked("我住滨河区，龙舟制作登记怎么办")
    assert offered[0] != "T-SHOP"
    assert "T-SHOP" in offered
    assert _asked("龙舟制作登记怎么办")[1][0] == "T-SHOP"
    assert _asked("我住东山区，龙舟制作登记怎么办")[1][0] == "T-SHOP"
