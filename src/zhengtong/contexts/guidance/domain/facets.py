"""What about a matter is asked: materials, fee, place, time, phone, online, condition."""

from __future__ import annotations

import re
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.quick import quick
from zhengtong.contexts.guidance.domain.reply import Facet


@cache
def _patterns() -> dict[Facet, re.Pattern[str]]:
    rows: dict[Facet, str] = yaml.safe_load((DATA / "facets.yaml").read_text("utf-8"))
    return {facet: quick("".join(pattern.splitlines()), re.I) for facet, pattern in rows.items()}


def facets_of(text: str) -> tuple[Facet, ...]:
    """The facets asked, in the order in which they first occur."""
    found = [(match.start(), facet) for facet, pattern in _patterns().items() if (match := pattern.search(text))]
    return tuple(facet for _, facet in sorted(found))


def without_facets(text: str) -> str:
    """What is left of a question beside what it asks about a matter: 非得本人跑一趟吗 leaves nothing."""
    for pattern in _patterns().values():
        text = pattern.sub(" ", text)
    return text


_RULES = quick(
    r"法律|规定|违法|犯法|合法|依据|条例|实施细则|法条|《|第[一二三四五六七八九十百零0-9]+条|政策|文件(?:里|上|规定)|权利|义务|赔偿|违约|有效吗|效力"
    r"|\blaws?\b|legal(?! aid)|illegal|regulation|article \d|policy|compensation|rights\b",
    re.I,
)


def asks_about_rules(text: str) -> bool:
    """Whether a rule is asked for, not only how something is done."""
    return bool(_RULES.search(text))


_RIGHTS = quick(
    r"(?:拖欠|克扣|欠薪|少发|不发|不给|不付).{0,6}(?:工资|加班费|工钱|奖金|钱)?|(?:工资|加班费|工钱|奖金).{0,4}(?:拖欠|不发|不给|克扣|被扣)"
    r"|欠薪|试用期|加班费|辞退|开除|解雇|裁员|被炒|违约金|不签(?:劳动)?合同|没签(?:劳动)?合同|经济补偿|年假|产假|陪产假|婚假|病假"
    r"|押金.{0,4}不(?:退|还)|不(?:退|还).{0,6}押金|(?:起诉|状告|仲裁|维权|索赔|追究)|(?:离婚|分手).{0,8}(?:财产|房子|孩子|抚养|彩礼)|抚养费|赡养费|彩礼|家暴"
    r"|遗嘱|遗产|继承权|退货|退款|假一赔|(?:可以|能|能不能|是不是)(?:随便|随意|单方|强制)|(?:违不违法|犯不犯法|该不该赔|要不要赔|赔多少)"
    r"|unpaid wages|wages? (?:are |is )?(?:not |un)paid|withh[eo]ld|probation|overtime pay|dismiss|fired|severance"
    r"|\bsue\b|refund|(?:not|n't|never) paid (?:me|us|my)|owes? (?:me|us) .{0,12}(?:wages?|pay|salary)",
    re.I,
)


def asks_about_rights(text: str) -> bool:
    """Whether the question is what a person is entitled to: then the article is the answer, and the matter follows."""
    return bool(_RIGHTS.search(text))


# everyday words about a relation that the law names otherwise
_RELATIONS = tuple(
    (re.compile(words, re.I), terms)
    for words, terms in (
        (r"公司|老板|单位|工资|加班|辞退|开除|解雇|试用期|裁员|年假|工钱", "用人单位 劳动者 劳动合同"),
        (r"employer|boss|wage|overtime|probation|dismiss|fired", "用人单位 劳动者 劳动合同"),
        (r"房东|租房|租客|房租|押金|landlord|tenant|\brent", "租赁合同 出租人 承租人"),
        (r"网购|买的东西|商家|退货|退款|假货|refund", "消费者 经营者"),
    )
)
_ENGLISH = tuple(
    (re.compile(words, re.I), terms)
    for words, terms in (
        (r"wages?|salary|\bpaid\b|\bpay\b", "工资 劳动报酬"),
        (r"withh[eo]ld|unpaid|(?:not|n't|never) paid", "克扣 拖欠 足额支付"),
        (r"probation", "试用期"),
        (r"overtime", "加班 延长工作时间"),
        (r"dismiss|fired|severance", "解除 经济补偿"),
        (r"refund|return", "退货"),
        (r"deposit", "押金 定金"),
        (r"divorce", "离婚"),
        (r"inherit|\bwill\b", "继承 遗嘱"),
        (r"subsid|grants?\b", "补贴 补助"),
        (r"allowance", "津贴"),
        (r"\bhir(?:e|ing)|recruit", "吸纳就业 招用"),
        (r"graduate", "高校毕业生 毕业生"),
        (r"job stabili[sz]ation|stabili[sz]ation refund|retention refund", "稳岗返还"),
        (r"(?:old|elderly|senior)", "高龄 老年人"),
        (r"start.?ups?\b|starting a business", "创业"),
        (r"household registration|hukou", "落户 户口"),
        (r"marry|marriage", "结婚 婚姻"),
        (r"annual leave", "年休假"),
        (r"maternity", "产假"),
        (r"drunk|drink.driving", "饮酒后驾驶"),
    )
)
_OFFICIALS = re.compile("公务员|法官|检察官|警察|军官|士兵|教师")


def chinese_terms(text: str) -> tuple[tuple[str, ...], ...]:
    """For each thing that an English question names, the words by which a Chinese text may name it."""
    return tuple(tuple(terms.split()) for pattern, terms in _ENGLISH if pattern.search(text)) if text.isascii() else ()


def in_terms_of_law(text: str) -> str:
    """The question with the words by which the law names the two sides, and with Chinese terms for English ones."""
    more = [terms for pattern, terms in _RELATIONS if pattern.search(text) and not _OFFICIALS.search(text)]
    more += [" ".join(terms) for terms in chinese_terms(text)]
    return " ".join([text, *more])
