"""Follow-ups: what was said before completes what is said now."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from zhengtong.contexts.guidance.domain.facets import facets_of
from zhengtong.contexts.guidance.domain.needs import NeedText, reduced
from zhengtong.contexts.guidance.domain.reply import Facet
from zhengtong.contexts.guidance.domain.words import CIVIC, residue

Kind = Literal["new", "same_item", "variation", "other_choice"]

_OPENS = re.compile(
    r"^(?:那(?!里|个人)|那么|如果|要是|若是|假如|还有|换成|改成|改去|要是换|这样的?话|这个|那个|咁|噉|但系?|不过|可是|或者|另外那|除了这|然后|后来|以前|那如果|那要是|我(?:爸|妈|爱人|老公|老婆|儿子|女儿|太太|先生|姐|哥|弟|妹|朋友|家)"
    r"|and\b|but\b|what (?:if|about)|how about|then\b|so\b|or\b|if\b|can (?:i|he|she|my \w+) (?:do )?(?:that|it|this)|is (?:that|it)|does (?:that|it))",  # noqa: E501
    re.I,
)
_ENDS = re.compile(r"(?:呢|咧|呐|又点|又如何|又怎样|怎么办|的话)[?？。!！~ ]*$")
_POINTS = re.compile(
    r"他|她|它|佢|这个|那个|这(?!么|些年|几年|里|边|两)|那(?!么|里|边)|该|上面|刚才|前面|一样吗|同样|\b(?:it|that|this|he|she|his|her|they|instead|same)\b",
    re.I,
)
_SELF_STANDING = re.compile(
    r"请问|我想(?:问|办|申请|了解)|另外问|换个(?:问题|话题)|对了|另一件事|by the way|another question", re.I
)
_CHOICE = re.compile(
    r"^(?:是|选|要|就|按)?(?:第)?([一二三四五12345])(?:个|项|种|条)?(?:吧|那个|的)?[。!！.]?$|^(?:the )?(first|second|third|fourth|fifth)(?: one)?\.?$",  # noqa: E501
    re.I,
)
_ORDER = {**{c: i for i, c in enumerate("一二三四五")}, **{str(i + 1): i for i in range(5)}}
_ORDER |= {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}


@dataclass(frozen=True)
class Remembered:
    """What a need of a turn left behind: as looked up and as said, the item chosen and the items offered, best first.

    ``turn``: number of its turn; several needs of one message have the same.
    """

    query: str
    item: str | None
    title: str
    offered: tuple[tuple[str, str], ...] = ()
    text: str = ""
    facets: tuple[Facet, ...] = ()
    state: str = "answered"
    turn: int = 0


@dataclass(frozen=True)
class Resolved:
    """How this turn is to be looked up. ``item`` is kept for ``same_item`` and ``other_choice``, left behind for ``variation``."""  # noqa: E501

    kind: Kind
    need: NeedText
    item: str | None = None
    because: str = ""


def resolve(text: str, need: NeedText, before: Sequence[Remembered]) -> Resolved:
    """Complete ``need`` (the only one of this turn) with the last turn that was about something."""
    last = next((turn for turn in reversed(before) if turn.query), None)
    if last is None:
        return Resolved("new", need)
    if choice := _CHOICE.match(text.strip()):
        index = _ORDER[(choice.group(1) or choice.group(2)).lower()]
        if index < len(last.offered):
            code, title = last.offered[index]
            return Resolved("other_choice", NeedText(text, title, need.facets, last.query), code, title)
    left = residue(text)
    facets = facets_of(text)
    if _only_about_it(text, left, facets) and last.item:
        return Resolved("same_item", NeedText(text, last.title, facets, last.query), last.item, last.title)
    if _leans_on_it(text, left):
        return Resolved("variation", _varied(text, facets, last), last.item, last.title)
    return Resolved("new", need)


def _only_about_it(text: str, left: str, facets: tuple[str, ...]) -> bool:
    """A facet and nothing of a matter's own: 那要多少钱 · 几天 · 打什么电话问 · Can I do that online?"""
    if not facets:
        return False
    words = re.sub(r"[a-z]+", "", left) if not text.isascii() else left
    return len(words) <= (8 if text.isascii() else 3) and (not CIVIC.search(left) or len(words) <= 2)


def _leans_on_it(text: str, left: str) -> bool:
    if _SELF_STANDING.search(text) and len(left) > 6:
        return False
    opens, ends, points = bool(_OPENS.search(text)), bool(_ENDS.search(text)), bool(_POINTS.search(text))
    if len(left) <= 4:
        return True
    if text.isascii():
        return opens or (points and len(text.split()) < 14)
    return (opens or ends or points) and len(left) <= 26


def _varied(text: str, facets: tuple[Facet, ...], last: Remembered) -> NeedText:
    own = reduced(text, 28)
    base = last.title or last.query
    return NeedText(text, f"{own} {base[:24]}".strip(), facets, last.query)
