"""Facts about a person's situation that are said in passing (``data/facts.yaml``): for whom, from where, as what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.reply import Known
from zhengtong.kernel.text import Bilingual


@dataclass(frozen=True)
class Expression:
    """What says one value of a fact, and what would be misread as saying it."""

    key: str
    value: str
    label: Bilingual
    says: re.Pattern[str]
    unless: re.Pattern[str] | None


@cache
def expressions() -> tuple[Expression, ...]:
    """All of them, in the order of the file: of one key the first that fits is taken."""
    rows = yaml.safe_load((DATA / "facts.yaml").read_text("utf-8"))
    return tuple(
        Expression(
            row["key"],
            option["value"],
            Bilingual(option["label"]["zh"], option["label"]["en"]),
            quick(option["any"], re.I),
            re.compile(option["not"], re.I) if option.get("not") else None,
        )
        for row in rows
        for option in row["options"]
    )


def facts_said(simplified: str, *, turn: int = 0) -> tuple[Known, ...]:
    """What ``simplified`` says about the situation, one value of each key, with the words it was read from."""
    found: dict[str, Known] = {}
    for each in expressions():
        if each.key in found or (each.unless and each.unless.search(simplified)):
            continue
        if match := each.says.search(simplified):
            label = each.label.en if simplified.isascii() else each.label.zh
            found[each.key] = Known(each.key, each.value, label, match.group()[:40], turn)
    return tuple(found.values())
