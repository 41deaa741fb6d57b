"""What the guide does not do, recognised by general patterns (``data/limits.yaml``), before anything is looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from zhengtong.contexts.guidance.domain.reply import State

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Limit:
    """``words`` are the ones that decided, for the trace."""

    state: State
    reason: str
    words: str = ""


@dataclass(frozen=True)
class _Rule:
    state: State
    reason: str
    patterns: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = yaml.safe_load((DATA / "limits.yaml").read_text("utf-8"))
    return tuple(
        _Rule(
            cast(State, row["state"]),
            row["reason"],
            tuple(re.compile(pattern) for pattern in row["any"]),
            re.compile("|".join(row["unless"])) if row.get("unless") else None,
        )
        for row in rows
    )


def limit_of(simplified: str) -> Limit | None:
    """The first limit that the cleaned, simplified question meets; None if it may be looked up."""
    text = simplified.lower()
    for rule in _rules():
        if rule.unless and rule.unless.search(text):
            continue
        for pattern in rule.patterns:
            if match := pattern.search(text):
                return Limit(rule.state, rule.reason, match.group()[:40])
    return None
