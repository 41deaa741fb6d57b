"""Several matters joined by a mere "and": 补身份证和驾照 is two, 带身份证和户口本 is none of its own.

One thing to do or one mishap for several things (护照、身份证和驾照都丢了); a mishap of each (护照过期了,身份证也丢了).
Whether the catalogue has one matter for both (结婚证和离婚证) is seen when they were looked up.
"""

from __future__ import annotations

import re
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.words import CIVIC

_BETWEEN = r"(?:我的|我|本人的|孩子的|the |my |a |an )?"
_BEFORE_THING = r"(?:一下|个|一?张|一?本|新的?|我的|我|好|理|孩子的|了)*"
_ALL = re.compile(r"^(?:全都|都|也|全部|全|统统|通通)| both\b")  # of one thing alone it is not said
_MISHAP_EN = (
    r"(?: (?:are|were|was|have|has|been|just|both|all|got|is|also|already))*"
    r" ?(?:lost|stolen|expired|expires|expiring|missing|gone|damaged|broken)"
)
_DO_EN = r"(?:register|enrol|apply|renew|replace|transfer|update|cancel|open|get|buy|change|move|extend)\b"
_TWO_DOINGS_EN = re.compile(
    rf"\b{_DO_EN} (?!for and)[^,.;?!]{{3,40}}?(?P<and>,? and (?:then |also |to )*)(?={_DO_EN} )", re.I
)
_DOING_EN = (
    r"(?:lost|renew|replace|apply for|get|cancel|register|update|transfer|extend)\w* (?:the |my |a |an |both |new )*"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    rows: dict[str, str] = yaml.safe_load((DATA / "things.yaml").read_text("utf-8"))
    part = {name: "".join(text.splitlines()) for name, text in rows.items()}
    thing, does, joined = f"(?:{part['things']})", part["does"], f"(?:{part['and']}|,? and |, )"
    said = f"(?:{part['all']}|{part['adverbs']})*"
    happened = f"{said}(?:{part['happened']})"
    done = f"{said}(?:{part['done']})(?!.{{0,3}}{thing})"
    return {
        "several": quick(rf"{thing}(?:{joined}\s?{_BETWEEN}{thing})+(?![证卡号])", re.I),
        "beside": quick(rf"{thing}{thing}+(?=(?:{part['all']})(?:{happened}|{done}))"),
        "second_done": re.compile(rf"{joined}{_BETWEEN}(?={does}(?:个|一?张|我的|新的?)?{thing})", re.I),
        "does": quick(rf"{does}{_BEFORE_THING}$|{_DOING_EN}$", re.I),
        "done": re.compile(rf"(?:的事?)?{done}", re.I),
        "happened": re.compile(rf"(?:的事?)?{happened}|{_MISHAP_EN}", re.I),
        "each": quick(
            rf"{thing}(?:已经|又|给|都|也|快|要)*(?:{part['happened']})(?:[^,，。;；]{{0,3}}[,，;；。 ]\s*|了|(?<=了))"
            rf"(?P<second>(?:我的?|连|而且|还有|另外)?{thing}{happened}[^,，。;；!！?？]*)"
        ),
        "each_en": re.compile(
            rf"{thing}{_MISHAP_EN}(?: too| as well)?[.,;!]+ *"
            rf"(?P<second>(?:and |also |my |the |our )*{thing}{_MISHAP_EN})",
            re.I,
        ),
        "matter": quick(rf"{does}{_BEFORE_THING}{thing}|{thing}(?:{happened}|{done})"),
        "brings": re.compile(part["brings"]),
        "thing": quick(thing, re.I),
    }


def paired(text: str) -> tuple[str, ...] | None:
    """The message once for each of the matters that an "and" joins; None where it joins none."""
    found = (_of_several_things(text) or _of_each(text) or _of_two_doings(text)) if names_thing(text) else None
    return found or (_in_english(text) if text.isascii() else None)


def names_thing(text: str) -> bool:
    """Whether one of the things is named with which there is often something to be done."""
    return bool(_patterns()["thing"].search(text))


def things_in(text: str) -> list[str]:
    """The things that are named, in their order."""
    return [match.group() for match in _patterns()["thing"].finditer(text)]


def names_matter(text: str) -> bool:
    """Whether it is said of such a thing, too, what is to be done with it or what happened to it."""
    return bool(_patterns()["matter"].search(text))


def _of_several_things(text: str) -> tuple[str, ...] | None:
    """补身份证和驾照, 身份证和驾照都丢了."""
    patterns = _patterns()
    for match in (*patterns["several"].finditer(text), *patterns["beside"].finditer(text)):
        before, after = text[: match.start()], text[match.end() :]
        things = list(dict.fromkeys(patterns["thing"].findall(match.group())))
        if len(things) < 2 or patterns["brings"].search(before):
            continue
        # 护照和身份证都丢了，怎么补身份证: only one of them is asked about
        happened = patterns["happened"].match(after) and not patterns["thing"].search(after)
        if happened or patterns["done"].match(after) or patterns["does"].search(before):
            return tuple(f"{before}{thing}{_ALL.sub('', after)}" for thing in things)
    return None


def _of_each(text: str) -> tuple[str, ...] | None:
    """护照过期了，身份证也丢了，怎么办: what is said after it is about each of them."""
    patterns = _patterns()
    match = patterns["each"].search(text)
    if not match:
        return None
    shared, rest = text[match.end() :], text[match.start("second") :]
    first = text[: match.start("second")].rstrip(" ,，;；。")
    things = patterns["thing"].findall(match.group())
    further = _of_each(rest)
    if things[0] == things[1] or (patterns["thing"].search(shared) and not further):
        return None
    return (f"{first}{shared}", *(further or (rest,)))


def _of_two_doings(text: str) -> tuple[str, ...] | None:
    """补身份证和换驾照."""
    patterns = _patterns()
    second = patterns["second_done"].search(text)
    before = text[: second.start()] if second else ""
    if second and patterns["thing"].search(before) and not patterns["brings"].search(before):
        return before, text[second.end() :]
    return None


def _in_english(text: str) -> tuple[str, ...] | None:
    """My passport expired. ID card lost too; register her and get insurance."""
    if each := _patterns()["each_en"].search(text):
        return text[: each.start("second")].rstrip(" ,.;!"), text[each.start("second") :]
    if two := _TWO_DOINGS_EN.search(text):
        first, second = text[: two.start("and")], text[two.end("and") :]
        return (first, second) if CIVIC.search(first) and (names_thing(second) or CIVIC.search(second)) else None
    return None
