"""Is a sentence borne out by what it cites? Checked by form, without a model, and rather dropped than shown.

A sentence of a model is supported if every number with its unit, every name, every limiting or promising word and
every negation in it is in the text it cites, in the same place, and no other word of it is new. What means exactly
the same may be said in other words (``same_words``). Facts are shown as stored whatever comes of this; the sentences
only stand above them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zhengtong.contexts.guidance.domain.same_words import one_way
from zhengtong.kernel.text import is_chinese

MOST_SENTENCES = 4
LONGEST = 160  # characters of a sentence in Chinese; three times that in English
OVERLAP = 0.5  # of the characters (words in English) that carry something
_ENDS = re.compile(
    r"(?<=[。！？!?])(?!\s*\[\d)|(?<=\.)\s+(?=[A-Z])|\n+|(?<=\])(?=[^\[\s。.!?！？,，;；、])|(?<=\][。.])"
)
_CITES = re.compile(r"\[(\d{1,2})\]|［(\d{1,2})］|【(\d{1,2})】")
_UNITS = (
    "个?工作日|个?自然日|天|日|个?月|周岁|岁|年|周|小时|分钟|万元|元|块|角|份|张|次|寸|倍|人|号|楼|层|孩|胎|级|档|类|套|辆|%|％|条|款|项|种|平方米|公里|米|点"
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
        "必须|must", "只能|只限|仅限|仅可|only", "才能|方可", "must not|prohibited",
        "至少|不少于|不低于|以上|at least", "最多|以下|at most|no more than|within|up to",
        "before", "after", "免收|free", "保证|承诺|guarantee|promise",
        "肯定|一定|必然|绝对|definitely|certainly|always|never", "任何|所有|全部|一律|every|any|all",
        "随时|永久|permanent", "当场|即时|立即|马上|立刻|on the spot|immediately", "代办|代理|他人|on behalf",
        "可以不|不用|not needed|no need", "其他|其余|多数|少数|大多|部分(?!门)|others|most people",
        "全国|跨省|全省|nationwide", "除外|例外|except|unless",
        "或者|或|or", "批准|通过|获批|approved", "未满|不满|under", r"(?<![未不])满\d|over",
    )
)  # fmt: skip
_NEGATION = re.compile(r"不|无|未|没|勿|别(?!人)|非|免|禁|\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b|\bneither\b", re.I)
_NEGATION_WORDS = re.compile(rf"不能|不用|没有|{_NEGATION.pattern}", re.I)
_WITHOUT = re.compile(r"(?:未(?![满成来])|没有?|非(?![常营遗]))([\u4e00-\u9fff]{2})")
_FORBIDS = re.compile(r"不能|不予|不接受|不受理|不办理|不再|无法|停止|中止")
_NOT_NEGATION = re.compile(
    r"不动产|无人机|非常|未成年|免冠|非营利|非遗|无障碍|不仅|不但|未满|不满|无线|特别|分别|级别|类别|性别|识别|区别|个别|未来|不同|免疫"
)
# says nothing by itself beside the rest of a sentence; what it adds (may, must, not) is compared on its own
_GENERIC = re.compile(
    r"居民|办理|申请|申领|领取|办结|补领|本人|自己|孩子|您|你|我们|我|他|她|这件事|这项|这个|事情|这里|那里|时候|时间|地点|地方|费用|材料"
    r"|手续|证件|一般|通常|可能|大概|大约|可以|能够|如果|的话|以及|同时|并且|而且|或者|先|再|然后|就|都|也|还|会|能|要|需要|需|必须|可"
    r"|准备|带上|携带|带|提供|提交|提出|出示|前往|去|到|来|在|从|由|把|被|向|按照|按|根据|依据|规定|凭|让|给|请|注意|记得|交|付|收|花"
    r"|没有|不能|不用|不是|不|没|无|未|但是|但|只|是|有|和|与|及|等|为|的|了|着|吗|呢|吧|内|共|其中|每|满|最多|至少|后|前|时|至|们|陪着|陪同"
    r"|正在|正|直接|即可|对象|之日|起|得|另外|才|里"
)
_PHATIC = re.compile(r"请?您?(?:不要|别)(?:白跑|着急|担心|忘)[^,，。;；]*|请您?(?:放心|留意|注意)[,，。]?")
_CLAUSES = re.compile(r"[,，;；。!！?？\n·]+|[.:：](?!\d)")
_PARTS = re.compile(r"[,，;；。!！?？\n·]+|[.](?!\d)")  # a label stays with what it names
_GOES_ON = re.compile(r"(?:的|时|的话|后|前)$")  # said of what follows
_CASE = "的"
_LABEL = re.compile(r"([^:,;.。\d]{1,30}):")
_PIECES = re.compile(r"[;；。!！?？]+|[.](?!\d)")
_SIDES = re.compile(r"[前后](?=\d|[一二三四五六七八九十])|(?<=[日天月年周])[前后]")
_PER = re.compile(r"每(?:人|年|月|日|天|次|证|户|周|学期|张|份|件|本)|\bper \w+")
_BEFORE_OR_AFTER = re.compile(r"([\u4e00-\u9fff]{2})([前后])(?!往|来|续|款|述)")
_OTHER_SIDE = {"前": "后", "后": "前"}
_ACTORS = re.compile(
    r"单位|职工|本人|监护人|他人|配偶|残疾人|低保|企业|公司|申请人|代理人|孩子|父母|子女|guardian|applicant|disabilit"
)
_KINDS = ({"元"}, {"日", "工作日", "自然日", "月", "年", "周", "小时", "分钟"})
_WORDS = re.compile(r"[a-z]{4,}")


def _words(text: str) -> set[str]:
    return {re.sub(r"(?:ing|ed|es|s)$", "", word) for word in _WORDS.findall(text.lower())}


_LIGHT = frozenset("领办应补交限第周号拿取查场用")  # of one character, beside what a sentence is about
_GENERIC_EN = frozenset(
    _words(
        "take taken takes your yours must come bring have with there then that this when will them they need pay apply"
        " also from more each fee get gets into onto here person working"
    )
)


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
        cited = "\n".join(f"{label}：{text}" for label, text in (facts[n - 1] for n in each.cites))
        if supported(each.text, cited, about):
            kept.append(each)
    return tuple(kept[:MOST_SENTENCES]), len(said) - len(kept[:MOST_SENTENCES])


def supported(sentence: str, cited: str, about: str = "") -> bool:
    """Whether ``cited`` bears out every part of ``sentence`` that could mislead."""
    sentence, cited, about = (one_way(unicodedata.normalize("NFKC", text)) for text in (sentence, cited, about))
    if not sentence or len(sentence) > (LONGEST * 3 if sentence.isascii() else LONGEST):
        return False
    own = _PHATIC.sub("", sentence.replace(about, "") if about else sentence)
    source = f"{cited}。{about}"
    return (
        _numbers(own) <= _as_years_and_months(_numbers(source))
        and all(name.lower() in source.lower() for name in _TITLES.findall(own) if _is_name(name, own))
        and all(_GENERIC.sub("", office)[-4:] in source for office in _OFFICES.findall(own))
        and all(limit.search(cited) for limit in _LIMITS if limit.search(own))
        and set(_PER.findall(own)) <= set(_PER.findall(cited))
        and _of_one_case(own, cited)
        and _in_their_place(own, cited)
        and _of_one_piece(own, cited)
        and _same_sense(own, cited)
        and not _new_words(own, source)
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


def _as_years_and_months(numbers: set[tuple[float, str]]) -> set[tuple[float, str]]:
    """Twelve months are a year."""
    years = {(value / 12, "年") for value, unit in numbers if unit == "月" and value % 12 == 0}
    months = {(value * 12, "月") for value, unit in numbers if unit == "年"}
    return numbers | years | months | {(value, "") for value, _ in years | months}


def _in_their_place(sentence: str, cited: str) -> bool:
    """A number stands with the words that it stands with in the source, not with those of another number there."""
    split = _joined(_PARTS.split(cited))
    parts = [
        (_content(part) | ({_CASE} if _CASE in part else set()), _as_years_and_months(_numbers(part))) for part in split
    ]
    labels = set[str]().union(*(_label(fact) for fact in cited.split("\n")))
    for clause in _joined(_PARTS.split(sentence)):
        own, numbers = _content(clause) - labels, _numbers(clause)
        if numbers and not (_of_the_same_people(clause, numbers, split) and _on_the_same_side(clause, numbers, split)):
            return False
        for value, unit in numbers:
            if not unit and any(other == value and name for other, name in numbers):
                continue  # compared with its unit
            here = [grams for grams, known in parts if (value, unit) in known]
            this = set[str]().union(*here)
            rest = [(grams, known) for grams, known in parts if (value, unit) not in known]
            # another number, or another case of the same: 材料齐全的当场办结, 需要核实的 3 日内办结
            others = [grams for grams, known in rest if known or (_CASE in grams and grams & this)]
            that = set[str]().union(*others)
            if len(own & (that - this)) > len(own & (this - that)):
                return False
            if own and this and not own & this and any(own & grams for grams, _ in rest):
                return False
    return True


def _of_the_same_people(clause: str, numbers: set[tuple[float, str]], parts: Sequence[str]) -> bool:
    """What is said of somebody with a number, the source does not say of somebody else."""
    who = set(_ACTORS.findall(clause.lower()))
    here = {
        a for part in parts if numbers & _as_years_and_months(_numbers(part)) for a in _ACTORS.findall(part.lower())
    }
    return not who & {a for part in parts for a in _ACTORS.findall(part.lower())} - here


def _on_the_same_side(clause: str, numbers: set[tuple[float, str]], parts: Sequence[str]) -> bool:
    """Before is not after: 期满前 90 日内, 期满后 90 日内."""
    here = "".join(part for part in parts if numbers & _as_years_and_months(_numbers(part)))
    said, there = set(_SIDES.findall(clause)), set(_SIDES.findall(here))
    return "前" not in said - there and ("后" not in said - there or "前" not in there)  # 之日起 is after


def _of_one_case(sentence: str, cited: str) -> bool:
    """Two numbers that stand together are of one case of the source: 80至89周岁100元，90周岁以上200元."""
    parts = [_with_unit(part) for part in _joined(_PARTS.split(cited))]
    for clause in _joined(_PARTS.split(sentence)):
        numbers = _with_unit(clause)
        for one in numbers:
            here = [known for known in parts if one in known]
            for other in numbers - {one}:
                rival = all(any(unit == other[1] for _, unit in known - {one}) for known in here)
                if here and rival and not any(other in known for known in here):
                    return False
    return True


def _with_unit(text: str) -> set[tuple[float, str]]:
    return {each for each in _as_years_and_months(_numbers(text)) if each[1]}


def _of_one_piece(sentence: str, cited: str) -> bool:
    """What a fact says of one case is not said of another: neither the case nor what follows is of another sentence."""
    facts = [_pieces(fact) for fact in cited.split("\n")]
    for clause in _joined(_PARTS.split(sentence)):
        own = _cases(clause)
        of, nearest = max(
            ((n, piece) for n, pieces in enumerate(facts) for piece in pieces),
            key=lambda each: len(own & each[1]),
            default=(0, set[str]()),
        )
        beside = set[str]().union(*facts[of]) if facts else set()
        elsewhere = set[str]().union(*(piece for n, pieces in enumerate(facts) if n != of for piece in pieces))
        if own & (beside - nearest) - elsewhere:
            return False
    return True


def _pieces(fact: str) -> list[set[str]]:
    """The sentences of a fact; what it is about (``费用：``) belongs to all of them."""
    about = _label(fact)
    return [_cases(piece) | about for piece in _PIECES.split(fact) if piece.strip()]


def _cases(text: str) -> set[str]:
    """What a text is about; who has not done something is another case than who has: 备案, 未备案."""
    return _content(_WITHOUT.sub(" ", text)) | {f"-{what}" for what in _WITHOUT.findall(text)}


def _label(fact: str) -> set[str]:
    """What the words before the colon at the beginning of a fact name."""
    named = _LABEL.match(fact)
    return _content(named.group(1)) if named else set()


def _content(text: str) -> set[str]:
    if text.isascii():
        return _words(text) - _GENERIC_EN
    return _grams(_plain(text))


def _joined(parts: Iterable[str]) -> list[str]:
    """What is said of the part after it goes with it."""
    joined: list[str] = []
    open_ = False
    for part in (each.strip() for each in parts):
        if part:
            joined = [*joined[:-1], joined[-1] + part] if open_ else [*joined, part]
            open_ = bool(_GOES_ON.search(part))
    return joined


def _same_sense(sentence: str, cited: str) -> bool:
    """Each clause says yes or no, and of the same people, as the clause of the source that it is nearest to does."""
    parts = [part.strip() for part in _CLAUSES.split(cited) if part.strip()]
    for clause in (each.strip() for each in _CLAUSES.split(sentence)):
        own = _grams(_NEGATION.sub(" ", clause))
        if not own:
            continue
        whole = _grams(clause)
        nearest = max(parts, key=lambda part: len(whole & _grams(part)) / (len(_grams(part)) + 4), default="")
        of_what_follows = _GOES_ON.search(clause) and not _GOES_ON.search(nearest)  # 正在领失业保险金的，
        if _negated(clause) != _negated(nearest) and not of_what_follows:
            return False
        if not _negated(clause) and not of_what_follows and _denied(clause, parts):
            return False
        if ("不能" in clause and not _FORBIDS.search(nearest)) or _other_side(clause, nearest):
            return False
        who, whose = set(_ACTORS.findall(clause.lower())), set(_ACTORS.findall(nearest.lower()))
        if who and whose and not who & whose:
            return False
    return True


def _other_side(clause: str, nearest: str) -> bool:
    """What the source says of afterwards is not said of before it: 提取后不影响贷款."""
    return any(
        f"{what}{_OTHER_SIDE[side]}" in nearest and f"{what}{side}" not in nearest
        for what, side in _BEFORE_OR_AFTER.findall(clause)
    )


def _denied(clause: str, parts: Sequence[str]) -> bool:
    """Whether a word of a clause is only where the source says no."""
    said = set[str]().union(*(_content(part) for part in parts if not _negated(part)))
    refused = set[str]().union(*(_content(_NEGATION_WORDS.sub(" ", part)) for part in parts if _negated(part)))
    return bool(_content(clause) & (refused - said))


def _negated(text: str) -> bool:
    """No said twice is yes."""
    return len(_NEGATION.findall(_NOT_NEGATION.sub("", text))) % 2 == 1


def _new_words(sentence: str, source: str) -> bool:
    """Whether a word of the sentence that carries something is not in the source at all."""
    plain = _plain(sentence)
    if sentence.isascii():
        return bool(_words(plain) - _words(source) - _GENERIC_EN)
    known = set(_pairs(source))
    for run in re.findall(r"[\u3400-\u9fff]{2,}", plain):
        covered = [False] * len(run)
        for place, pair in enumerate(a + b for a, b in pairwise(run)):
            if pair in known:
                covered[place] = covered[place + 1] = True
        # one character is another thing: 买房居住 beside 租房居住
        if any(not there and character not in _LIGHT for character, there in zip(run, covered, strict=True)):
            return True
    return False


def _plain(sentence: str) -> str:
    """Without numbers and what they are counted by, which are compared on their own, and without general words."""
    return _GENERIC.sub(" ", _NUMBER.sub(" ", _PER.sub(" ", sentence)))


def _overlap(sentence: str, source: str) -> float:
    own = _grams(_plain(sentence))
    if not own:
        return 1.0 if _numbers(sentence) or _grams(sentence) <= _grams(source) else 0.0
    return len(own & _grams(source)) / len(own)


def _grams(text: str) -> set[str]:
    """Pairs of Chinese characters; words of four letters and more, without common endings."""
    plain = re.sub(r"[^\w]+", " ", text.lower())
    return _words(plain) | set(_pairs(plain))


def _pairs(text: str) -> Iterable[str]:
    return (a + b for a, b in pairwise(text) if is_chinese(a) and is_chinese(b))
