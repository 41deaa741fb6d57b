"""What about a matter is asked: materials, fee, place, time, phone, online, condition."""

from __future__ import annotations

import re

from zhengtong.contexts.guidance.domain.reply import Facet

# Traditional text is simplified before this is asked; Cantonese words are listed beside the standard ones.
_PATTERNS: dict[Facet, re.Pattern[str]] = {
    "materials": re.compile(
        r"材料|资料|文件|手续.{0,4}(?:什么|啥|哪)|(?:带|交|备|准备|提供|提交|需要|要).{0,6}(?:什么|啥|哪些|哪几|咩|乜|何|东西)"
        r"|(?:什么|啥|咩|哪些)(?:证件|证明|东西|嘢|资料)|带(?:上)?(?:身份证|户口本|户口簿).{0,6}(?:行|够|可以|得)"
        r"|(?:what|which).{0,24}(?:bring|need|documents?|papers?|submit|provide)|documents?|paperwork|materials?",
        re.I,
    ),
    "fee": re.compile(
        r"多少钱|几多钱|几钱|要钱|花钱|收费|费用|价钱|价格|贵不贵|免费|押金|工本费|手续费|交.{0,4}钱|收.{0,3}钱|便宜"
        r"|(?:多少|几)(?:元|块)|不要钱|过路钱|how much|cost|fees?\b|price|charge|free of charge",
        re.I,
    ),
    "place": re.compile(
        r"哪里|哪儿|那里(?:办|有|打|可以)|在哪|去哪|到哪|上哪|何处|边度|哪个?(?:部门|单位|窗口|地方|局|所|网|网站|门诊|入口)|地址"
        r"|(?:找|归|向|问)(?:谁|哪|边个)|附近|怎么走|去边|什么(?:地方|部门|单位)"
        r"|\bwhere\b|which (?:office|window|department|counter)|address",
        re.I,
    ),
    "time": re.compile(
        r"多久|几天|几多日|几日|多长时间|几时|什么时候|啥时候|何时|几点|几月|时限|时间(?:限制|要求)?|期限|多少天|多快|来得及|几耐"
        r"|什么时间|周末|上班|how long|how soon|how many days|when (?:can|do|will|is|does)|deadline|opening hours",
        re.I,
    ),
    "phone": re.compile(
        r"电话|热线|打(?:什么|哪个|给谁)|号码是|联系(?:方式|谁|哪)|咨询(?:电话|谁)|phone|call|hotline|contact number",
        re.I,
    ),
    "online": re.compile(
        r"网上|线上|在线|手机(?:上|能|可以|办)|不(?:用|想)(?:跑|去现场|到现场)|小程序|app|邮寄|寄(?:过来|到|给)|远程|唔使返|网办|全程网"
        r"|\bonline\b|by (?:post|mail|email)|website|remotely",
        re.I,
    ),
    "condition": re.compile(
        r"条件|资格|要求|符合|能不能|可不可以|可以(?:吗|不|么|申请)|行不行|得唔得|够(?:不够|唔够|格)|才(?:能|可以)|需要满足|限制|门槛|普通人能"
        r"|谁(?:能|可以)|什么人|哪些人|认唔认|认不认|有没有资格|算不算"
        r"|eligib|qualif|requirements?|\bcan i\b|am i able|allowed|conditions?",
        re.I,
    ),
}


def facets_of(text: str) -> tuple[Facet, ...]:
    """The facets asked, in the order in which they first occur."""
    found = [(match.start(), facet) for facet, pattern in _PATTERNS.items() if (match := pattern.search(text))]
    return tuple(facet for _, facet in sorted(found))


_RULES = re.compile(
    r"法律|规定|违法|犯法|合法|依据|条例|实施细则|法条|《|第[一二三四五六七八九十百零0-9]+条|政策|文件(?:里|上|规定)|权利|义务|赔偿|违约|有效吗|效力"
    r"|\blaws?\b|legal(?! aid)|illegal|regulation|article \d|policy|compensation|rights\b",
    re.I,
)


def asks_about_rules(text: str) -> bool:
    """Whether a rule is asked for, not only how something is done."""
    return bool(_RULES.search(text))
