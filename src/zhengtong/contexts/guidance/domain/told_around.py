"""A story and what is asked in it: 平时晚上跑滴滴，厂里没给交社保，我想去劳动仲裁.

What a person does, sold or lost has official terms, too, and they outweighed the matter that was named. Where the
clause that asks names a public matter, expressions of the story around it are no terms of the need; but what the story
says was done to the person or is still owed (被辞退了，工资还没给) is. So is a birth, whose matters have names of their
own: 刚生了孩子，户口怎么办.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.ranking_lexicon import Expression
from zhengtong.contexts.guidance.domain.words import CIVIC, residue, without_fillers

ASKING_DOMAIN = "service"  # expressions about asking itself (how, where, bring): no matter of their own
_CLAUSES = re.compile(r"(?<=[,，。;；!！?？])\s*|(?<=[a-z][.,])\s+")
_REQUEST = re.compile(
    r"想|要(?!是|不然)|怎么|怎样|如何|咋|哪|申请|申领|帮|请|点样|点办|边度|能不能|可不可以|可以|多少|需要|打算|准备|吗|呢|先(?=[去办补交换开])|\?|？"
    r"|\bhow\b|where|what|can i|want|need|would like",
    re.I,
)
WRONGED = quick(
    r"没有?(?:给|发|退|还|补|赔|兑现)|不(?:给|发|退|还|赔|肯)|拖欠|拖着|欠(?:我|薪|着|了)"
    r"|被[^,，。;；]{0,8}(?:辞|开除|裁|炒|骗|打|扣|罚|赶|欺)"
)
_BIRTH = re.compile(
    r"生(?:了|完|下|咗)?(?:一?个)?(?:孩子|小孩|宝宝|娃|bb|二胎|三胎)|孩子刚?出生|had a baby|gave birth", re.I
)
# 出国留学要把毕业证公证: what it is wanted for is not what is wanted.
_PURPOSE = re.compile(
    r"(?:我|孩子|儿子|女儿|要|想|打算|准备|去|到|他|她)*(?:出国|国外|移民|留学|读书|上学|上班|打工|入职|应聘|旅游|参军|当兵)+(?:要|用|需要)(?=把|拿|办|开|做|补|给)"
)
_PURPOSE_EN = re.compile(
    r"(?<=\w) (?:(?:so that|in order to|because)\b"
    r"|to (?:put|send|bring|enrol|go|enter|start|study|travel|work|rent|marry)\b"
    r"|for (?:my|our|his|her) (?:son|daughter|child|kid|baby|work|job|trip|wedding))",
    re.I,
)
_WANTED_EN = re.compile(
    r"\b(?:need|want|renew|replace|get|apply for|lost)\b[^,.;]{0,20}"
    r"\b(?:passport|visa|residence permit|id card|identity card|driving licen[cs]e|social security card)s?$",
    re.I,
)
_LEAST = 2  # characters of its own; 要带什么材料 has none


def asking_clause(text: str) -> str:
    """The last clause that asks for something and says what; empty where the message is one clause, or none does."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause.strip()]
    if len(clauses) < 2:
        return ""
    return next((c for c in reversed(clauses) if _REQUEST.search(c) and len(residue(c)) >= _LEAST), "")


def without_purpose(text: str) -> str:
    """I need a residence permit to put my son in school: the paper is wanted, whatever it is for."""
    for purpose in _PURPOSE_EN.finditer(text) if text.isascii() else ():
        if _WANTED_EN.search(text[: purpose.start()]):
            return text[: purpose.start()]
    return text


def of_the_need(text: str, expressions: Iterable[Expression]) -> tuple[Expression, ...]:
    """The expressions that say what is asked for in ``text``; all of them where no clause names it by itself."""
    found = tuple(expressions)
    if not any(each.domain != ASKING_DOMAIN for each in found):
        return found
    clause = asking_clause(text)
    if not clause and (purpose := _PURPOSE.match(text)):
        clause = text[purpose.end() :]
    if (wanted := without_purpose(text)) != text:
        clause = without_fillers(wanted)
    inside = [each for each in found if each.expression in clause]
    if not clause or not (CIVIC.search(clause) or any(each.domain != ASKING_DOMAIN for each in inside)):
        return found
    wronged = [part for part in _CLAUSES.split(text) if WRONGED.search(part) or _BIRTH.search(part)]
    return tuple(
        each
        for each in found
        if each in inside or each.domain == ASKING_DOMAIN or any(each.expression in part for part in wronged)
    )
