"""Is a sentence borne out by what it cites? Checked by form, without a model, and rather dropped than shown.

A sentence of a model is supported if every number with its unit, every name, every limiting or promising word and
every negation in it is in the text it cites, and most of its other words are. Facts are shown as stored whatever
comes of this; the sentences only stand above them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengtong.contexts.guidance.domain.words import residue
from zhengtong.kernel.text import is_chinese

MOST_SENTENCES = 4
LONGEST = 160  # characters of a sentence in Chinese; three times that in English
OVERLAP = 0.6  # of the pairs of characters (words in English) that carry something
_ENDS = re.compile(
    r"(?<=[。！？!?])(?!\s*\[\d)|(?<=\.)\s+(?=[A-Z])|\n+|(?<=\])(?=[^\[\s。.!?！？,，;；、])|(?<=\][。.])"
)
_CITES = re.compile(r"\[(\d{1,2})\]|［(\d{1,2})］|【(\d{1,2})】")
_UNITS = (
    "个?工作日|个?自然日|天|日|个?月|周岁|岁|年|周|小时|分钟|万元|元|块|角|份|张|次|寸|倍|人|号|楼|层|%|％|条|款|项|种|平方米|公里|米|点"
    "|working days?|days?|weeks?|months?|years?|hours?|minutes?|yuan|copies|copy|times?"
)
_NUMBER = re.compile(rf"(\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)\s*({_UNITS})?", re.I)
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNIT_NAMES = {"天": "日", "块": "元", "％": "%", "周岁": "岁", "copies": "copy"}
_TITLES = re.compile(r"《[^《》]{1,60}》|[A-Za-z][A-Za-z0-9.:/_-]+")
_OFFICES = re.compile(
    r"[\u4e00-\u9fff]{2,}?(?:局|厅|委员会|中心|大厅|派出所|办事处|街道办|法院|银行|医院|学校|网站|平台|小程序|公众号|窗口)"
)
# each group: words that mean the same limit; one of them in a sentence asks for one of them in the source
_LIMITS = tuple(
    re.compile(words, re.I)
    for words in (
        "必须|务必|应当|must", "只能|仅限|仅可|only", "才能|方可", "不得|禁止|不准|不允许|must not|prohibited",
        "至少|不少于|不低于|以上|at least", "最多|至多|不超过|不高于|以下|以内|at most|no more than|within|up to",
        "之前|以前|before", "之后|以后|after", "免费|不收费|不收取|免收|free|no charge", "保证|承诺|guarantee|promise",
        "肯定|一定|必然|绝对|definitely|certainly|always|never", "任何|所有|全部|一律|every|any|all",
        "随时|永久|permanent", "当场|即时|立即|马上|立刻|on the spot|immediately", "代办|代理|他人|on behalf",
        "可以不|无需|不需要|不用|无须|not needed|no need", "全国|跨省|全省|nationwide", "除外|例外|except|unless",
        "或者|或|or", "批准|通过|获批|approved", "未满|不满|under", r"(?<![未不])满\d|over",
    )
)  # fmt: skip
_NEGATION = re.compile(r"不|无|未|没|勿|别(?!人)|非|免|禁|\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b|\bneither\b", re.I)
_NOT_NEGATION = re.compile(
    r"不动产|无人机|非常|未成年|免冠|非营利|非遗|无障碍|不仅|不但|未满|不满|无线|特别|分别|级别|类别|性别|识别|区别|个别|未来|不同|免疫"
)
_JOINING = re.compile(r"请|携带|前往|办结|即可|其中|如果|以及|并|等|为|共|内|由|到|从|凭")  # says nothing by itself
_CLAUSES = re.compile(r"[,，;；。.!！?？:：\n·]+")
_WORDS = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Said:
    """A sentence and the numbers of the facts that it cites."""

    text: str
    cites: tuple[int, ...]


def sentences(answer: str) -> tuple[Said, ...]:
    """The sentences of a model's answer, each without its citation marks."""
    found = []
    for raw in _ENDS.split(answer):
        cites = tuple(dict.fromkeys(int(next(filter(None, m))) for m in _CITES.findall(raw)))
        text = _CITES.sub("", raw).strip(" \t*-#>")
        if re.search(r"\w", text):
            found.append(Said(re.sub(r"\s+([。.])", r"\1", text), cites))
    return tuple(found)


