"""Every value that the catalogue allows has its words in a reply."""

from __future__ import annotations

import pytest

from zhengtong.contexts.catalog.domain import schema
from zhengtong.contexts.guidance.domain.wording import say


def _allowed(name: str, where: object = None) -> set[str]:
    """All members of enumerations under the property ``name`` in the schema of an item."""
    found: set[str] = set()
    tree = vars(schema) if where is None else where
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        if key == name and isinstance(value, dict):
            found |= set(value.get("enum") or value.get("items", {}).get("enum") or ())
        if isinstance(value, dict | list) and not str(key).startswith("__"):
            found |= _allowed(name, value)
    return found


@pytest.mark.parametrize(("property_", "prefix"), [("delivery", "delivery-"), ("form", "form-")])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_every_allowed_value_can_be_said(property_: str, prefix: str, language: str) -> None:
    allowed = _allowed(property_)
    assert len(allowed) > 2
    for value in allowed:
        assert say(prefix + value, language)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_both_kinds_of_days_can_be_said(language: str) -> None:
    for unit in _allowed("unit"):
        assert "5" in say(f"{unit}-days", language, days=5)
