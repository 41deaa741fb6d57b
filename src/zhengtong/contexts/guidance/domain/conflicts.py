"""Passages that state different values for the same thing, and which of them prevails by rule.

By 立法法: the higher rank prevails (第九十八条 to 第一百条); of one rank and author the special before the general and
the later before the earlier (第一百零三条). Where neither decides, it is for a person to decide (第一百零五条).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_VALUE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|[一二三四五六七八九十百千万两]+|百分之[一二三四五六七八九十百]+)\s*"
    r"(?P<unit>个工作日|工作日|个月|万元|小时|周岁|日|天|月|年|元|倍|%|％|次)"
)
_CLAUSE = re.compile(r"[。；;！？\n]")
_BEFORE = 24  # characters before a value that say what it is of
_SAME = 0.6  # share of their pairs of characters that two values of the same thing have in common
_RANKS = (("宪法", 0), ("法律", 1), ("行政法规", 2), ("地方性法规", 3), ("规章", 4))


@dataclass(frozen=True)
class Stated:
    """A text for comparison: ``document`` identifies it, ``rank`` 0 is the highest, ``since`` an ISO date."""

    document: str
    text: str
    rank: int
    since: str


def rank_of(kind: str, level: str) -> int:
    """0 constitution … 4 rules of departments and local governments, 5 other documents."""
    return next((rank for name, rank in _RANKS if name in level), 1 if kind == "law" else 5)


def conflicts(passages: Sequence[Stated]) -> tuple[int, ...]:
    """A number for each passage: 0 for none, the same for those that say different things about the same."""
    groups = [0] * len(passages)
    values = [_values(p.text) for p in passages]
    last = 0
    for i, one in enumerate(passages):
        for j in range(i + 1, len(passages)):
            if one.document != passages[j].document and _differ(values[i], values[j]):
                if not groups[i]:
                    last += 1
                    groups[i] = last
                groups[j] = groups[i]
    return tuple(groups)


def prevailing(passages: Sequence[Stated]) -> tuple[int | None, str]:
    """Index of the passage that prevails in a group, and the rule: "rank", "later", or None and "person"."""
    best = min(p.rank for p in passages)
    highest = [n for n, p in enumerate(passages) if p.rank == best]
    if len(highest) == 1:
        return highest[0], "rank"
    dated = sorted((passages[n].since, n) for n in highest)
    if dated[-1][0] and dated[-1][0] != dated[-2][0] and best >= 5:  # one author cannot be told from another above
        return dated[-1][1], "later"
    return None, "person"


def _values(text: str) -> list[tuple[frozenset[str], str, str]]:
    """(pairs of characters before the value, unit, number) of every value of a text."""
    found = []
    for clause in _CLAUSE.split(text):
        for match in _VALUE.finditer(clause):
            before = re.sub(r"[^㐀-鿿]", "", clause[max(0, match.start() - _BEFORE) : match.start()])
            pairs = frozenset("".join(p) for p in pairwise(before))
            if len(pairs) >= 4:
                found.append((pairs, match["unit"].replace("％", "%").replace("天", "日"), match["number"]))
    return found


def _differ(one: list[tuple[frozenset[str], str, str]], other: list[tuple[frozenset[str], str, str]]) -> bool:
    for pairs, unit, number in one:
        near = [o for o in other if o[1] == unit and len(pairs & o[0]) >= _SAME * min(len(pairs), len(o[0]))]
        if near and all(_plain(o[2]) != _plain(number) for o in near):
            return True
    return False


def _plain(number: str) -> str:
    digits = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"两": "2", "十": "10"}
    return digits.get(number, number)
