"""When a text holds: from dates, versions and what other laws say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhengtong.contexts.knowledge.domain.names import bare_name
from zhengtong.contexts.knowledge.domain.numbering import NUMBER, parse_article

_REPEALED_TOGETHER = re.compile(r"[^。]*《[^。]*同时废止")
_NAME = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")


@dataclass(frozen=True)
class Edition:
    """One text of a law as a source lists it; ``status`` is the source's own word, mapped to ours."""

    law: str
    published_on: date | None
    effective_on: date | None
    status: str  # "in-force" | "amended" | "superseded" | "repealed"
    valid_from: date | None = None
    valid_to: date | None = None
    repealed_on: date | None = None


def resolve(
    editions: Sequence[Edition], *, repeals: dict[str, date], amendments: dict[tuple[str, date], date]
) -> tuple[Edition, ...]:
    """Give the editions of ONE law, in any order, the days between which each holds.

    An edition holds from the day its amendment takes effect (``amendments[law, published]``), else, for a
    text amended after the law first took effect, from its publication, else from the law's first day. It
    holds until the next edition does. A repealed law ends on the day another law says (``repeals``); where no
    law says, nothing of it is ever offered as in force.
    """
    ordered = sorted(editions, key=lambda e: (e.published_on or date.min, e.effective_on or date.min))
    dated = [replace(edition, valid_from=_begins(edition, amendments)) for edition in ordered]
    result = []
    for index, edition in enumerate(dated):
        following = dated[index + 1].valid_from if index + 1 < len(dated) else None
        result.append(_ends(edition, following, repeals.get(bare_name(edition.law))))
    return tuple(result)


def _begins(edition: Edition, amendments: dict[tuple[str, date], date]) -> date | None:
    published, effective = edition.published_on, edition.effective_on
    if published and (bare_name(edition.law), published) in amendments:
        return amendments[bare_name(edition.law), published]
    if published and effective and effective < published:
        return published
    return effective or published


def _ends(edition: Edition, following: date | None, repealed: date | None) -> Edition:
    if edition.status == "repealed":
        end = (
            repealed
            if repealed and (edition.valid_from is None or repealed > edition.valid_from)
            else edition.valid_from
        )
        return replace(edition, valid_to=end or date.min, repealed_on=repealed)
    if following is not None:
        return replace(edition, valid_to=following)
    if edition.status == "superseded":
        return replace(edition, valid_to=edition.valid_from or date.min)
    return edition


def holds(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """In force on the day: from ``valid_from`` (inclusive) to ``valid_to`` (exclusive)."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def repealed_laws(text: str) -> tuple[str, ...]:
    """Names of laws that a text says are repealed with its coming into force: 《甲法》、《乙法》同时废止."""
    names: list[str] = []
    for sentence in _REPEALED_TOGETHER.findall(text):
        names.extend(bare_name(name) for name in _NAME.findall(sentence))
    return tuple(dict.fromkeys(names))


def amended_law(title: str) -> str | None:
    """The full name of the law that 关于修改《…》的决定 or 刑法修正案（十二） amends."""
    found = re.search(r"关于修改《(.+)》的决定", title)
    if found:
        return bare_name(found[1])
    found = re.match(r"(.+?)修正案", title)
    return bare_name(found[1]) if found else None


def amended_articles(texts: Iterable[str]) -> frozenset[str]:
    """Labels of the articles of which an amendment's provisions say that they now read otherwise."""
    labels = set()
    for text in texts:
        opening = text.split("：", 1)[0].split(":", 1)[0]
        if "修改为" not in opening and "删去" not in opening:
            continue
        for found in re.finditer(rf"第({NUMBER})条(?:之({NUMBER}))?", opening):
            number = parse_article(found[0])
            if number:
                labels.add(number.label)
    return frozenset(labels)