def checked(answer: str, facts: Sequence[tuple[str, str]], about: str) -> tuple[tuple[Said, ...], int]:
    """The sentences that stand, and how many were dropped.

    Args:
        facts: label and text of each fact, numbered from 1 as the model saw them.
        about: the title of the matter, which any sentence may name.
    """
    said = sentences(answer)
    kept = []
    for each in said:
        if not each.cites or not all(1 <= number <= len(facts) for number in each.cites):
            continue
        cited = "。".join(f"{label}：{text}" for label, text in (facts[n - 1] for n in each.cites))
        if supported(each.text, cited, about):
            kept.append(each)
    return tuple(kept[:MOST_SENTENCES]), len(said) - len(kept[:MOST_SENTENCES])


def supported(sentence: str, cited: str, about: str = "") -> bool:
    """Whether ``cited`` bears out every part of ``sentence`` that could mislead."""
    sentence, cited, about = (unicodedata.normalize("NFKC", text) for text in (sentence, cited, about))
    if not sentence or len(sentence) > (LONGEST * 3 if sentence.isascii() else LONGEST):
        return False
    own = sentence.replace(about, "") if about else sentence
    source = f"{cited}。{about}"
    return (
        _numbers(own) <= _numbers(source)
        and all(name.lower() in source.lower() for name in _TITLES.findall(own) if _is_name(name, own))
        and all(office[-4:] in source for office in _OFFICES.findall(own))
        and all(limit.search(cited) for limit in _LIMITS if limit.search(own))
        and _same_sense(own, cited)
        and _overlap(own, source) >= OVERLAP
    )


def _is_name(name: str, sentence: str) -> bool:
    """In Chinese any Latin word is a name; in English those with a capital inside the sentence, and addresses."""
    if name.startswith("《") or not sentence.isascii():
        return True
    return not sentence.startswith(name) and (name[0].isupper() or any(c in "./:_" for c in name[:-1]))


def _numbers(text: str) -> set[tuple[float, str]]:
    """Numbers with their unit; a Chinese numeral counts only with one (一般, 一定 are words). Without unit: any."""
    found: set[tuple[float, str]] = set()
    for digits, unit in _NUMBER.findall(text):
        chinese = not digits[0].isdigit()
        if chinese and not unit:
            continue
        value = _value(digits) if chinese else float(digits.replace(",", "").rstrip(".") or 0)
        name = unit.lower().removeprefix("个").rstrip("s")
        found |= {(value, _UNIT_NAMES.get(name, name)), (value, "")}
    return found


def _value(digits: str) -> float:
    total = current = 0
    for character in digits:
        if character in _TENS:
            total, current = total + (current or 1) * _TENS[character], 0
        else:
            current = current * 10 + _DIGIT[character]
    return float(total + current)


def _same_sense(sentence: str, cited: str) -> bool:
    """Each clause says yes or no as the clause of the source that it is nearest to does."""
    parts = [c for c in _CLAUSES.split(cited) if c.strip()]
    for clause in _CLAUSES.split(sentence):
        own = _grams(clause)
        if not own:
            continue
        nearest = max(parts, key=lambda part: len(own & _grams(part)) / (len(_grams(part)) + 4), default="")
        if _negated(clause) != _negated(nearest):
            return False
    return True


def _negated(text: str) -> bool:
    return bool(_NEGATION.search(_NOT_NEGATION.sub("", text)))


def _overlap(sentence: str, source: str) -> float:
    plain = _JOINING.sub(" ", _NUMBER.sub(" ", sentence))  # compared by value before
    own = _grams(residue(plain)) if not sentence.isascii() else _grams(plain)
    if not own:
        return 1.0 if _numbers(sentence) else 0.0
    return len(own & _grams(source)) / len(own)


def _grams(text: str) -> set[str]:
    """Pairs of Chinese characters; words of four letters and more, without common endings."""
    plain = re.sub(r"[^\w]+", " ", text.lower())
    words = {re.sub(r"(?:ing|ed|es|s)$", "", word) for word in _WORDS.findall(plain)}
    return words | set(_pairs(plain))


def _pairs(text: str) -> Iterable[str]:
    return (a + b for a, b in pairwise(text) if is_chinese(a) and is_chinese(b))
