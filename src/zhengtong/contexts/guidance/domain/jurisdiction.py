"""Does the question belong to another government? Places are compared with the region of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA, Limit
from zhengtong.contexts.guidance.domain.quick import quick

_SERVICE = (
    r"(?:补贴|补助|津贴|户口|落户|入户|积分|公积金|社保|医保|养老|低保|驾照|驾驶证|驾驶执照|车牌|摇号|限行|学位|入学|小学|中考|高考|政策|身份证|护照"
    r"|居住证|居留|签证|签注|房产证|不动产|公租房|廉租房|购房|买房|税|执照|许可|注册|登记|补办|补领|换证|换领|申请|办理|办|缴费|报销|退休|失业|生育"
    r"|公屋|居屋|房租|租房|健保|劳保|工资|园区|自贸区|新区|养犬|养狗|网约车|出租车|政府|市政|公安|派出所|法院|民政|教育局|人社|社区|街道|大厅|窗口|部门|机构|公司注册|开公司|开店|证)"
)
_SERVICE_EN = (
    r"(?:wages?|policy|policies|subway|hospital|hukou|licen[cs]e|id card|identity card|visa|residence|pension|tax(?:es)?|permit|passport|council|social security|benefits?"  # noqa: E501
    r"|school|housing|register|registration|household|hukou|subsid\w+|apply|renew|replace|company)"
)
_ASKS = re.compile(
    r"怎么|怎样|如何|咋|哪些|规定|政策|标准|条件|点样|几时|流程|材料|去哪|到哪|在哪|哪里|哪个|哪儿|边度|什么|啥|多少|几|能不能|可以|吗|要(?:准备|带|交)|想|申请|办|how|where|what|can i|do i|need"  # noqa: E501
)

# where a person is from (户口在广州，在哪办居住证); what they own is dealt with where it is
_OF_THE_PERSON = re.compile(r"(?:户口|户籍|学籍|老家|家里?|出生地?)[^,，。]{0,3}(?:在|喺)[^,，。]{0,4}$")


@dataclass(frozen=True)
class _Places:
    by_name: dict[str, str]
    pattern: re.Pattern[str]
    english: re.Pattern[str]  # of those, for a text that has no other letters
    offices: re.Pattern[str]
    bridges: re.Pattern[str]
    within_words: re.Pattern[str]


@cache
def _places() -> _Places:
    data = yaml.safe_load((DATA / "places.yaml").read_text("utf-8"))
    names: dict[str, str] = {}
    for code, line in data["divisions"].items():
        words = line.replace("inner mongolia", "").replace("hong kong", "hong_kong").split()
        names |= {word.replace("_", " "): code for word in words}
    names |= dict.fromkeys(data["abroad"].split(), "abroad")
    names |= dict.fromkeys(_joined(data["abroad_en"]).replace("\\", "").split("|"), "abroad")
    han = sorted((n for n in names if not n.isascii()), key=len, reverse=True)
    latin = sorted((n for n in names if n.isascii()), key=len, reverse=True)
    english = r"\b(?:" + "|".join(map(re.escape, latin)) + r")\b"
    pattern = quick("|".join(map(re.escape, han)) + f"|{english}")
    return _Places(
        names, pattern, re.compile(english), quick(_joined(data["offices"])),
        re.compile(_joined(data["bridges"])), re.compile(_joined(data["within_words"])),
    )  # fmt: skip


def _joined(folded: str) -> str:
    return (
        "".join(part.strip() if part.lstrip().startswith("|") else part for part in folded.split("\n"))
        .replace(" |", "|")
        .strip()
    )


def elsewhere(simplified: str, *, region: str | None, local_names: frozenset[str] = frozenset()) -> Limit | None:
    """The limit ``out_of_scope`` when the place where the matter is handled lies outside ``region``.

    ``region`` is the division code of the catalogue (six digits, or None when it has none); ``local_names`` are
    names that count as here although another province has one of the same name.
    """
    places = _places()
    text = simplified.lower()
    if office := places.offices.search(text):
        return None if places.bridges.search(text) else Limit("out_of_scope", "other_jurisdiction", office.group())
    found = [
        (m.group(), m.start(), m.end())
        for m in (places.english if text.isascii() else places.pattern).finditer(text)
        if not places.within_words.match(text, m.end())
    ]
    if not found or not region:
        return None
    here = region[:2]
    if any(places.by_name[name] == here or name in local_names for name, _, _ in found):
        return None
    if any(name in text for name in local_names):
        return None
    bridge = places.bridges.search(text)
    for name, start, end in found:
        if _is_where_it_is_handled(text, start, end) and not bridge:
            return Limit("out_of_scope", "other_jurisdiction", name)
    return None


def _is_where_it_is_handled(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 14) : start], text[end : end + 24]
    if text[start].isascii():
        return bool(re.search(_SERVICE_EN, text[max(0, start - 50) : end + 50])) and bool(_ASKS.search(text))
    if re.match(rf"(?:市|省|县|区|那边|当地|本地|政府)?(?:的)?[^,，。?？!！]{{0,12}}{_SERVICE}", after):
        return bool(_ASKS.search(text))
    there = re.search(r"(?:在|喺|于|向|到)[^,，。]{0,4}$", before) and not _OF_THE_PERSON.search(before)
    return bool(there) and bool(_ASKS.search(text))
