"""What a chat model made of a message, held against the message: only what the message bears out is taken over.

A model may split and rewrite. It cannot lift a limit, leave out part of what was said, or say something about the
person that the person did not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.facets import facets_of
from zhengtong.contexts.guidance.domain.facts_said import expressions
from zhengtong.contexts.guidance.domain.needs import MOST_NEEDS, NeedText, reduced
from zhengtong.contexts.guidance.domain.reply import Known
from zhengtong.contexts.guidance.domain.understanding import Understood, simplify
from zhengtong.contexts.guidance.domain.words import residue

MATTER = 30  # characters of a rewritten matter
LEFT_OUT = 0.25  # at most this share of what carries something may be in no part of a split
LEAST_WORDS = 2  # characters quoted for a fact
_APART = re.compile(r"[\s,，。.;；:：、!！?？~…'\"“”‘’()（）]+")
_NO_MATTER = re.compile(r"https?:|www\.|\d{5,}|<|>|\{|\}|\[|\]|忽略|指令|ignore|system", re.I)
Options = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Refined:
    """``refused`` counts what the model said and the message did not bear out."""

    understood: Understood
    taken: int = 0
    refused: int = 0


def options(language: str) -> dict[str, dict[str, str]]:
    """The closed choices of what can be said about a situation: by key, its values with their labels."""
    closed: dict[str, dict[str, str]] = {}
    for each in expressions():
        closed.setdefault(each.key, {})[each.value] = each.label.in_language("en" if language == "en" else "zh")
    return closed


def may_be_refined(understood: Understood) -> bool:
    """Not where a limit is met, nothing is looked up, or the message completes the one before it."""
    return understood.limit is None and understood.answers is None and all(r.kind == "new" for r in understood.resolved)


def refined(understood: Understood, data: Mapping[str, Any], closed: Options, *, turn: int) -> Refined:
    """``understood`` with what the model adds; ``data`` has the form of ``model_prompts.refine_schema``."""
    if not may_be_refined(understood):
        return Refined(understood)
    needs, refused = _needs(understood, data.get("needs", ()))
    said, wrong = _facts(understood, data.get("facts", ()), closed, turn)
    taken = len(needs or ()) + len(said)
    better = replace(understood, said=(*understood.said, *said))
    if needs:
        better = replace(better, resolved=tuple(Resolved("new", need) for need in needs))
    return Refined(better, taken, refused + wrong)


def rewritten(need: NeedText, matter: str) -> NeedText:
    """``need`` looked up by its own words and the name that a model gives its matter."""
    name = checked_matter(matter)
    return replace(need, query=_with_matter(need.query, name)) if name else need


def _needs(understood: Understood, rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[NeedText, ...] | None, int]:
    """Parts of the message with their matters; None where the split leaves out words or makes some up."""
    whole = _bare(understood.simplified)
    made: list[NeedText] = []
    parts: list[str] = []
    for row in rows[:MOST_NEEDS]:
        text = simplify(str(row.get("text", ""))).strip()
        bare = _bare(text)
        if not bare or bare not in whole or bare in parts:
            continue
        parts.append(bare)
        made.append(_need(text, str(row.get("matter", "")), row.get("facets", ()), understood))
    refused = len(rows) - len(made)
    if not made or (len(rows) > 1 and _left_out(whole, parts) > LEFT_OUT):
        return None, len(rows)
    if len(made) == 1:  # one need is the whole message, whatever part of it was quoted
        made = [replace(made[0], text=understood.simplified, query=_with_matter(understood.simplified, made[0].query))]
    return tuple(made), refused


def _need(text: str, matter: str, facets: Iterable[str], understood: Understood) -> NeedText:
    asked = facets_of(text)
    named = tuple(f for f in facets_of(understood.simplified) if f in facets)
    return NeedText(text, _with_matter(text, checked_matter(matter)), tuple(dict.fromkeys((*asked, *named))))


def checked_matter(matter: str) -> str:
    """A name for looking up, or nothing: no addresses, long numbers or words to a machine."""
    plain = simplify(" ".join(matter.split())).strip('《》“”" 。.')
    return "" if not plain or len(plain) > MATTER * 2 or _NO_MATTER.search(plain) else plain[:MATTER]


def _with_matter(text: str, matter: str) -> str:
    own = reduced(text, 60 - len(matter))
    return own if not matter or matter in own else f"{own} {matter}"


def _left_out(whole: str, parts: Sequence[str]) -> float:
    """The share, 0 to 1, of what carries something in the message that is in none of its parts."""
    rest = whole
    for part in sorted(parts, key=len, reverse=True):
        rest = rest.replace(part, " ")
    return len(_bare(residue(rest))) / max(len(_bare(residue(whole))), 1)


def _facts(
    understood: Understood, rows: Sequence[Mapping[str, Any]], closed: Options, turn: int
) -> tuple[tuple[Known, ...], int]:
    whole = _bare(understood.simplified)
    found: dict[str, Known] = {}
    known = {each.key for each in understood.said}
    for row in rows:
        key, value, words = str(row.get("key", "")), str(row.get("value", "")), str(row.get("words", ""))
        bare = _bare(simplify(words))
        if key in known or key in found or value not in closed.get(key, {}):
            continue
        if len(bare) >= LEAST_WORDS and bare in whole:
            found[key] = Known(key, value, closed[key][value], words[:40], turn)
    return tuple(found.values()), len(rows) - len(found)


def _bare(text: str) -> str:
    return _APART.sub("", text).lower()
