"""What the guide does not do, recognised by general patterns (``data/limits.yaml``), before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from zhengtong.contexts.guidance.domain.disguises import backwards, readings
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
    disguised: bool
    care: bool


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = yaml.safe_load((DATA / "limits.yaml").read_text("utf-8"))
    return tuple(
        _Rule(
            cast(State, row["state"]),
            row["reason"],
            tuple(re.compile(pattern) for pattern in row["any"]),
            re.compile("|".join(row["unless"])) if row.get("unless") else None,
            bool(row.get("disguised")),
            bool(row.get("care")),
        )
        for row in rows
    )


@cache
def _declining() -> tuple[tuple[_Rule, ...], tuple[_Rule, ...]]:
    """(all rules that decline, those that are tried on readings without disguise)."""
    rules = tuple(rule for rule in _rules() if not rule.care)
    return rules, tuple(rule for rule in rules if rule.disguised)


def limit_of(simplified: str) -> Limit | None:
    """The first limit that the cleaned, simplified question meets; None if it may be looked up."""
    every, disguised = _declining()
    found = _met(simplified.lower(), every)
    if found is not None:
        return found
    undisguised = next((limit for text in readings(simplified) if (limit := _met(text, disguised))), None)
    return undisguised or _met(backwards(simplified), (rule for rule in disguised if rule.state == "injection"))


def care_of(simplified: str) -> Limit | None:
    """What a person says of hardship or violence while asking for something: it is answered, a human number first."""
    return _met(simplified.lower(), (rule for rule in _rules() if rule.care))


def _met(text: str, rules: Iterable[_Rule]) -> Limit | None:
    for rule in rules:
        if rule.unless and rule.unless.search(text):
            continue
        for pattern in rule.patterns:
            if match := pattern.search(text):
                return Limit(rule.state, rule.reason, match.group()[:40])
    return None
