"""Matters of any kind that an "and" joins and of which the same is asked: 海关备案和退税怎么弄.

``pairs`` does so for things that people have; here one of the sides at least is none of those, and each names a public
matter that the other does not. Whether the catalogue has one matter for both is seen when they were looked up.
"""

from __future__ import annotations

import re
from itertools import pairwise

from zhengtong.contexts.guidance.domain.in_turn import matters_in
from zhengtong.contexts.guidance.domain.pairs import names_thing

_SIDE = r"[^,，。;；!！?？、和跟与]{2,8}?"
_AND = r"(?:以及|还有|同埋|(?<!赠)与|[和跟、])"
_LIST = re.compile(
    rf"(?:^|(?<=[,，。;；!！?？想问办]))(?P<wants>(?:想|要|问|办理?|申请|咨询|还|再|又|需要|打算|请|我|一下|了解)*)"
    rf"(?P<sides>{_SIDE}(?:{_AND}{_SIDE})+)"
    r"(?P<rest>(?:都|各|分别|一起|一并|一次|同时|两|三|怎么|怎样|如何|咋|点|要|能|可以|去哪|在哪|找谁|什么时候|[?？]|$).*)$"
)
_BRINGS = re.compile(r"带|拿着?|凭|提供|提交|准备|出示|复印|关系|之间")


def coordinated(text: str) -> tuple[str, ...] | None:
    """The text once for each side of the "and"; None where there is none, or the sides are no matters of their own."""
    match = None if text.isascii() else _LIST.search(text)
    if match is None or _BRINGS.search(text[: match.start("sides")]):
        return None
    sides = [side for side in re.split(_AND, match["sides"]) if side]
    named = [matters_in(side) for side in sides]
    apart = all(named) and not any(one & other for one, other in pairwise(named))
    if not apart or all(map(names_thing, sides)):
        return None
    before, rest = text[: match.start("sides")], match["rest"]
    return tuple(f"{before}{side}{rest}" for side in sides)
