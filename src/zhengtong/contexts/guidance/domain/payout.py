"""What a matter pays out: the stored statement that holds the amount, as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import ServiceItem
    from zhengtong.kernel.sources import Source

PAYING_KINDS = frozenset({"payment", "reward"})
_AMOUNT = re.compile(
    r"[\d一二三四五六七八九十百千万两]+\s*(?:元|万元)|百分之[一二三四五六七八九十百]+|\d+(?:\.\d+)?\s*[%％]|\d+\s*倍"
    r"|(?:CNY|RMB)\s*[\d,]+|[\d,]+\s*(?:yuan|per ?cent)",
    re.I,
)
_CHARGED = re.compile("工本费|收费|手续费|交费|缴费基数|charge")


def pays_out(item: ServiceItem) -> bool:
    """Whether people apply for money: then 'how much' asks for what they get."""
    return item.kind.key in PAYING_KINDS


def payouts(item: ServiceItem, tongue: str) -> tuple[tuple[str, tuple[Source, ...]], ...]:
    """(statement, its sources) of those that state an amount: notes, else the summary."""
    said = tuple(
        (text, tuple(statement.sources))
        for statement in item.notes
        if _states(text := statement.text.in_language(tongue))
    )
    summary = item.summary.in_language(tongue) if item.summary else ""
    return said or (((summary, ()),) if _states(summary) else ())


def _states(text: str) -> bool:
    return bool(_AMOUNT.search(text)) and not _CHARGED.search(text)
