"""What the guide does not do, recognised by general patterns (``data/limits.yaml``), before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
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


_Fits = Callable[[_Rule], bool]  # which rules are tried; each sort of them is sieved by itself


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
def _patterns(fits: _Fits) -> tuple[tuple[tuple[_Rule, re.Pattern[str]], ...], Sieve]:
    """Every pattern of the rules that fit, with its rule, in the order in which they are tried."""
    every = tuple((rule, text) for rule in _rules() if fits(rule) for text in rule.patterns)
    return tuple((rule, _pattern(text)) for rule, text in every), Sieve(text for _, text in every)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return quick(text)


def _declines(rule: _Rule) -> bool:
    return not rule.care


def _declines_disguised(rule: _Rule) -> bool:
    return rule.disguised and not rule.care


def _is_instruction(rule: _Rule) -> bool:
    return rule.disguised and rule.state == "injection"


def _cares(rule: _Rule) -> bool:
    return rule.care


def limit_of(simplified: str) -> Limit | None:
    """The first limit that the cleaned, simplified question meets; None if it may be looked up."""
    found = _met(simplified.lower(), _declines)
    if found is not None:
        return found
    disguised = (_met(text, _declines_disguised) for text in readings(simplified))
    undisguised = next((limit for limit in disguised if limit), None)
    return undisguised or _met(backwards(simplified), _is_instruction)


def care_of(simplified: str) -> Limit | None:
    """What a person says of hardship or violence while asking for something: it is answered, a human number first."""
    return _met(simplified.lower(), _cares)


def _met(text: str, fits: _Fits) -> Limit | None:
    """What the first rule says that ``fits``, of which a pattern is found and that nothing takes back."""
    every, sieve = _patterns(fits)
    for rule, pattern in (every[number] for number in sieve.possible(text)):
        if (match := pattern.search(text)) and not (rule.unless and rule.unless.search(text)):
            return Limit(rule.state, rule.reason, match.group()[:40])
    return None
