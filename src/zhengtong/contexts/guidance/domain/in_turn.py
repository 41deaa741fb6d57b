"""Matters named one after the other without a word that joins them: 居住证要办，车要上牌，小孩也要报名."""

from __future__ import annotations

import re

from zhengtong.contexts.guidance.domain import ranking_lexicon
from zhengtong.contexts.guidance.domain.in_other_words import in_other_words
from zhengtong.contexts.guidance.domain.told_around import ASKING_DOMAIN
from zhengtong.contexts.guidance.domain.words import CIVIC

_CLAUSES = re.compile(r"(?<=[,，。;；!！?？])\s*")
_WANTED = re.compile(
    r"^(?:我们?的?|我家|孩子的?)?(?P<what>[^,，。;；]{1,9}?)(?:也|都|又|还|就|马上)*(?:要|得|想|需要|该|没|还没|没有|忘了)(?:去|给|帮|重新|赶紧|再)*"
    r"[^,，。;；]{0,5}?(?:办|上|检查|检验|年检|(?<!年)报|解除|移出|转|换|补|领|买|迁|续|注销|登记|申请|交|缴|改|过户|落)[^,，。;；?？]{0,6}[,，。;；?？]?$"
)
_ASKS = re.compile(r"怎么|怎样|如何|咋|哪|呢|什么|啥|多少|能不能|可以|要不要|才|所以|因为|如果|要是")


def one_after_another(text: str) -> list[str]:
    """The parts, of which each begins with a clause that wants something of its own; fewer than two where not."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    if len(clauses) < 2:
        return []
    parts: list[str] = []
    found: set[str] = set()
    wanted = 0
    for clause in clauses:
        what = _wanted(clause)
        if what and what not in found:
            found.add(what)
            wanted += 1
        if not parts or (wanted > 1 and what):
            parts.append(clause)
        else:
            parts[-1] += clause
    return parts if wanted > 1 else []


def _wanted(clause: str) -> str:
    """What a clause is about that says what is to be done with it; empty where it says none of it, or asks."""
    match = _WANTED.match(clause)
    if match is None or _ASKS.search(clause):
        return ""
    named = CIVIC.search(clause) or in_other_words(clause) or _is_known(clause)
    return match["what"] if named else ""


def _is_known(clause: str) -> bool:
    return any(each.domain != ASKING_DOMAIN for each in ranking_lexicon.shipped().find(clause.lower()))
