"""What people say of themselves that no check digit proves: told by the words before it, or by its own form.

Everything keeps its length. The first character stays where an official may want to see what kind of thing it was.
"""

from __future__ import annotations

import re

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢傅钟姜崔谭"
    "廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔欧阳司徒上官诸葛"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧鐘薑譚範陸賈韋鄒閻龍賀顧錢嚴賴歐"
)
_END = r"(?=$|[，,。.；;、！!？?（(\s]|的|今年|身份证|身份證|住|电话|手机|男|女|想|要|来自)"
_NAME = re.compile(
    rf"(?:我叫|名叫|叫做|姓名(?:是|为|[:：])|名字(?:是|叫|[:：]))\s*([{_SURNAMES}][\u4e00-\u9fff·]{{1,3}}?){_END}"
    r"|(?i:my name is|i am called)\s+([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})"
)
_ACCOUNT = re.compile(
    r"(?:微信|威信|wechat|vx|QQ)(?:号码?(?:是|为)?|是|为|账号|[:：]| id)+\s*([A-Za-z0-9][A-Za-z0-9_-]{4,19})"
    r"|QQ\s*([1-9][0-9]{4,11})",
    re.IGNORECASE,
)
# passports, and permits for Hong Kong, Macao and Taiwan
_PASSPORT = re.compile(r"(?<![A-Za-z0-9-])([EGDSPKCWHML][0-9]{8}|E[A-HJ-NP-Z][0-9]{7})(?![0-9A-Za-z-])", re.IGNORECASE)
_PLATE = re.compile(
    r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?"
    r"(?=[A-Z]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DOOR = re.compile(
    r"(?:[0-9]{1,4}\s?(?:号楼|栋|幢|座|单元|楼|层|弄|号)\s?)+[0-9]{2,4}(?:室|房|号|户)?(?![0-9元年月日个天])"
)
_DIGIT = re.compile(r"[0-9]")
_MAYBE = re.compile(r"叫|姓名|名字|(?i:name is|called|微信|威信|wechat|vx|qq)|[A-Za-z][0-9]|[0-9]\s?[号栋幢座单楼层弄]")


def hide_what_is_said_of_oneself(text: str, *, doors: bool) -> str:
    """Names and accounts that a cue introduces, passports, number plates; with ``doors`` also the numbers of one's
    door, which whoever comes to help must see."""
    if not _MAYBE.search(text):
        return text
    for form, shown in ((_NAME, 1), (_ACCOUNT, 1), (_PASSPORT, 1), (_PLATE, 2)):
        text = form.sub(lambda found, shown=shown: _starred(found, shown), text)  # type: ignore[misc]
    return _DOOR.sub(lambda found: _DIGIT.sub("*", found.group()), text) if doors else text


def _starred(found: re.Match[str], shown: int) -> str:
    """The group that matched, starred but for its beginning; spaces stay."""
    start, end = found.span(found.lastindex or 0)
    whole, begin = found.group(), found.start()
    hidden = "".join(c if c == " " else "*" for c in whole[start - begin + shown : end - begin])
    return whole[: start - begin + shown] + hidden + whole[end - begin :]
