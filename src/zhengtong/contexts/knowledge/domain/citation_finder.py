"""Find citations in any text: with and without 《》, several articles of one law, English, and unresolved ones."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from zhengtong.contexts.knowledge.domain.citations import GAP, PARTS, Citation, citation, quoted_after
from zhengtong.contexts.knowledge.domain.english_names import chinese_name
from zhengtong.contexts.knowledge.domain.numbering import NUMBER, parse_article, to_int

_NAMED = re.compile(
    r"《(?P<law>[^《》]{2,60}(?:《[^《》]+》[^《》]{0,60})?)》(?P<edition>[（(][^（）()]{4,12}[）)])?\s*"
)
_ARTICLE = re.compile(PARTS)
_MARKED_ARTICLE = re.compile(rf"(?=第){PARTS}")
_JOINED = re.compile(rf"{GAP}(?:[、，,;；]{GAP})?(?:以及|或者|和|与|及|或|至|到)?{GAP}(?=第)")
_PART = re.compile(
    rf"(?:第{GAP}(?P<paragraph>{NUMBER}){GAP}款)?(?:{GAP}第?{GAP}[（(]?(?P<item>{NUMBER})[）)]?{GAP}项)?(?P<subitem>(?!))?"
)
_POINTS_BACK = re.compile(rf"前[一二两三四]?[款条项]|(?:本条|本款)第{GAP}{NUMBER}{GAP}[款项]")
_THIS_LAW = re.compile(r"(?:本|该|(?<!合)同|上述)(?:法典|法律|法|条例|办法|规定|细则)$")
_ISSUED = re.compile(
    r"(?P<name>[㐀-鿿]{0,28}?(?:法典|条例|办法|规定|细则|规则|解释|决定|法))(?:[（(][^（）()]{2,12}[）)])?\s*$"
)
_LEAD = re.compile(
    r".*(?:根据|依据|按照|依照|违反|参照|适用|触犯|援引|包括|其中|符合|满足|执行|落实|对照|查阅|见|和|与|及|或|的|是|按|在|由|对|《|》)"
)
# names begin where a word does and have an end, as every repetition here: else a page of one letter takes hours
_WORD = r"[A-Z][A-Za-z'’\-]{0,30}+"
_SMALL = "of|on|the|and|for|in|to|rights|interests"
_ENGLISH_LAW = rf"(?<![A-Za-z'’\-])(?P<law>{_WORD}(?:[ ,]{{1,3}}+(?!Art)(?:{_WORD}|{_SMALL})){{0,30}})"
_ENGLISH = re.compile(
    rf"\b[Aa]rt(?:icles?|s?\.){GAP}"
    rf"(?P<numbers>\d{{1,4}}+(?:{GAP}(?:,|and|&|or|to|–|-){GAP}(?:[Aa]rt(?:icle|\.){GAP})?\d{{1,4}}+){{0,50}})"
    rf"(?:{GAP},?{GAP}(?:para(?:graph|\.)?{GAP}|\()(?P<paragraph>\d{{1,3}})\)?)?{GAP}(?:,{GAP})?"
    r"(?:of|under|in)\s{1,8}(?:the\s{1,8})?" + _ENGLISH_LAW
)
_ENGLISH_TURNED = re.compile(
    rf"{_ENGLISH_LAW}{GAP}(?:\([^)]{{2,20}}\){GAP})?,?\s{{1,8}}(?:[Aa]rt(?:icles?|s?\.)){GAP}"
    rf"(?P<numbers>\d{{1,4}}+(?:{GAP}(?:,|and|&|or){GAP}\d{{1,4}}+){{0,50}})"
)
_LONGEST_NAME = 40


def find_citations(text: str, names: Collection[str] = ()) -> tuple[Citation, ...]:
    """Every citation of ``text`` in order. ``names``: names of laws that count without 《》."""
    found: list[Citation] = []
    for match in _NAMED.finditer(text):
        found += _run(text, match.end(), law=match["law"] + (match["edition"] or ""), start=match.start())
    found += _english(text)
    taken = _covered(text, found)
    position = 0
    while article := _MARKED_ARTICLE.search(text, position):
        position = article.end()
        if 1 in taken[article.start() : article.end()]:
            continue
        bare = _bare(text, article.start(), names)
        position = max(position, max((c.end for c in bare), default=0))
        found += bare
    taken = _covered(text, found)
    found += [c for c in _back(text) if 1 not in taken[c.start : c.end]]
    return tuple(sorted(found, key=lambda c: (c.start, c.end)))


def _covered(text: str, found: Collection[Citation]) -> bytearray:
    """One byte a character, 1 where a citation stands: a long text has thousands, too many to compare each with all."""
    covered = bytearray(len(text))
    for one in found:
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    return covered


def _run(text: str, position: int, *, law: str, start: int) -> list[Citation]:
    """The articles that follow a name: 第十条、第十二条第二款和第三款."""
    found: list[Citation] = []
    match = _ARTICLE.match(text, position)
    while match:
        one = citation(match, law=law, start=start, end=match.end())
        if one is not None:
            found.append(one)
            position = match.end()
            position = _parts(text, position, found)
        joined = _JOINED.match(text, position)
        if one is None or not joined or joined.end() == position:
            break
        start = joined.end()
        match = _MARKED_ARTICLE.match(text, start)
    if found:
        last = found[-1]
        found[-1] = replace(last, quote=quoted_after(text, last.end))
    return found


def _parts(text: str, position: int, found: list[Citation]) -> int:
    """Further paragraphs or items of the article before: 第二款、第（三）项."""
    while joined := _JOINED.match(text, position):
        match = _PART.match(text, joined.end())
        if not match or match.end() == joined.end() or joined.end() == position:
            return position
        before = found[-1]
        paragraph = to_int(match["paragraph"]) if match["paragraph"] else before.paragraph
        item = to_int(match["item"]) if match["item"] else None
        found.append(replace(before, paragraph=paragraph, item=item, subitem=None, start=joined.end(), end=match.end()))
        position = match.end()
    return position


def _bare(text: str, position: int, names: Collection[str]) -> list[Citation]:
    """An article without 《》 before it: of a law named just before it, or of one that is not said."""
    before = text[max(0, position - _LONGEST_NAME) : position]
    trimmed = re.sub(r"[（(][^（）()]{2,12}[）)]\s*$|的?\s*$", "", before)
    tail = re.search(r"[㐀-鿿]+$", trimmed)
    run = tail[0] if tail else ""
    for size in range(len(run), 1, -1):
        name = run[-size:]
        if name in names:
            return _run(text, position, law=name, start=position - len(before) + len(trimmed) - size)
    if this := _THIS_LAW.search(run):
        start = position - len(before) + len(trimmed) - len(this[0])
        return [replace(c, unresolved=True) for c in _run(text, position, law=this[0], start=start)]
    issued = _ISSUED.search(before)
    name = _LEAD.sub("", issued["name"]) if issued else ""
    if issued and len(name) > 2:
        return _run(text, position, law=name, start=position - len(before) + issued.end("name") - len(name))
    return [replace(c, unresolved=True) for c in _run(text, position, law="", start=position)]


def _back(text: str) -> list[Citation]:
    """What points at a provision that stands before it: 前款."""
    return [Citation("", m[0], start=m.start(), end=m.end(), unresolved=True) for m in _POINTS_BACK.finditer(text)]


def _english(text: str) -> list[Citation]:
    found: list[Citation] = []
    taken = bytearray(len(text))
    for pattern in (_ENGLISH, _ENGLISH_TURNED):
        for match in pattern.finditer(text):
            if 1 in taken[match.start() : match.end()]:
                continue
            law, end = _english_law(match)
            if law is None:
                continue
            for number in re.findall(r"\d+", match["numbers"]):
                parsed = parse_article(number)
                if parsed is not None:
                    paragraph = match.groupdict().get("paragraph")
                    found.append(Citation(law, parsed.label, int(paragraph) if paragraph else None,
                                          start=match.start(), end=end))  # fmt: skip
                    taken[match.start() : end] = b"\1" * (end - match.start())
    return found


def _english_law(match: re.Match[str]) -> tuple[str | None, int]:
    """The Chinese name of the law, and where its name ends; a name that is not known stays as written."""
    words = match["law"].split(" ")
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size]).rstrip(" ,")
        if known := chinese_name(name):
            return known, max(match.start("law") + len(name), match.end("numbers"))
    for begin in range(1, len(words)):  # "Under the Labour Law, Article 3"
        name = " ".join(words[begin:]).rstrip(" ,")
        if known := chinese_name(name):
            return known, match.end()
    whole = match["law"].rstrip(" ,")
    return (
        (whole, match.end())
        if re.search(r"\b(?:Law|Code|Regulations?|Measures|Rules|Provisions)\b", whole)
        else (None, 0)
    )
