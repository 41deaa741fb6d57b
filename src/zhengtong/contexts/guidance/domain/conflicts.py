"""Passages that state different values for the same thing, and which of them prevails by rule.

By 立法法: the higher rank prevails (第九十八条 to 第一百条); of one rank and author the special before the general and
the later before the earlier (第一百零三条). Where neither decides, it is for a person to decide (第一百零五条).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengtong.contexts.guidance.domain.speaking import is_special

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


def rank_of(kind: str, level: str, issuer: str = "") -> int:
    """0 constitution … 4 rules of departments and local governments, 5 other documents, 6 those of a department."""
    other = 6 if issuer and "政府" not in issuer and "国务院" not in issuer else 5
    return next((rank for name, rank in _RANKS if name in level), 1 if kind == "law" else other)


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
    """Index of the passage that prevails in a group, and the rule: "rank", "government", "special", "later", or None
    and "person".
    """
    best = min(p.rank for p in passages)
    highest = [n for n, p in enumerate(passages) if p.rank == best]
    if len(highest) == 1:
        return highest[0], "government" if best >= 5 else "rank"
    if len(highest) == 2:
        for one, other in (highest, highest[::-1]):
            if is_special(passages[one].document, passages[other].document):
                return one, "special"
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
    """Whether a thing has values in both and none in common: 一个月 to 六个月 by length does not contradict 六个月."""
    for pairs, unit, _number in one:
        near = {_plain(o[2]) for o in other if o[1] == unit and _alike(pairs, o[0])}
        own = {_plain(o[2]) for o in one if o[1] == unit and _alike(pairs, o[0])}
        if near and near.isdisjoint(own):
            return True
    return False


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME * min(len(one), len(other))


def _plain(number: str) -> str:
    digits = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"两": "2", "十": "10"}
    return digits.get(number, number)
