"""款 项 目 inside an article: 第二款第（三）项第1目."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhengtong.contexts.knowledge.domain.numbering import to_int

_ITEM = re.compile(r"^[\s　]*[（(]([一二三四五六七八九十百]+)[)）]")
_SUBITEM = re.compile(r"^[\s　]*(\d{1,3})[.．、]")


def paragraphs(article: str) -> tuple[str, ...]:
    """The 款 of an article's text: a paragraph with the 项 that it introduces. The label is not part of the text."""
    found: list[str] = []
    for line in article.split("\n"):
        if not line.strip():
            continue
        if found and (_ITEM.match(line) or _SUBITEM.match(line)):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return tuple(found)


def items(paragraph: str) -> dict[int, str]:
    """The （一）（二） of a paragraph by number, each with its 目."""
    return _numbered(paragraph.split("\n"), _ITEM)


def subitems(item: str) -> dict[int, str]:
    """The 1. 2. of an item by number."""
    return _numbered(item.split("\n"), _SUBITEM)


def _numbered(lines: Sequence[str], pattern: re.Pattern[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    current: int | None = None
    for line in lines:
        match = pattern.match(line)
        if match:
            current = to_int(match[1])
            if current is not None:
                found[current] = line
        elif current is not None:
            found[current] += "\n" + line
    return found


def clause(
    article: str, *, paragraph: int | None = None, item: int | None = None, subitem: int | None = None
) -> str | None:
    """The text of 第2款第（三）项第1目, or None where the article has no such part.

    An item without a paragraph (第三条第（二）项) is looked for in the only paragraph that has items.
    """
    parts = paragraphs(article)
    if paragraph is not None:
        if not 0 < paragraph <= len(parts):
            return None
        text = parts[paragraph - 1]
    else:
        with_items = [part for part in parts if items(part)]
        text = with_items[0] if item is not None and with_items else article
    if item is not None:
        found = items(text).get(item)
        if found is None:
            return None
        text = found
    if subitem is not None:
        return subitems(text).get(subitem)
    return text
