"""What is to be done with a thing: to get, replace, renew, change, cancel, look up, book, complain …

The same thing has an item for each of these, so the verb tells near-twins apart.
"""

from __future__ import annotations

import re
from functools import lru_cache

# action: (how people ask for it, how titles of items say it); written from the language, in Simplified Chinese
_WORDING: dict[str, tuple[str, str]] = {
    "replace": (
        r"补办|补领|补发|补换|遗失|挂失|补证|补打|丢|不见|弄没|唔见|掉了|被偷|\blost\b|stolen|replace",
        r"补领|补办|补发|补证|补打|遗失|挂失",
    ),
    "renew": (r"换证|换领|换发|过期|到期|换新|破损|损坏|烂了|renew|expire", r"换发|换领|换证|期满|到期|更换|损毁"),
    "change": (
        r"变更|改名|改成|换成|更名|改地址|搬|换人|过户|转让|转名|\bchange|transfer",
        r"变更|更名|更正|过户|转移|调整",
    ),
    "cancel": (
        r"注销|销户|不干了|不做了|关门|取消|撤销|停办|不要了|解散|执笠|结业|cancel|\bclose",
        r"注销|销户|撤销|终止|取消|解散|拆",
    ),
    "extend": (r"延期|延续|续期|续签|延长|再延|续办|extend|extension|prolong", r"延期|延续|续期|续签|延长"),
    "enquiry": (
        r"查询|查一下|查查|查下|哪里查|怎么查|查到|名单|有哪些|看看|看下|睇下|是不是真|真假|\bcheck|list of|look up",
        r"查询|名单|名录|公示|公告|公开|查看|概况|列表|检索|数据",
    ),
    "progress": (
        r"进度|办到哪|到哪一步|批下来|好了没|办好没|批了没|审到哪|搞掂未|status|progress",
        r"进度",
    ),
    "booking": (r"预约|约个|约号|取号|排号|攞筹|appointment|\bbook\b", r"预约"),
    "complaint": (r"投诉|举报|告他|告它|反映|维权|complain|\breport\b", r"投诉|举报|信访|违法"),
    "advice": (r"咨询|问谁|打哪个电话|电话|advice|hotline", r"咨询|解读|解答|留言"),
    "notary": (r"公证|notar", r"公证"),
    "exam": (r"考试|报考|报名|考证|exam", r"考试|报名|报考"),
    "result": (r"成绩|查分|多少分|\bscores?\b|results?\b", r"成绩"),
    "benefit": (
        r"补贴|补助|津贴|资助|奖励|领钱|给钱|subsid|allowance|benefit",
        r"补贴|补助|津贴|资助|待遇|奖励|给付|扶持",
    ),
    "payment": (r"交钱|缴费|交费|付款|欠费|\bpay", r"缴费|缴纳|电费|申报"),
    "pause": (r"暂停|停一停|先停|报停|歇业|停用|suspend|pause", r"暂停|停业|停用|停"),
    "resume": (r"恢复|复业|重新开|再开|resume|reopen", r"恢复|复业"),
    "training": (r"培训|上课|学习班|课程|training|course", r"培训"),
    "download": (r"下载|表格|模板|download|\bforms?\b", r"下载|表格"),
}
_ASKED = {action: re.compile(asked) for action, (asked, _) in _WORDING.items()}
_OFFERED = {action: re.compile(offered) for action, (_, offered) in _WORDING.items()}


def actions_asked(text: str) -> frozenset[str]:
    """What a question (Simplified, lower case) asks to have done; often nothing is said."""
    return frozenset(action for action, pattern in _ASKED.items() if pattern.search(text))


@lru_cache(maxsize=20_000)
def actions_offered(title: str) -> frozenset[str]:
    """What an item does, by its title."""
    return frozenset(action for action, pattern in _OFFERED.items() if pattern.search(title))
