"""A message becomes needs: split where a person joins several matters, with what they share carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhengtong.contexts.guidance.domain.coordinated import coordinated
from zhengtong.contexts.guidance.domain.facets import facets_of
from zhengtong.contexts.guidance.domain.in_other_words import in_other_words
from zhengtong.contexts.guidance.domain.in_turn import (
    SHORT_THINGS,
    is_no_need,
    matters_in,
    one_after_another,
    told_before,
)
from zhengtong.contexts.guidance.domain.pairs import names_matter, names_thing, paired, things_in
from zhengtong.contexts.guidance.domain.ranking_lexicon import shipped
from zhengtong.contexts.guidance.domain.reply import Facet
from zhengtong.contexts.guidance.domain.told_around import without_purpose
from zhengtong.contexts.guidance.domain.words import ASKING, CIVIC, STORY, residue, without_fillers

MOST_NEEDS = 5
QUERY_CHARACTERS = 60  # about 36 tokens of the embedding model; 40 loses two points (bench.guidance_ablation)
_QUERY_WORDS = 26

_ORDINALS = (
    re.compile(
        r"(?:^|(?<=[,，。;；:：、 ]))(?:[一二三四五](?:是|要|想|有|来|、|个是)|第[一二三四五](?:个|件|是|,|，|、)?|首先|其次|再次|最后)"  # noqa: E501
    ),
    re.compile(r"(?:^|(?<=[^\d.]))[1-5](?:[.、)）](?!\d))|[①②③④⑤]|[(（][一二三四五1-5][)）]"),
)
# Said after the things, not before them: 这两件事分别找谁.
_HOW_MANY = re.compile(
    r"[,，。;；](?:这|那|一共|总共|走|是)?(?:哪)?(两|俩|三|2|3)(?:件事?|样|个(?=事|审批|许可|证|手续)|种|项|桩)"
)
_NUMBERS = {"两": 2, "俩": 2, "2": 2, "三": 3, "3": 3}
_FURTHER = re.compile(r"也(?:想|要|得|打算|需要)|还(?:想|要|得)|另|再|又|同时|以后|之后|装好|办完")
_OWN_MATTER = 4
_ALSO_ASKED = re.compile(
    r"(?:是不是|要不要|用不用)?(?:的)?(?:事儿?|事情|问题)?(?:也|还|都还)(?:想|要|得|需要|打算|准备)(?:一起|一并|顺便)?去?"
    r"(?:问|了解|知道|打听|咨询|办|弄|搞|处理|查|开|交|缴)+(?:一下|下|清楚|掉|了)*[,，。;；!！?？ ]*$"
)
_ASKED_ABOUT = re.compile(r"(?:问|了解|知道|打听|咨询)+(?:一下|下|清楚)*[,，。;；!！?？ ]*$")
_LIKE_THE_ONE_BEFORE = re.compile(r"(?:也|还)(?:想|要|得|需要)(?:开|交|缴)")  # 社保怎么开户，公积金也要开
_LITTLE = 6  # characters of a need that says little without what was told before it
_LEAST = 2  # characters of a matter of its own
# What a person has already, or would bring: 身份证办好了, 带身份证就行了吧.
_HAD = re.compile(
    r"(?:证明?|卡|照|本)(?:都|已经|也)?(?:(?<!没)有|办好|办完|弄好|拿到|开好)了(?=[,，。;；!！ ]|$)"
    r"|(?:^|(?<=[,，。;；]))(?:只|光)?带[^,，。;；]{1,8}(?:行|够|可以)"
)
_OFFICE = re.compile(r"派出所|[局厅]|大厅|窗口|中心")
_ANY_BENEFIT = frozenset(
    {"补贴", "补助", "津贴", "没补贴", "没补助", "优惠政策"}
)  # 还有没有什么补助: for whom was said before
_BENEFIT = re.compile("津贴|补贴|补助|低保|公租房|失业金|抚恤金")
_CHANGED = re.compile(r"(?:地址|住址|名字|名称|姓名|法人|股东|电话|经营范围)[^,，。;；]{0,2}(?:换|变|改|搬)")
_DOING_EN = re.compile(r"\b(?:transfer|renew|replace|register|cancel|update|move|change|extend)\b", re.I)
_ONLY_A_THING_EN = re.compile(
    r"(?:the|my|our) (?!.*\b(?:is|are|was|has|expired|lost|how|what|where|when|need|want)\b)", re.I
)
_OF_SOMEBODY = re.compile(r"(?:他|她|它|佢|其)|(?:his|her|their|its)\b", re.I)
_ONE_AND_ONE = re.compile(r"(?<=[,，:：;；。 ])(?:另)?一(?=个|位|家|本|套|批|件|条|辆|张|种|份|边)")
_COUNTED = re.compile(
    r"(?:这|那|想?问|要|办|买|查)?(?:两|二|三|四|2|3|4)(?:样|件|种|项|桩|个(?=事|东西|问题|证|公证|许可|手续|[:：]))(?:事情?|东西|问题|证明|证|公证|许可|手续|材料)?"
    r"[^,，。:：;；]{0,8}[:：,，]"
)
_BOTH = re.compile(r"既(?=要|想|得|有|是|需|做|能|可)|又(?=要|想|得|需|有|是|做|能)")
_JOINTS = re.compile(
    r"(?:^|(?<=[,，。;；!！?？、 ])|(?<=[吗呢吧])|(?<=了)(?=还想|还要))(?:"
    r"另外|另(?=想|要|问|请|一)|此外|除此之外|还(?=有没有)|还有(?!没有|条|点|个月|几|一?年|两|三|多|得借)(?:就是|个事|一个问题|一件事)?|顺便|顺带|順便|同时(?=想|要|也|还|老|我|公|申|办|需)|与此同时|以及|再就是|再一个|再者|再(?=问|查|看|想|请|去|办|帮|麻)"
    r"|还(?=想|要问|要查|要办|要去|要申|要把|要做|要给|要确认|要证明|要打|得办|得去|需要|准备|打算|请问|问|考虑|往)|仲(?=想|要|有)|也想|也要(?=办|去|问|申|查)|并且(?=想|要)|然后(?=想|再|去|要|还|[^,，。;；]{2,5}也(?:换|变|改|搬|丢|坏|过期|到期))|接着|之后(?=工商|还|又|想|再|要|去|怎|她|他|我)"
    r"|回来(?=再|还|又)|万一|要是(?=真|调|办|不|没|他|她|人家)|如果(?=不|没|被)"
    r"|also\b|and also|as well as|plus\b|besides|in addition|another thing|and (?=i (?:also|want|need|was)|how|where|what|can|do|then|my|we)|then (?=how|where|what|i)"  # noqa: E501
    r")",
    re.I,
)
_RUN = 12
_BLANK_FOR_COMMA = re.compile(r"(?<=[\u4e00-\u9fff]{4}) +(?=[\u4e00-\u9fff]{4})")
_EVERY_BLANK = re.compile(r"(?<=[\u4e00-\u9fff]{2}) +(?=[\u4e00-\u9fff]{2})")
_SPOKEN = 20
_JOINT_IN_A_RUN = re.compile(
    r"(?<=[\u4e00-\u9fff]{6})(?:我们?|咱们?)?(还(?:想|要(?=办|问|查|申|领))|顺便|另外(?=还|想|要|问|有)"
    r"|还有(?=就是|[\u4e00-\u9fff]{1,5}(?:可以|怎么|能不能|要不要|行不行|在哪|去哪|咋))"
    r"|然后(?=[\u4e00-\u9fff]{2,5}也(?:换|变|改|搬|丢|坏|过期|到期)))"
)
_SENTENCES = re.compile(r"(?<=[,，?？;；。!！])\s*|(?<=[a-z]\.)\s+")
_QUESTION = re.compile(
    r"怎么|怎样|如何|咋|哪|谁|吗|呢|多少|几(?!年|个月|次|百|千|万|十)|什么(?!的|也|都)|啥(?!也)|能不能|可不可以|是不是|有没有|要不要|用不用|需不需要|行不行|正不正|点样|边度|咩|\?|？"
    r"|\bhow\b|where|what\b|can i|could i|do i",
    re.I,
)
_CLAUSES = re.compile(r"(?<=[,，。;；!！?？])\s*|(?<=[a-z][.,])\s+")
_COLON = re.compile(r"[:：](?=[^:：]*[、][^:：]*(?:还有|以及|和)[^:：]*(?:各|分别|都|哪))")
_FOR_ALL = re.compile(r"(?:都|各|分别|俩|两|三|帮|这两|这俩|这几|怎么|请|找谁|先办)")
_LISTED = re.compile(r"[、;；,，]|还有|以及|(?<![公总共暖缓温平饱])和(?![平解谐好气县])|\band\b")
_WANTS = re.compile(
    r"想|要|怎么|怎样|看看|如何|咋|哪|谁|吗|呢|多少|几|什么|啥|能不能|可以|可不可以|申请|办|查|补|换|领|报|约|开|转|点样|边度|有没有|帮|\?|？"
    r"|\bhow\b|where|what|can i|want|need|do i|would like",
    re.I,
)


@dataclass(frozen=True)
class NeedText:
    """``text`` as the person put it, ``query`` what is looked up, ``context`` what the other parts lend it.

    ``joined``: where an "and" joins it with others, all that was said of them together.
    """

    text: str
    query: str
    facets: tuple[Facet, ...]
    context: str = ""
    joined: str = ""


def needs_of(text: str) -> tuple[NeedText, ...]:
    """At least one need; at most ``MOST_NEEDS``, in the order of the message."""
    broken = _with_breaks(text)
    if listed := _enumerated(broken):
        head, told = listed[0], [each for part in _without_tails(listed[1]) for each in _things_of(part, [part])]
    else:
        head, told = "", [each for part in _parts(broken) or [broken] for each in _told(part)]
    if len(told) == 1:
        return (_need(text, ""),)
    made: list[NeedText] = []
    for part, joined, story in told[:MOST_NEEDS]:
        lent = head or story or (_lent_by(made[-1], part) if made and not joined else "")
        need = _need(part, lent, joined)
        if not need.facets and _asks_for_all(text):
            need = replace(need, facets=facets_of(text))
        made.append(need)
    return tuple(made)


def _told(part: str) -> list[tuple[str, str, str]]:
    """What is told in ``part`` without a word that joins it, as ``_things_of``."""
    turns = one_after_another(part)
    return _things_of(part, _without_tails(turns) if len(turns) > 1 else [part])


def _things_of(part: str, turns: Sequence[str]) -> list[tuple[str, str, str]]:
    """(each need of the ``turns`` of ``part``, all of them together, what is told before the first)."""
    each = [one for turn in turns for one in paired(turn) or coordinated(turn) or (turn,)]
    if len(each) == 1:
        return [(part, "", "")]
    story = _story(each[0])
    return [(one, part, story if number and len(residue(one)) <= _LITTLE else "") for number, one in enumerate(each)]


def _lent_by(before: NeedText, part: str) -> str:
    """What ``part`` lacks of its own that the need before it has."""
    if _leans(part):
        like_it = _LIKE_THE_ONE_BEFORE.search(part) or residue(part) in _ANY_BENEFIT
        alone = not like_it and matters_in(part) - matters_in(before.text)
        return _story(before.text) if alone else _lent(before.text, part)
    if _OF_SOMEBODY.match(part.strip()):
        return before.context
    doing = _DOING_EN.search(before.text)
    return doing.group() if doing and _ONLY_A_THING_EN.match(part.strip()) else ""


def _parts(text: str) -> list[str]:
    """The parts that are told apart by words that join them; fewer than two where there are none."""
    if len(_CLAUSES.split(text.rstrip(" ,，。;；!！?？."))) == 1 and paired(text):
        return []
    parts = _merged(_joined_parts(text))
    return _all_announced(text, len(parts)) or (parts if len(parts) > 1 else _announced(text))


def _all_announced(text: str, told_apart: int) -> list[str]:
    """孩子上户口,生育津贴,还有育儿补贴,这三样能一次办完吗: as many as are announced, where they are listed before."""
    said = _HOW_MANY.search(text)
    if not said or told_apart >= _NUMBERS[said.group(1)]:
        return []
    listed = [p for p in _listed(text[: said.start()]) if len(residue(p)) >= _LEAST]
    named = all(CIVIC.search(p) or names_thing(p) or in_other_words(p) for p in listed)
    return listed if named and len(listed) == _NUMBERS[said.group(1)] else []


def _with_breaks(text: str) -> str:
    """What was spoken into a telephone has blanks or nothing at all where a comma would be."""
    if len(text) < _RUN:
        return text
    spoken = len(text) >= _SPOKEN and text.count(" ") > 1 and "," not in text
    return _JOINT_IN_A_RUN.sub(r",\1", (_EVERY_BLANK if spoken else _BLANK_FOR_COMMA).sub(",", text))


def reduced(text: str, most: int = QUERY_CHARACTERS) -> str:
    """The clauses that carry the matter, in order, within ``most`` characters (words in English)."""
    text = without_purpose(without_fillers(text))
    if _short_enough(text, most) and not _HAD.search(text):
        return text
    clauses = _not_had([c for c in _CLAUSES.split(text) if c.strip()])
    worth = {i: _worth(c, i, len(clauses)) for i, c in enumerate(clauses)}
    kept: list[int] = []
    for index in sorted(worth, key=lambda i: -worth[i]):
        if kept and not _short_enough("".join(clauses[i] for i in [*kept, index]), most):
            continue
        kept.append(index)
    chosen = "".join(clauses[i] for i in sorted(kept)).strip(" ,，。;；!！?？")
    return chosen if _short_enough(chosen, most * 2) else chosen[-most * 2 :]


def _not_had(clauses: list[str]) -> list[str]:
    """Without what the person has or brings, where something else is asked for."""
    left = [c for c in clauses if not _HAD.search(c)]
    return left if any(_WANTS.search(c) and (CIVIC.search(c) or _OFFICE.search(c)) for c in left) else clauses


def _short_enough(text: str, most: int) -> bool:
    if text.isascii():
        return len(text.split()) <= _QUERY_WORDS
    return len(text) <= most


def _worth(clause: str, index: int, count: int) -> float:
    """More where the matter and the asking are; nearer the end a little more, for stories end with the question."""
    length = max(len(residue(clause)), 1)
    matter = 2.0 * len(CIVIC.findall(clause))
    asks = 1.5 if _WANTS.search(clause) else 0.0
    return (
        matter
        + asks
        + index / count
        - 1.2 * len(STORY.findall(clause))
        + min(length, 8) / 16
        - max(0, length - 14) / 12
    )


def _need(text: str, lent: str, joined: str = "") -> NeedText:
    own = reduced(text)
    meant = in_other_words(f"{lent} {text}" if lent else text)
    lent = " ".join(each for each in (lent, meant) if each and each not in own)
    query = f"{lent} {own}" if lent else own
    return NeedText(text.strip(" ,，。;；、"), query, facets_of(text), lent, joined)


def _enumerated(text: str) -> tuple[str, list[str]] | None:
    """(what all parts share, the parts) where a person counts them out; None where nobody counts."""
    for pattern in (*_ORDINALS, _ONE_AND_ONE):
        marks = list(pattern.finditer(text))
        if len(marks) >= 2:
            return _head(text[: marks[0].start()]), _cut(text, [(m.start(), m.end()) for m in marks])
    both = list(_BOTH.finditer(text))
    if len(both) >= 2 and both[0].group() == "既":
        return _head(text[: both[0].start()]), _cut(text, [(m.start(), m.end()) for m in both])
    counted = _COUNTED.search(text) or _COLON.search(text)
    if counted and len(text) - counted.end() >= 6:
        listed = [p for p in _listed(text[counted.end() :]) if len(residue(p)) >= 2]
        if len(listed) >= 2:
            return _head(text[: counted.end()]), listed
    return None


def _without_tails(parts: list[str]) -> list[str]:
    """The remark at the end of a list (both how? / help me with all three) belongs to every part, or to none."""
    *others, last = parts
    clauses = [c for c in _CLAUSES.split(last) if c.strip()]
    tail = ""
    if len(clauses) > 1 and _FOR_ALL.match(clauses[-1]):
        tail = clauses.pop()
        last = "".join(clauses)
    shared = tail if len(residue(_FOR_ALL.sub("", tail))) >= 2 else ""
    return [f"{part} {shared}".strip() if shared else part for part in (*others, last)]


def _joined_parts(text: str) -> list[str]:
    """Parts at connecting words; one that begins with NUL only follows a full stop or comma."""
    parts: list[str] = []
    for sentence in _SENTENCES.split(text):
        start = 0
        for mark in _JOINTS.finditer(sentence):
            if sentence[start : mark.start()].strip():
                parts.append(("\x00" if start == 0 and parts else "") + sentence[start : mark.start()])
            start = mark.end()
        strong = start > 0 or _names_first(sentence) or (parts and parts[-1].rstrip().endswith((";", "；")))
        parts.append(("" if strong else "\x00") + sentence[start:])
    return [p for p in parts if p.strip(" \x00,，。;；?？!！")]


def _names_first(sentence: str) -> bool:
    """孩子上学的事也想问: a further need, though nothing before it says so."""
    also = _ALSO_ASKED.search(sentence)
    return also is not None and (len(residue(sentence[: also.start()])) >= _LEAST or sentence[0] in SHORT_THINGS)


def _announced(text: str) -> list[str]:
    """Where a person says how many things it are (两件事分别找谁), the parts at the commas before further ones."""
    said = _HOW_MANY.search(text)
    if not said:
        return []
    most = _NUMBERS[said.group(1)]
    parts: list[str] = []
    for clause in _CLAUSES.split(text):
        own = CIVIC.search(_HOW_MANY.sub("", clause))
        begins = own and parts and len(parts) < most and CIVIC.search(parts[-1]) and len(residue(clause)) >= _OWN_MATTER
        if begins and _FURTHER.search(clause):
            parts.append(clause)
        elif parts:
            parts[-1] += clause
        else:
            parts.append(clause)
    return parts if len(parts) > 1 else []


def _cut(text: str, marks: list[tuple[int, int]]) -> list[str]:
    ends = [start for start, _ in marks[1:]] + [len(text)]
    return [text[after:end] for (_, after), end in zip(marks, ends, strict=True)]


def _listed(rest: str) -> list[str]:
    outside = re.sub(r"[(（][^)）]*[)）]", lambda m: m.group().replace("，", " ").replace("、", " "), rest)
    return [p.strip() for p in _LISTED.split(outside) if p.strip()]


def _head(text: str) -> str:
    text = re.sub(r"[这那]?(?:两|二|三|四|几)(?:样|件|个|种|项|位)(?:事情?|东西|问题|人)?", "", text)
    text = re.sub(r"(?:我?想?问|帮我|请|要办?)[:：,，]?$", "", text)
    return reduced(text.strip(" ,，。:：;；"), 16) if len(residue(text)) >= 2 else ""


def _merged(parts: list[str]) -> list[str]:
    """Parts that are no needs of their own go back to their neighbour."""
    groups: list[str] = []
    for part in parts:
        text = part.lstrip("\x00")
        if groups and part.startswith("\x00") and not _breaks(groups[-1], text):
            groups[-1] += text
        else:
            groups.append(text)
    merged: list[str] = []
    for text in groups:
        if merged and not (_stands_alone(text) and _is_need(text) and _is_need(merged[-1])):
            merged[-1] += text
        else:
            merged.append(text)
    return merged


def _stands_alone(part: str) -> bool:
    left = len(residue(part))
    if part.isascii():  # and my flight is on Friday, what can I do
        return left >= 5 and (bool(CIVIC.search(part)) or names_thing(part) or _is_known(part))
    names = left >= _LEAST and (bool(CIVIC.search(part)) or names_thing(part))
    return left >= 5 or names or _names_first(part) or bool(_CHANGED.match(part))


def _is_known(part: str) -> bool:
    """An English part that the lexicon knows by several words: borrow money to open shop."""
    several = (each for each in shipped().find(part.lower()) if " " in each.expression)
    return bool(in_other_words(part)) or any(several)


def _breaks(before: str, part: str) -> bool:
    """At a mere comma or full stop two needs are told apart only if both are questions about something."""
    return not is_no_need(part) and all(
        bool(_QUESTION.search(side)) and len(residue(side)) >= 4 and bool(CIVIC.search(side)) for side in (before, part)
    )


def _is_need(part: str) -> bool:
    named = len(residue(part)) >= 2 and bool(_WANTS.search(part) or CIVIC.search(part))
    return named or _names_first(part) or bool(_CHANGED.match(part)) or (part.isascii() and _is_known(part))


def _leans(part: str) -> bool:
    """A part with little of its own matter leans on the one before."""
    if _LIKE_THE_ONE_BEFORE.search(part):
        return True
    if _ASKED_ABOUT.search(part) and _names_first(part):
        return False
    left = residue(part)
    benefit = _BENEFIT.search(part) and left not in _ANY_BENEFIT
    short = len(left) < 5 and not (names_matter(part) or benefit or in_other_words(part))
    return short or left in _ANY_BENEFIT or not CIVIC.search(part)


def _lent(before: str, part: str) -> str:
    """What ``part`` leans on: the thing of which it says that something else changed, or the matter."""
    things = things_in(before) if _CHANGED.match(part) else []
    return things[0] if things else reduced(before, 16)[:24]


def _story(part: str) -> str:
    """What is told before anything is wanted, to be lent to further needs; what names a matter is about that one."""
    told = told_before(part)
    return "" if matters_in(told) else reduced(told, 16)[:24]


def _asks_for_all(text: str) -> bool:
    return bool(re.search(r"[都各]|分别|both|each", text[-24:])) and bool(ASKING.search(text[-24:]))
