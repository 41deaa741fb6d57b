"""Where in the city somebody is: a district, town or hall named in a message becomes the known fact ``region``.

Names come from the pack (``divisions`` of pack.yaml, ``halls.yaml``); no name is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from zhengtong.contexts.guidance.domain.reply import Known, Language
from zhengtong.kernel.divisions import is_division_code, significant, within
from zhengtong.kernel.text import Bilingual

KEY = "region"
_KINDS = ("街道", "新区", "区", "县", "镇", "乡", "市")
_ENGLISH_KINDS = (" subdistrict", " new area", " district", " county", " town", " township")
_SHORTEST = 2
# A name without 区 or 县 may be part of another word (高新技术企业), so it counts only where a place is spoken of.
_BEFORE = r"(?:住在?|在|喺|到|去|来|往|于|是|从|离|搬进?|属)"
_AFTER = (
    r"(?=$|[\s，。,.、；;！!？?：:]|这边|那边|这里|那里|附近|旁边|一带|的|人|户|住|租|买|开(?!发)|上班|上学|上幼儿|上小|上初|工作|做|办|读|怎|哪"
    r"|想|要|能|可|有|没|应|该|户籍|户口|政务|大厅|分局|派出所)"
)
_NEAR = r"(?:\b(?:in|near|at|to|from|around|of|by)\s+(?:the\s+)?)"
_NOT_A_STREET = r"(?!\s+(?:road|street|avenue|lane|bridge|park)\b)"
_GOING = re.compile(
    r"(?:搬(?:到|去|来|进)|迁(?:到|入|往|去)|转(?:到|去|入)|(?:现在|现)住?在?|moved? to |now in )(?:the )?$", re.I
)
_LEFT = re.compile(
    r"(?:不在|不是|不住|没住|唔系|离开|搬(?:出|离)|迁出|(?:以前|之前|原来)(?:住)?在?|not in |left |used to live in )"
    r"(?:the )?$",
    re.I,
)
_OTHER_CITY = re.compile(r"([\u4e00-\u9fff]{2,4}?)市$")


@dataclass(frozen=True)
class LocalPlace:
    """A division, or a hall that stands in it (``hall``). ``words``: what else it is called, in either language."""

    code: str
    name: Bilingual
    words: tuple[str, ...] = ()
    hall: bool = False


@dataclass(frozen=True)
class _Said:
    code: str
    start: int
    end: int


def region_said(
    simplified: str,
    places: Sequence[LocalPlace],
    *,
    language: Language,
    local_names: Iterable[str] = (),
    turn: int = 0,
) -> tuple[Known, ...]:
    """The division spoken of as the known fact ``region``; nothing where none is named, or two are and neither
    as the one where somebody is going.

    Args:
        simplified: the message, Simplified Chinese or English.
        places: of the city; of a hall its division counts.
        local_names: the city's own names, after which a district is not that of another city.
    """
    if not places:
        return ()
    text = simplified.lower()
    said = [each for each in _found(text, tuple(places)) if not _denied(text, each, local_names)]
    going = [each for each in said if _GOING.search(text[: each.start])]
    codes = {each.code for each in _finest(going or said)}
    if len(codes) != 1:
        return ()
    code = codes.pop()
    first = next(each for each in said if each.code == code)
    return (Known(KEY, code, label_of(code, places, language), simplified[first.start : first.end], turn),)


def label_of(code: str, places: Iterable[LocalPlace], language: Language) -> str:
    """The name of a division; "" where the city has none of this code."""
    names = {place.code: place.name for place in places if not place.hall}
    return names[code].in_language("en" if language == "en" else "zh") if code in names else ""


def labelled(known: Iterable[Known], places: Sequence[LocalPlace], language: Language) -> tuple[Known, ...]:
    """``known`` with the region named in the language of the conversation."""
    return tuple(
        replace(each, label=label_of(each.value, places, language) or each.label) if each.key == KEY else each
        for each in known
    )


def region_of(known: Iterable[Known]) -> str | None:
    """The division code that is known, or None."""
    code = next((each.value for each in known if each.key == KEY), "")
    return code if code and is_division_code(code) else None


def at_hand(region: str | None, code: str) -> bool:
    """Whether a hall or item of the division ``code`` is of this person's own district."""
    if not region or not is_division_code(code):
        return False
    district = region[:6] if len(significant(region)) >= 6 else region
    return within(code, district)


def _finest(said: Sequence[_Said]) -> list[_Said]:
    """Without those that another, finer one lies in: 滨江区滨江街道 names the subdistrict."""
    return [
        each for each in said if not any(other.code != each.code and within(other.code, each.code) for other in said)
    ]


def _denied(text: str, said: _Said, local_names: Iterable[str]) -> bool:
    before = text[max(0, said.start - 16) : said.start]
    city = _OTHER_CITY.search(before)
    elsewhere = city is not None and not any(city.group(1).endswith(name) for name in local_names if name)
    return elsewhere or _LEFT.search(before) is not None


def _found(text: str, places: tuple[LocalPlace, ...]) -> list[_Said]:
    """Every place named; the longest name takes its place in the text."""
    found: list[_Said] = []
    for code, pattern in _patterns(places):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            if not any(start < each.end and each.start < end for each in found):
                found.append(_Said(code, start, end))
    return sorted(found, key=lambda each: each.start)


@lru_cache(maxsize=8)
def _patterns(places: tuple[LocalPlace, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    names: dict[tuple[str, bool], str] = {}
    for place in sorted(places, key=lambda each: each.hall):  # a division before a hall of the same name
        for name, short in _names(place):
            names.setdefault((name, short), place.code)
    ordered = sorted(names.items(), key=lambda each: (-len(each[0][0]), each[0]))
    return tuple((code, _pattern(name, short)) for (name, short), code in ordered)


def _names(place: LocalPlace) -> Iterable[tuple[str, bool]]:
    """(name, whether it is so short that it needs a place around it)."""
    for word in place.words:
        yield word.lower(), False
    if place.name.zh:
        yield place.name.zh, False
    if place.name.en:
        yield place.name.en.lower(), False
    if place.hall:
        return
    name = place.name.zh
    kind = next((kind for kind in _KINDS if name.endswith(kind) and len(name) - len(kind) >= _SHORTEST), "")
    if kind:
        yield name.removesuffix(kind), True
    english = place.name.en.lower()
    kind = next((kind for kind in _ENGLISH_KINDS if english.endswith(kind)), "")
    if kind:
        yield english.removesuffix(kind), True


def _pattern(name: str, short: bool) -> re.Pattern[str]:
    escaped = re.escape(name)
    if name.isascii():
        return re.compile(rf"{_NEAR}({escaped})\b{_NOT_A_STREET}" if short else rf"\b({escaped})\b")
    return re.compile(rf"{_BEFORE}({escaped}){_AFTER}" if short else f"({escaped})")
