"""Whether a passage speaks to a question, and which of them does so best.

Articles and policies are found by different searches, whose scores do not compare. So each passage is weighed once
more by what can be compared: how much of the matter asked about stands in it, rare words counting most, and how near
it is in meaning. A passage that does not hold the matter is not shown: none is better than an unrelated one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LEAST_COVERED = 0.55  # share of the weight of the question's matter that a passage must hold
WITHOUT_VALUE = 0.8  # where a value is asked for and the passage states none
FAR_BEHIND = 0.6  # a passage that is weighed so much below the best is not shown beside it
_UNKNOWN = 25.0  # entries that a word is taken to stand in that the index does not hold: rare, and it must be met

_NO_MATTER = frozenset(  # words by which people ask, or by which any rule is written
    word
    for line in (Path(__file__).parent / "data" / "no_matter.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
_GLUED = re.compile("^[能会要可想].$")  # what segmentation makes of a verb and the next word
_NUMBERS = re.compile(r"^[\d〇零一二三四五六七八九十百千万两]+(?:年|月|日|天|岁|元|万|个月|倍|次)?$")
_ASKS_VALUE = re.compile(
    "多少|多久|多长|多高|几[天年岁个日月倍]|最长|最多|最高|最低|比例|标准|金额|期限|怎么算"
    "|how (?:much|long|many)|what subsid|what.{0,12}amount"
)
_ASKS_MOST = re.compile("最长|最多|最高|上限|不能超过|how long may|maximum|at most")
_MOST = re.compile("不得超过|最长|最高|最多|不超过|上限|以下")
_EMPTY = re.compile(r"^(?:\s*(?:[#>].*)?\n?)*$")
_NUMBER = r"[\d〇零一二三四五六七八九十百千万两]+"
_SHARE = r"百分之[〇零一二三四五六七八九十百]+|\d+(?:\.\d+)?[%％]"
_VALUE = re.compile(rf"{_NUMBER}(?:个工作日|工作日|个月|万元|周岁|日|天|年|元|倍|次)|{_SHARE}")
# what sort of value is asked for, where the words say so
_SORTS = (
    (re.compile("比例|利率|税率|百分之"), re.compile(_SHARE)),
    (re.compile("多少钱|几块|多少元|补贴|津贴|补多少|subsid|allowance"), re.compile(rf"{_NUMBER}(?:万元|元)")),
    (re.compile("多久|几天|多少天|多长|几个月|期限"), re.compile(rf"{_NUMBER}(?:个工作日|工作日|个月|日|天|年)")),
)
_LOCAL = re.compile("政策|补贴|津贴|补助|返还|奖励|扶持|本市|我市|减免|落户|subsid|allowance")

# (said, what the law calls it, whether the law's own words alone will do)
_CALLED = tuple(
    (re.compile(said), tuple(called.split()), only)
    for said, called, only in (
        (r"彩礼|聘礼|财礼", "借婚姻索取财物", True),
        (
            r"不发工资|拖欠工资|欠薪|工资拖欠|不给工资|欠.{0,3}工资|工资.{0,3}(?:不发|不给)|没发工资|讨薪",
            "足额支付劳动报酬",
            False,
        ),
        (r"个体户|个体老板", "个体工商户", False),
        (r"(?:小)?饭馆|(?:小)?饭店|小吃店|餐馆", "餐饮", False),
        (r"没房子|没有房子|没房", "没有住房", False),
        (r"家暴|家庭暴力", "家庭暴力", True),
        (r"(?:几岁|多大|年龄).{0,6}(?:结婚|领证)|(?:结婚|领证).{0,6}(?:几岁|多大|年龄)", "结婚年龄", True),
        (r"复议.{0,8}(?:多久|期限|几天|多长)|(?:多久|期限|几天|多长).{0,8}复议", "提出行政复议申请", True),
        (r"辞退|开除|解雇|炒鱿鱼|被炒|裁员(?!率)", "解除劳动合同", False),
        (r"不签(?:订)?(?:劳动)?合同|没签(?:订)?(?:劳动)?合同", "未与劳动者订立书面劳动合同", True),
        (r"加班费|加班工资|(?:周末|节假日)?加班", "安排劳动者延长工作时间 休息日安排劳动者工作 支付加班费", False),
        (r"年假|带薪休假", "年休假", True),
        (r"假货|假一赔.?", "欺诈行为", True),
        (r"网购", "采用网络", False),
        (r"酒驾|醉驾|喝酒开车|酒后开车", "饮酒后驾驶机动车 醉酒驾驶机动车", True),
        (r"高空抛物|高空坠物|楼上扔东西", "从建筑物中抛掷物品", True),
        (r"离婚.{0,4}(?:财产|房子|存款)|(?:财产|房子).{0,4}离婚", "离婚时，夫妻的共同财产", True),
        (r"(?:孩子|小孩).{0,6}(?:抚养|归谁|跟谁)|抚养权", "子女由一方直接抚养 不满两周岁的子女", True),
        (r"高利贷|(?:借贷|借钱|借款).{0,4}(?:利息|利率)|民间借贷", "禁止高利放贷，借款的利率", True),
        (r"遗嘱.{0,6}(?:有效|效力|怎么写|怎么立)", "遗嘱人 立有数份遗嘱 自书遗嘱", False),
    )
)
_NAMED = 7.0  # weight of a thing whose name is known
# Where two laws settle one thing, the special one comes first (立法法第一百零三条), whatever the dates of their texts.
_SPECIAL = (
    ("劳动合同法", "劳动法"),
    ("劳动争议调解仲裁法", "劳动法"),
    ("个人信息保护法", "民法典"),
    ("反家庭暴力法", "民法典"),
    ("消费者权益保护法", "民法典"),
    ("道路交通安全法", "治安管理处罚法"),
)
_AS_NEAR = 0.35  # of the weighing, within which the special law goes before the general one


@dataclass(frozen=True)
class Spoken:
    """A passage as found: ``title`` of its document, ``text`` with its headings, ``similarity`` its cosine or None."""

    kind: str
    title: str
    text: str
    similarity: float | None
    order: float = 0.0  # what the comparison of articles among each other said, 0 for others


@dataclass(frozen=True)
class Matter:
    """What a question is about: for each thing the ways in which a passage may name it, with a weight."""

    things: tuple[tuple[tuple[str, ...], float], ...]
    asks_value: bool = False
    local: bool = False
    asks_most: bool = False
    value: re.Pattern[str] = _VALUE


def matter_of(
    question: str,
    words: Iterable[str],
    entries: Callable[[str], int],
    named: Iterable[tuple[str, ...]] = (),
) -> Matter:
    """What the question is about.

    Args:
        question: Simplified Chinese, or English.
        words: of the question.
        entries: how many entries of the index hold a word.
        named: for a question in another language: the words by which a text may name each thing.
    """
    things: dict[tuple[str, ...], float] = dict.fromkeys(named, _NAMED)
    said_already = ""
    for said, called, only in _CALLED:
        matches = [match.group() for match in said.finditer(question)]
        if matches:
            things[called if only else (*matches, *called)] = _NAMED
            said_already += " ".join(matches) + " "
    for word in () if question.isascii() else dict.fromkeys(words):
        if word in _NO_MATTER or _NUMBERS.match(word) or word in said_already:
            continue
        if (known := entries(word)) or not _GLUED.match(word):
            things[word,] = _rarity(known)
    asks_most = bool(_ASKS_MOST.search(question))
    asks_value = asks_most or bool(_ASKS_VALUE.search(question))
    value = next((sort for said, sort in _SORTS if said.search(question)), _VALUE)
    return Matter(tuple(things.items()), asks_value, bool(_LOCAL.search(question)), asks_most, value)


def law_words(question: str) -> str:
    """What the law calls the everyday words of the question, to be looked for with it."""
    return " ".join(" ".join(called) for said, called, _ in _CALLED if said.search(question))


def _rarity(entries: int) -> float:
    return max(math.log(30_000 / max(entries, _UNKNOWN)), 0.5)


def covered(matter: Matter, passage: Spoken) -> float:
    """Share of the weight of the matter that stands in the passage or in the name of its document, 0 to 1."""
    total = sum(weight for _, weight in matter.things)
    if not total:
        return 0.0
    text = f"{passage.title}\n{passage.text}"
    return sum(weight * max(_held(name, text) for name in names) for names, weight in matter.things) / total


def _held(name: str, text: str) -> float:
    if name in text:
        return 1.0
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    if len(pairs) < 3 or name.isascii():
        return 0.0
    share = sum(pair in text for pair in pairs) / len(pairs)
    return share if share >= 0.6 else 0.0


def weighed(matter: Matter, passage: Spoken) -> float | None:
    """How well the passage speaks to the matter; None where it does not."""
    share = covered(matter, passage)
    states_value = matter.asks_value and _states_value(matter, passage)
    enough = LEAST_COVERED if states_value or not matter.asks_value else WITHOUT_VALUE
    if share < enough or _EMPTY.match(passage.text):
        return None
    near = 0.0 if passage.similarity is None else max(passage.similarity - 0.84, 0.0) * 8
    local = 0.4 if matter.local and passage.kind != "law" else 0.0
    return 1.5 * share + near + float(states_value) + local + 0.25 * math.tanh(passage.order / 3)


def _states_value(matter: Matter, passage: Spoken) -> bool:
    """Whether a clause holds both a thing asked about and a value; the most that is allowed, where that is asked.

    The clauses of a policy are about what its title names.
    """
    names = [name for names, _ in matter.things for name in names]
    named_above = passage.kind != "law" and any(name in passage.title for name in names)
    return any(
        matter.value.search(clause)
        and (named_above or any(name in clause for name in names))
        and (not matter.asks_most or _MOST.search(clause))
        for clause in re.split("[。；\n]", passage.text)
    )


def is_special(one: str, other: str) -> bool:
    """Whether one law is special to another, general one."""
    return (one, other) in _SPECIAL


def best(matter: Matter, passages: Sequence[Spoken]) -> list[int]:
    """Places of the passages that speak to the matter, best first; special laws before general ones."""
    scores: Mapping[int, float] = {
        n: score for n, passage in enumerate(passages) if (score := weighed(matter, passage)) is not None
    }
    order = sorted(scores, key=lambda n: (-scores[n], n))
    order = [n for n in order if scores[n] >= scores[order[0]] - FAR_BEHIND]
    for special, general in _SPECIAL:
        ahead = next((n for n in order if passages[n].title == special), None)
        first = next((n for n in order if passages[n].title == general), None)
        if ahead is None or first is None or scores[first] - scores[ahead] > _AS_NEAR:
            continue
        if order.index(first) < order.index(ahead):
            order.remove(ahead)
            order.insert(order.index(first), ahead)
    return order
