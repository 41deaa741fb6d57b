"""What people call a law: 《劳动法》, 民法典, 中华人民共和国专利法（2020修正）."""

from __future__ import annotations

import re
import unicodedata

COUNTRY = "中华人民共和国"
_EDITION = re.compile(
    r"[（(]\s*(?:\d{4}\s*年?\s*(?:修正|修订|修正文本|修改|版|公布)?|最新|现行有效|修正|修订)\s*[)）]$"
)
_KEPT_EDITION = re.compile(r"修正案[（(]\d{4}年[)）]$")
_COMMITTEE = "全国人民代表大会常务委员会"
_COMMITTEE_SHORT = "全国人大常委会"
# Everyday names that no rule derives from the full name.
COMMON_NAMES = {
    "中华人民共和国居民身份证法": ("身份证法",),
    "中华人民共和国消费者权益保护法": ("消法", "消费者保护法", "消保法"),
    "中华人民共和国道路交通安全法": ("道交法", "交通安全法"),
    "中华人民共和国治安管理处罚法": ("治安处罚法",),
    "中华人民共和国个人所得税法": ("个税法",),
    "中华人民共和国劳动争议调解仲裁法": ("劳动仲裁法", "劳动争议仲裁法"),
    "中华人民共和国民事诉讼法": ("民诉法",),
    "中华人民共和国刑事诉讼法": ("刑诉法",),
    "中华人民共和国行政诉讼法": ("行诉法",),
    "中华人民共和国税收征收管理法": ("税收征管法", "征管法"),
    "中华人民共和国个人信息保护法": ("个保法",),
    "中华人民共和国国家赔偿法": ("赔偿法",),
    "中华人民共和国义务教育法": ("义教法",),
    "中华人民共和国食品安全法": ("食安法",),
    "中华人民共和国反不正当竞争法": ("反不当竞争法",),
    "中华人民共和国残疾人保障法": ("残保法",),
    "中华人民共和国农民专业合作社法": ("合作社法",),
    "中华人民共和国人口与计划生育法": ("计划生育法", "计生法"),
    "中华人民共和国老年人权益保障法": ("老年人保障法",),
}


def bare_name(name: str) -> str:
    """The name without 《》, spaces and a note on the edition: the form in which laws are looked up."""
    text = unicodedata.normalize("NFKC", name).replace("(", "（").replace(")", "）")
    text = re.sub(r"[\s\x00]+", "", text)
    text = text.replace("〈", "《").replace("〉", "》").replace("<", "《").replace(">", "》")
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        text = text[1:-1]
    if not _KEPT_EDITION.search(text):
        text = _EDITION.sub("", text)
    return text


def short_name(name: str) -> str:
    """民法典 for 中华人民共和国民法典: how a law is called in titles and citations."""
    text = bare_name(name)
    if text.startswith(COUNTRY) and len(text) > len(COUNTRY) + 1:
        return text[len(COUNTRY) :]
    if text.startswith(_COMMITTEE) and len(text) > len(_COMMITTEE) + 1:
        return _COMMITTEE_SHORT + text[len(_COMMITTEE) :]
    return text


def other_names(name: str) -> tuple[str, ...]:
    """Every other form by which the law may be looked up, the short name first."""
    full = bare_name(name)
    names = [short_name(full), full.replace(COUNTRY, ""), *COMMON_NAMES.get(full, ())]
    return tuple(dict.fromkeys(n for n in names if n and n != full))


def edition_year(name: str) -> int | None:
    """2018 for 劳动法（2018修正）: the year of the edition that was asked for."""
    text = unicodedata.normalize("NFKC", name).rstrip("》 ")
    found = re.search(r"\(\s*(\d{4})\s*年?\s*(?:修正|修订|修正文本|修改|版|公布)?\s*\)$", text)
    return int(found[1]) if found else None
