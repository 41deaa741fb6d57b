"""What the sample pack need not ask: it follows from for whom something is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhengtong.platform.rules import service as rules

TODAY = date(2026, 11, 21)
ITEMS = Path(__file__).resolve().parents[3] / "packs" / "jianglan" / "items"
CASES = [
    ("for-whom", "parent", "no"), ("for-whom", "grandparent", "no"), ("for-whom", "spouse", "no"),
    ("age-group", "elderly", "no"), ("for-whom", "child", ""), ("for-whom", "friend", ""), ("age-group", "minor", ""),
]  # fmt: skip


def _asking_for_age() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(ITEMS.glob("*.yaml")):
        for situation in yaml.safe_load(path.read_text("utf-8")).get("situations", ()):
            if situation.get("fact") == "under16":
                found.append((path.stem, situation))
    return found


@pytest.mark.parametrize(("fact", "value", "answer"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_nobody_is_asked_whether_a_parent_is_under_sixteen(fact: str, value: str, answer: str) -> None:
    situations = _asking_for_age()
    assert len(situations) >= 4
    for name, situation in situations:
        follows = [
            option["key"]
            for option in situation["options"]
            if option.get("when") and rules.evaluate(rules.parse(option["when"]), {fact: value}, today=TODAY).truth
        ]
        assert follows == ([answer] if answer else []), name
