"""What the sample city says: every fact has a source, and what is the city's own is not passed off as law."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ITEMS = Path(__file__).resolve().parents[3] / "packs" / "jianglan" / "items"
FACTS = ("conditions", "materials", "fees", "notes", "after")
# amounts in yuan that the state sets for the whole country
SET_BY_THE_STATE = {
    "identity-card-renewal": {20, 40},
    "identity-card-replacement-lost": {40, 10},
    "temporary-identity-card": {10},
    "passport-first": {120},
    "passport-replacement": {120},
    "hk-macau-permit": {60},
    "hk-macau-endorsement": {15, 30},
    "driving-licence-first": {10},
    "driving-licence-renewal": {10},
    "driving-licence-replacement": {10},
    "vehicle-registration": {120},
    "vehicle-transfer": {110},
    "temporary-plates": {5},
    "home-transfer-registration": {80},
    "mortgage-registration": {80},
}


def _items() -> dict[str, dict[str, Any]]:
    return {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(ITEMS.glob("*.yaml"))}


def _entries(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for field in FACTS:
        for entry in item.get(field, ()):
            yield field, entry
    yield from item.get("limits", {}).items()


def _of_the_city(entry: dict[str, Any]) -> bool:
    return any("city" in source or source.get("policy", "").startswith("江澜市") for source in entry["sources"])


@pytest.fixture(scope="module")
def items() -> dict[str, dict[str, Any]]:
    return _items()


def test_every_condition_paper_fee_limit_and_note_says_where_it_comes_from(items):
    bare = [(name, field) for name, item in items.items() for field, entry in _entries(item) if not entry["sources"]]
    assert len(items) >= 120 and bare == []


def test_a_promise_is_the_citys_own_and_a_time_set_by_law_never_is(items):
    for name, item in items.items():
        limits = item.get("limits", {})
        if "promised" in limits:
            assert _of_the_city(limits["promised"]), name
        if "statutory" in limits:
            assert not _of_the_city(limits["statutory"]), name


def test_a_fee_is_the_one_that_the_state_set_or_is_marked_as_the_citys(items):
    for name, item in items.items():
        national = {fee["amount"] for fee in item["fees"] if fee["amount"] and not _of_the_city(fee)}
        assert national == SET_BY_THE_STATE.get(name, set()), name
