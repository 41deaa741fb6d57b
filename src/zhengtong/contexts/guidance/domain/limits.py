"""What the guide does not do, recognised by general patterns (``data/limits.yaml``), before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import yaml

from zhengtong.contexts.guidance.domain.disguises import backwards, readings
from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.reply import State
from zhengtong.contexts.guidance.domain.sieve import Sieve

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
    patterns: tuple[str, ...]
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
            tuple(row["any"]),
            re.compile("|".join(row["unless"])) if row.get("unless") else None,
            bool(row.get("disguised")),
            bool(row.get("care")),
        )
        for row in rows
    )


@cache
def _patterns() -> tuple[tuple[tuple[_Rule, re.Pattern[str]], ...], Sieve]:
    """Every pattern with its rule, in the order in which they are tried."""
    every = tuple((rule, text) for rule in _rules() for text in rule.patterns)
    return tuple((rule, quick(text)) for rule, text in every), Sieve(text for _, text in every)


@lru_cache(maxsize=64)  # one text is tried on the rules that decline, and later on those of care
def _possible(text: str) -> tuple[tuple[_Rule, re.Pattern[str]], ...]:
    every, sieve = _patterns()
    return tuple(every[number] for number in sieve.possible(text))


def limit_of(simplified: str) -> Limit | None:
    """The first limit that the cleaned, simplified question meets; None if it may be looked up."""
    found = _met(simplified.lower(), lambda rule: not rule.care)
    if found is not None:
        return found
    disguised = (_met(text, lambda rule: rule.disguised and not rule.care) for text in readings(simplified))
    undisguised = next((limit for limit in disguised if limit), None)
    return undisguised or _met(backwards(simplified), lambda rule: rule.disguised and rule.state == "injection")


def care_of(simplified: str) -> Limit | None:
    """What a person says of hardship or violence while asking for something: it is answered, a human number first."""
    return _met(simplified.lower(), lambda rule: rule.care)


def _met(text: str, fits: Callable[[_Rule], bool]) -> Limit | None:
    """What the first rule says that ``fits``, of which a pattern is found and that nothing takes back."""
    for rule, pattern in _possible(text):
        if fits(rule) and (match := pattern.search(text)) and not (rule.unless and rule.unless.search(text)):
            return Limit(rule.state, rule.reason, match.group()[:40])
    return None
