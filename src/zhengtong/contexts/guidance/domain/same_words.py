"""Different words for the same, as far as a sentence and the facts under it say it: one way of writing for both.

Only what means exactly the same stands here. ``16 岁以下`` is not ``未满 16 岁``, and a certificate is not its copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_Match = re.Match[str]


def _hour(match: _Match) -> str:
    later = match.group(1) in ("下午", "晚上", "傍晚") and int(match.group(2)) < 12
    return f"{int(match.group(2)) + 12 * later}点"


def _clock(match: _Match) -> str:
    minutes = int(match.group(2))
    return f"{int(match.group(1))}点{minutes}分" if minutes else f"{int(match.group(1))}点"


def _ten_thousands(match: _Match) -> str:
    return f"{float(match.group(1)) * 10_000:g}" if float(match.group(1)) < 90 else match.group()


_WAYS: tuple[tuple[str, str | Callable[[_Match], str]], ...] = (
    # numbers and times
    (r"(\d+(?:\.\d+)?)万(?=元|块|人)", _ten_thousands),
    (r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)", _clock),
    (r"(上午|早上|下午|晚上|傍晚)(\d{1,2})点", _hour),
    (r"(?<=\d)号(?!窗|楼|线|门|柜|厅|院|令|文)", "日"),
    (r"第一次", "首次"),
    (r"下个?月", "次月"),
    (r"(?<=[一二三四五六日\d点])(?:到|-|—|~)(?=周|星期|\d|上午|下午)", "至"),
    (r"/(证|人|月|年|次|张|份|户|天|日|件|本)", r"每\1"),
    (r"(?:年满|已满)(?=\d)", "满"),
    (r"(\d+)(周岁|岁|年|个月)(?:及)?以上", r"满\1\2"),
    (r"最长|至多|不超过|不高于|上限为?|(?:可|能)?(?:延长?|延期)(?:至|到)", "最多"),
    (r"以内|之内", "内"),
    (r"以后|之后", "后"),
    (r"以前|之前", "前"),
    (r"(?<![\d第满])一年(?=(?:可以|可|能)?[^,，。;；]{0,3}一次)", "每年"),
    (r"(?:过了|超过)(?:期限|时限)", "逾期"),
    (r"过期", "超过有效期"),
    # may, must, must not
    (r"不用(?:再)?(?:交|付|花)(?:钱|费)|不(?:收|要|用|花)钱|不收费|不收取|免交|免费|free of charge|no charge", "免收"),
    (r"不得|不可以|不可(?!抗)|不许|不准|不允许|禁止", "不能"),
    (r"无需|无须|不需要|不必", "不用"),
    (r"(?:亲自|自己|本人)(?:亲自)?(?:到场|前往|去|来|到)", "本人到场"),
    (r"只能(?:由)?(?=本人到场)|务必|必须|应当|应该|(?<![必无])须", "必须"),
    (r"(?:委托|找|让|请)(?:别人|他人|人|其他人)(?:来|去|代为)?(?:代办|代理|办理|办)?", "委托他人代办"),
    # things and doings
    (r"办好|办完|办妥|办成", "办结"),
    (r"现场(?:拍照|拍摄|拍)", "现场采集"),
    (r"上班|办公|开门", "办理"),
    (r"自己的", "自有"),
    (r"房子", "住房"),
    (r"房租", "租房"),
    (r"户口本", "户口簿"),
    (r"社保卡", "社会保障卡"),
    (r"社保", "社会保险"),
    (r"公租房", "公共租赁住房"),
    (r"个体户", "个体工商户"),
    (r"(?<!公)司机", "驾驶人"),
    (r"身体检查", "体检"),
    (r"发照", "发执照"),
    (r"打(?=[到进至])", "发放"),
    (r"户口(?!簿)", "户籍"),
    (r"领证|拿证|取证", "领取"),
    (r"小孩|孩子|未成年子女", "孩子"),
    # English
    (r"\bpays? nothing\b", "free"),
    (r"\b(?:do|does)(?: not|n't) (?:have|need) to\b", "need not"),
    (r"\b(?:have|has|need|needs) to\b", "must"),
    (r"\bcosts?\b", "fee"),
    (r"\bchild\b", "children"),
)
_PATTERNS = tuple((re.compile(pattern, re.I), to) for pattern, to in _WAYS)


def one_way(text: str) -> str:
    """``text`` (NFKC) with one word for each of what is said in several."""
    for pattern, to in _PATTERNS:
        text = pattern.sub(to, text)
    return text
