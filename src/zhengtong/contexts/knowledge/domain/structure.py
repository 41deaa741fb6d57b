"""Splitting a text along its own structure.

Laws: 编 章 节 条. Documents: Markdown headings, 一、（一）1.（1）. Otherwise paragraphs, sentences, length.
Pieces are spans that lie side by side: joined they give the text back, character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from zhengtong.contexts.knowledge.domain.numbering import NUMBER, ArticleNumber, normalise_label, parse_article

PieceKind = Literal["heading", "article", "section", "preamble", "paragraph"]
MOST = 900  # characters of a passage that is not an article; longer ones are divided
TARGET = 500  # characters that paragraphs without structure are gathered into


@dataclass(frozen=True)
class Piece:
    """``text[start:end]`` of the source. ``path`` are the headings above it, ``label`` how it is cited."""

    start: int
    end: int
    kind: PieceKind
    path: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class _Mark:
    """Where a structural element begins: ``level`` 1 is highest; ``title`` is what a path shows."""

    start: int
    end: int  # of the heading's line
    level: int
    label: str
    title: str


_DIVISION = re.compile(rf"第({NUMBER})(分编|编|章|节)(?=[\s　]|$|[^条款项])([^\n]*)")
_DIVISION_LEVEL = {"编": 1, "分编": 2, "章": 3, "节": 4}
_ARTICLE = re.compile(rf"第({NUMBER})条(?:之({NUMBER}))?")
_NOT_AN_ARTICLE = re.compile(r"第|规定|的|、|和|至|或|及|与|，|。|；|款|项|所")
_OUTLINE = (
    (10, re.compile(r"[一二三四五六七八九十百]+[、．]")),
    (11, re.compile(r"[（(][一二三四五六七八九十百]+[)）]")),
    (12, re.compile(r"\d{1,3}(?:[、．]|\.(?!\d))")),
    (13, re.compile(r"[（(]\d{1,3}[)）]")),
)
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+([^\n]+)")
_LOST_BREAK = re.compile(r"[\s　]+|(?<=[。；])(?=[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
_SENTENCE_END = re.compile(r"[。！？；!?;]+[”’」』）)\"]*|\n+")


def split(text: str, *, scheme: Literal["auto", "law", "document"] = "auto") -> tuple[Piece, ...]:
    """Divide ``text`` into pieces that cover it without gap or overlap, in order.

    ``law`` cuts at 编 章 节 条, ``document`` at Markdown headings and 一、（一）1.（1）; ``auto`` looks
    which it is. A text without any structure is cut at paragraphs, then sentences, then length.
    """
    if not text:
        return ()
    if scheme != "document":
        marks = list(_law_marks(text))
        articles = sum(1 for mark in marks if mark.level == 5)
        if articles >= 2 or (articles and scheme == "law"):
            return tuple(_law_pieces(text, marks))
    return tuple(_document_pieces(text))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start of the line's content and end of the line, its newline included."""
    for line in _LINE.finditer(text):
        content = len(line[0]) - len(line[0].lstrip(" \t　﻿*#>-"))
        yield line.start() + (content if content < len(line[0]) else 0), line.end()


def _law_marks(text: str) -> Iterator[_Mark]:
    previous = ArticleNumber(0)
    for start, end in _lines(text):
        division = _DIVISION.match(text, start, end)
        if division and len(text[start:end].strip()) <= 60 and not re.search(r"[。；，]", text[start:end]):
            title = re.sub(r"[\s　]+", " ", text[start:end]).strip(" *")
            yield _Mark(start, end, _DIVISION_LEVEL[division[2]], title.split(" ")[0], title)
            continue
        found = _ARTICLE.match(text, start, end)
        number = parse_article(found[0]) if found else None
        if found and number and _begins_article(text[found.end() : end], previous, number):
            previous = number
            yield _Mark(start, found.end(), 5, number.label, number.label)


def _begins_article(rest: str, previous: ArticleNumber, number: ArticleNumber) -> bool:
    """A line that begins 第三条第二款规定… speaks of an article; one with a gap after 条 begins it."""
    rest = rest.lstrip("*【】")
    if not rest.strip() or rest[0] in " 　\t：:\n":
        return True
    follows = number in (
        ArticleNumber(previous.main + 1),
        ArticleNumber(previous.main, previous.inserted + 1),
    )
    return follows and not _NOT_AN_ARTICLE.match(rest)


def _law_pieces(text: str, marks: Sequence[_Mark]) -> Iterator[Piece]:
    path: dict[int, str] = {}
    first = _line_start(text, marks[0].start)
    if first > 0:
        yield from _fitted(text, Piece(0, first, "preamble"))
    for index, mark in enumerate(marks):
        start = _line_start(text, mark.start)
        end = _line_start(text, marks[index + 1].start) if index + 1 < len(marks) else len(text)
        if mark.level < 5:
            for deeper in [level for level in path if level >= mark.level]:
                del path[deeper]
            yield Piece(start, end, "heading", tuple(path[k] for k in sorted(path)), mark.label)
            path[mark.level] = mark.title
        else:
            yield Piece(start, end, "article", tuple(path[k] for k in sorted(path)), mark.label)


