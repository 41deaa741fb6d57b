"""What a message says in passing about the situations of an item, and how an answer is put back into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from zhengtong.contexts.guidance.domain.reply import Known, Language
from zhengtong.contexts.guidance.domain.situations import known_key
from zhengtong.contexts.guidance.domain.wording import say

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import Option, ServiceItem, Situation

# A label that says nothing without its question.
_BARE = re.compile(
    r"(?:是|不是|有|没有|无|要|不要|需要|不需要|会|不会|能|不能|可以|不可以|已|未|否|对|其他.{0,4}|其它.{0,4}|都.{0,2}|本人|自己|以上.*"
    r"|yes|no|none|other.*|both|neither|myself|i do|i don'?t)$",
    re.I,
)
_DENIES = re.compile(
    r"(?:不是|不算|并非|并不|没有|还没有?|没|从未|未曾|尚未|不用|不要|不|未|非|无|别|冇|唔系|唔)(?:过|在|去|再|打算|准备|想)?$"
)
_ASKS_WHETHER = re.compile(
    r"(?:是不是|是否|有没有|有无|能不能|可不可以|要不要|需不需要|会不会|算不算|用不用|还是|或者|或|\bwhether|\bor|\bif i (?:have|need))\s*$",  # noqa: E501
    re.I,
)
# A denial a word or two away (没交满十五年) turns no answer round, but makes it unsure.
_DENIES_NEAR_BY = re.compile(r"(?:没有?|未|不)(?!小心|慎|见|好意思|知|了|想到|注意)[^\s，。,.、；;！!？?]{1,2}$")
_DENIES_IN_ENGLISH = re.compile(r"(?:\b(?:not|no|never|without|neither)|n[’']t)(?:\s+\w+){0,2}\s*$", re.I)
# 被公司辞退: the company is somebody else's, and does not say what the person has or does.
_EMPLOYERS = frozenset({"公司", "企业", "单位", "工厂", "有限公司", "个体户", "老板"})
_DONE_BY_THEM = re.compile(r"(?:被|让|叫|告|投诉|举报|起诉)(?:我们?|原来的?|原|前|那家?)*$")
_THEY_DO = re.compile(
    r"(?:老板)?(?:又|就|也|突然|一直|拖着)*(?:把我|辞|开除|裁|炒|[不没](?:给|交|发|买|签|肯|让)|欠|拖|倒闭|跑路|[让叫要]我)"
)
_YES_OR_NO = frozenset({"yes", "no"})
_SHORTEST = 2


@dataclass(frozen=True)
class _Expression:
    text: str
    option: str


@dataclass(frozen=True)
class _Hit:
    option: str
    start: int
    end: int
    denied: bool


def pick_up(text: str, item: ServiceItem, language: Language) -> tuple[Known, ...]:
    """What ``text`` (Simplified Chinese or English) says about the situations of ``item``.

    Only what is said plainly: an expression that is denied counts for the other of yes and no and otherwise for
    nothing; what is asked (是不是…), and two answers to one question, count for nothing.
    """
    lowered = text.lower()
    return tuple(
        Known(known_key(item, situation), hit.option, full_label(situation, hit.option, language),
              text[hit.start : hit.end])
        for situation in item.situations
        if (hit := _said(lowered, situation)) is not None
    )  # fmt: skip


def full_label(situation: Situation, value: str, language: Language) -> str:
    """Question and answer together, for a place where the question is not in sight."""
    tongue = "en" if language == "en" else "zh"
    option = next((o for o in situation.options if o.key == value), None)
    answer = option.label.in_language(tongue) if option else say("do-not-know", language)
    return say("question-answered", language, question=situation.question.in_language(tongue), answer=answer)


def labelled_in_full(known: Iterable[Known], items: Iterable[ServiceItem], language: Language) -> tuple[Known, ...]:
    """``known`` with the labels that the questions of ``items`` give; what they do not ask about stays as it is."""
    labels: Mapping[str, tuple[Situation, frozenset[str]]] = {
        known_key(item, s): (s, frozenset(o.key for o in s.options) | {""}) for item in items for s in item.situations
    }
    found = []
    for each in known:
        situation, values = labels.get(each.key, (None, frozenset()))
        if situation is not None and each.value in values:
            found.append(replace(each, label=full_label(situation, each.value, language)))
        else:
            found.append(each)
    return tuple(found)


def _said(lowered: str, situation: Situation) -> _Hit | None:
    """The one answer that is said, if exactly one is."""
    keys = frozenset(o.key for o in situation.options)
    found: list[_Hit] = []
    for hit in _hits(lowered, situation):
        if not hit.denied:
            found.append(hit)
        elif keys == _YES_OR_NO:
            found.append(replace(hit, option="no" if hit.option == "yes" else "yes"))
    return found[0] if len({hit.option for hit in found}) == 1 else None


def _hits(lowered: str, situation: Situation) -> Iterator[_Hit]:
    """Where an option is said; the longest expression takes its place, so that 没结婚 is not 结婚."""
    taken: list[tuple[int, int]] = []
    for expression in _expressions(situation.options):
        for match in _pattern(expression.text).finditer(lowered):
            start, end = match.span()
            if any(start < e and s < end for s, e in taken):
                continue
            taken.append((start, end))
            before = lowered[max(0, start - 24) : start]
            after = lowered[end : end + 3]
            if expression.text in _EMPLOYERS and (_DONE_BY_THEM.search(before) or _THEY_DO.match(lowered, end)):
                continue
            if _ASKS_WHETHER.search(before) or after.startswith(("还是", "或者", "或")):
                continue
            denied = _DENIES_IN_ENGLISH if expression.text.isascii() else _DENIES
            mark = denied.search(before)
            if mark is None and _DENIES_NEAR_BY.search(before):
                continue
            yield _Hit(expression.option, start - len(mark.group()) if mark else start, end, mark is not None)


def _expressions(options: tuple[Option, ...]) -> list[_Expression]:
    found = {(text.strip().lower(), o.key) for o in options for text in _words(o, options)}
    owners: dict[str, set[str]] = {}
    for text, key in found:
        owners.setdefault(text, set()).add(key)
    sure = [_Expression(text, key) for text, key in found if len(text) >= _SHORTEST and len(owners[text]) == 1]
    return sorted(sure, key=lambda e: (-len(e.text), e.text))


def _words(option: Option, options: tuple[Option, ...]) -> Iterator[str]:
    yield from option.words.zh
    yield from option.words.en
    for label, others in (
        (option.label.zh, [o.label.zh for o in options if o is not option]),
        (option.label.en, [o.label.en for o in options if o is not option]),
    ):
        if label and not _BARE.match(label) and not any(label in other or other in label for other in others if other):
            yield label


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(text)}\b" if text.isascii() else re.escape(text))
