"""What people say of themselves that no check digit proves: told by the words before it, or by its own form.

Everything keeps its length. The first character stays where an official may want to see what kind of thing it was.
"""

from __future__ import annotations

import re

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢傅钟姜崔谭"
    "廖阳范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔欧葛"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧鐘薑譚範陸賈韋鄒閻龍賀顧錢嚴賴歐"
)
_SURNAME = f"(?:欧阳|歐陽|司徒|上官|诸葛|諸葛|[{_SURNAMES}])"
_END = r"(?=$|[，,。.；;、！!？?（(\s]|的|今年|身份证|身份證|住|电话|手机|男|女|想|要|来自)"
_NAME = re.compile(
    rf"(?:我叫|名叫|叫做|姓名(?:是|为|[:：])|名字(?:是|叫|[:：]))\s*({_SURNAME}[\u4e00-\u9fff·]{{1,3}}?){_END}"
    r"|(?i:my name is|i am called)\s+([A-Z][a-z]+(?: [A-Z][a-z]+){0,2})"
)
# 我是 says many other things: what comes after it is a name only where it ends there and is no word, place or title
_SELF = re.compile(
    rf"(?:我(?:是|係)|本人(?:是|叫)?)\s*({_SURNAME}[\u4e00-\u9fff]{{1,2}})"
    r"(?=$|[，,。.；;、！!？?（(\s]|身份证|身份證|电话|電話|手机|手機|今年)"
)
_LAST_OF_NO_NAME = frozenset("人员員师師工长長族户戶机機的了某区區市县縣省镇鎮州子女费費证證症前后後边邊时時月日")
_TITLES = ("先生", "女士", "小姐", "太太", "老师", "老師", "医生", "醫生", "主任", "经理", "經理", "总", "總")
_WORDS = (
    "高中生 高职生 高校生 高考生 高一 高二 高三 高龄 高管 高级 高知 白领 白血病 白癜风 白天 白班 黄牛 "
    "黄石 黄冈 黄山 武警 武装 武术 武校 武汉 武昌 陆军 陆续 金融 金融业 金属 金卡 金华 雷达 顾客 顾问 "
    "毛坯 毛坯房 严重 严格 何种 何处 何地 任何 任意 任教 任职 许可 许多 许久 孙辈 方便 方面 于是 于今 "
    "丁克 董事 董事会 程序 夏天 夏季 谢谢 唐氏 唐山 曾经 曾任 曾祖 曾孙 万一 万分 万科 万达 马上 马路 "
    "马虎 周末 周岁 周一 周二 周三 周四 周五 周六 林业 林农 林场 石油 石材 龙头 龙华 江苏 江西 江南 江北 "
    "江东 江湖 江阴 江门 江宁 苏北 苏南 沈阳 邵阳 罗湖 杨浦 吴江 余姚 余杭 韩国 欧洲 欧盟 钟情 田间 "
    "田园 田径 陈述 郑重 "
)
_NO_NAMES = frozenset(_WORDS.split())
_ACCOUNT = re.compile(
    r"(?:微信|威信|wechat|vx|QQ)(?:号码?(?:是|为)?|是|为|账号|[:：]| id)+\s*([A-Za-z0-9][A-Za-z0-9_-]{4,19})"
    r"|QQ\s*([1-9][0-9]{4,11})",
    re.IGNORECASE,
)
# a landline looks like an office's: only the words before it say that it is one's own
_LANDLINE = re.compile(
    r"(?:(?:我|家里|家中|本人)(?:家里?|单位|公司|店里?)?的?(?:电话|電話|座机|座機|固话|号码|號碼|联系方式)"
    r"|(?:打|拨|撥|联系|聯絡|回)(?:到|给|給)?(?:我|家里)家?(?:的?(?:电话|電話))?"
    r"|(?i:my (?:tele)?phone(?: number)?|call me (?:at|on)))"
    r"(?:号码?)?(?: is|是|为|[:：])?\s*([(（]?0[0-9]{2,3}[)）]?[ -]?[2-9][0-9]{6,7}|[2-9][0-9]{6,7})(?![0-9])"
)
# numbers of cards of persons, but for the day on which one was issued
_CARD = re.compile(
    r"(?:军官|士官|士兵|军人|军士|文职干部|警官|残疾人?|优待|准考)证(?:件)?(?:号码?|编号)?(?:是|为|[:：])?"
    r"\s*([\u4e00-\u9fff]字第?[0-9]{6,8}|[A-Za-z]?(?!(?:19|20)[0-9]{6}(?![0-9]))[0-9]{6,12})(?![0-9元])"
    r"|(?:社保|社会保障|医保|市民)卡(?:卡号|号码?|编号)(?:是|为|[:：])?\s*([A-Za-z]?[0-9]{6,12})(?![0-9元])"
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
# whether to look closer: few first characters and what may come after them, which is quickly seen not to be there
_MAYBE = re.compile(
    r"叫|[姓名我本微威][名字是係人信]|[A-Za-z0-9](?:(?<=[A-Za-z])[0-9]|(?<=[0-9])[0-9]{5}|(?<=[0-9])\s?[号栋幢座单楼层弄]"
    r"|(?i:(?<=n)ame is|(?<=c)alled|(?<=w)echat|(?<=v)x|(?<=q)q))"
)


def hide_what_is_said_of_oneself(text: str, *, doors: bool) -> str:
    """Names and accounts that a cue introduces, passports, number plates; with ``doors`` also the numbers of one's
    door, which whoever comes to help must see."""
    if not _MAYBE.search(text):
        return text
    for form, shown in ((_NAME, 1), (_SELF, 1), (_ACCOUNT, 1), (_LANDLINE, 0), (_CARD, 1), (_PASSPORT, 1), (_PLATE, 2)):
        text = form.sub(lambda found, shown=shown: _starred(found, shown), text)  # type: ignore[misc]
    return _DOOR.sub(lambda found: _DIGIT.sub("*", found.group()), text) if doors else text


def _starred(found: re.Match[str], shown: int) -> str:
    """The group that matched, starred but for its beginning; spaces stay."""
    if found.re is _SELF and not _may_be_a_name(found.group(1)):
        return found.group()
    start, end = found.span(found.lastindex or 0)
    whole, begin = found.group(), found.start()
    hidden = "".join(c if c in " -()（）" else "*" for c in whole[start - begin + shown : end - begin])
    return whole[: start - begin + shown] + hidden + whole[end - begin :]


def _may_be_a_name(said: str) -> bool:
    return said not in _NO_NAMES and said[-1] not in _LAST_OF_NO_NAME and not said.endswith(_TITLES)