def _line_start(text: str, position: int) -> int:
    """Spaces and marks before a heading belong to it, not to what stands above."""
    return text.rfind("\n", 0, position) + 1


def _document_marks(text: str) -> list[_Mark]:
    flat = _is_flat(text)
    marks: list[_Mark] = []
    for start, end in _blocks(text) if flat else _lines(text):
        line_start = start if flat else _line_start(text, start)
        markdown = None if flat else _MARKDOWN.match(text, line_start, end)
        if markdown:
            title = markdown[2].strip(" #*")
            marks.append(_Mark(line_start, end, len(markdown[1]), title, title))
            continue
        for level, pattern in _OUTLINE:
            found = pattern.match(text, start, end)
            if found:
                marks.append(_Mark(line_start, end, level, found[0].strip(), _heading(text[start:end])))
                break
        else:
            article = _ARTICLE.match(text, start, end)
            if article and text[article.end() : article.end() + 1] in (" ", "　", "\n", ""):
                marks.append(_Mark(line_start, end, 9, normalise_label(article[0]), article[0]))
    return marks


def _is_flat(text: str) -> bool:
    """A text whose line breaks were lost on its way: hundreds of characters a line."""
    return len(text) > 600 and text.count("\n") * 400 < len(text)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """In a flat text a space (or the end of a sentence before a number) is where a line began."""
    starts = sorted({0, *(m.end() for m in _LOST_BREAK.finditer(text) if m.end() < len(text))})
    for index, start in enumerate(starts):
        yield start, starts[index + 1] if index + 1 < len(starts) else len(text)


def _heading(line: str) -> str:
    """The heading's words: up to the end of its first sentence, at most 40 characters."""
    first = re.split(r"[。；：\n]", line.strip(), maxsplit=1)[0]
    return first if len(first) <= 40 else first[:39] + "…"


def _document_pieces(text: str) -> Iterator[Piece]:
    yield from _divide(text, Piece(0, len(text), "paragraph"), _document_marks(text))


def _divide(text: str, piece: Piece, marks: Sequence[_Mark]) -> Iterator[Piece]:
    """Cut at the highest marks inside; what stands before the first of them is its own piece."""
    inside = [m for m in marks if piece.start <= m.start < piece.end]
    if not inside or (piece.end - piece.start <= MOST and not any(m.level < 10 for m in inside)):
        yield from _fitted(text, piece)
        return
    top = min(mark.level for mark in inside)
    cuts = [mark for mark in inside if mark.level == top]
    if cuts[0].start > piece.start:
        before = replace(piece, end=cuts[0].start)
        higher = [m for m in inside if m.start < cuts[0].start]
        yield from _divide(text, before, higher)
    for index, mark in enumerate(cuts):
        end = cuts[index + 1].start if index + 1 < len(cuts) else piece.end
        body = [m for m in inside if mark.end <= m.start < end]
        if top <= 6 and (mark.end >= end or text[mark.end : end].strip() == ""):
            yield Piece(mark.start, end, "heading", piece.path, mark.label)
            continue
        if top <= 6:
            yield Piece(mark.start, mark.end, "heading", piece.path, mark.label)
            yield from _divide(text, Piece(mark.end, end, "section", (*piece.path, mark.title), ""), body)
        else:
            kind: PieceKind = "article" if top == 9 else "section"
            label = mark.label if top == 9 else _joined(piece.label, mark.label)
            whole = Piece(mark.start, end, kind, piece.path, label)
            path = piece.path if top == 9 else (*piece.path, mark.title)
            yield from _outline_section(text, whole, path, body)


def _joined(above: str, label: str) -> str:
    """一、 and （二） are cited together as 一、（二）."""
    return label if not above else f"{above}{label}"


def _outline_section(text: str, whole: Piece, path: tuple[str, ...], body: Sequence[_Mark]) -> Iterator[Piece]:
    if whole.end - whole.start <= MOST:
        yield whole
        return
    if not body:
        yield from _fitted(text, whole)
        return
    first = min(mark.start for mark in body)
    yield from _fitted(text, replace(whole, end=first))
    yield from _divide(text, replace(whole, start=first, path=path), body)


def _fitted(text: str, piece: Piece) -> Iterator[Piece]:
    """The piece as it is, or cut at paragraphs, sentences, and at last at length."""
    if piece.end - piece.start <= MOST:
        yield piece
        return
    start = piece.start
    last = piece.start
    for stop in _stops(text, piece):
        if stop - start > TARGET and last > start:
            yield replace(piece, start=start, end=last)
            start = last
        last = stop
    yield replace(piece, start=start, end=piece.end)


def _stops(text: str, piece: Piece) -> Iterator[int]:
    """Places where a cut does no harm, never further than TARGET apart."""
    previous = piece.start
    ends = [m.end() for m in _SENTENCE_END.finditer(text, piece.start, piece.end)]
    for end in [*ends, piece.end]:
        while end - previous > MOST:
            previous += TARGET
            yield previous
        if end > previous:
            previous = end
            yield end
