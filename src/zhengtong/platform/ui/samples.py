"""What the style page shows in its components: invented, in both languages, never facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import get_language

from zhengtong.kernel.sources import Source


def _pick(zh: str, en: str) -> str:
    return en if (get_language() or "zh").startswith("en") else zh


class SampleForm(forms.Form):
    """Three kinds of field; ``sent`` below fills it wrongly on purpose."""

    name = forms.CharField(max_length=20)
    phone = forms.RegexField(r"^1\d{10}$")
    way = forms.ChoiceField(widget=forms.RadioSelect)
    remark = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _pick("姓名", "Name"),
            "phone": _pick("手机号码", "Mobile number"),
            "way": _pick("怎样领取结果", "How to receive the result"),
            "remark": _pick("补充说明", "Anything to add"),
        }
        for key, label in labels.items():
            self.fields[key].label = label
        self.fields["phone"].help_text = _pick("只用来通知办理进度。", "Only used to tell you how far the matter is.")
        self.fields["phone"].error_messages["invalid"] = _pick(
            "手机号码应是 1 开头的 11 位数字。", "A mobile number has 11 digits and starts with 1."
        )
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [
            ("post", _pick("邮寄到家", "By post")),
            ("window", _pick("到窗口自取", "At the window")),
        ]


def context(page: int) -> dict[str, Any]:
    """Everything ``ui/style.html`` needs."""
    return {
        "form": SampleForm(auto_id="blank_%s"),
        "sent": SampleForm(
            {"name": _pick("张小江", "Zhang Xiaojiang"), "phone": "1380013", "way": "post"}, auto_id="sent_%s"
        ),
        "page": Paginator(range(200), 10).get_page(page),
        "facts": _facts(),
        "rows": _rows(),
        "materials": _materials(),
        "sources": _sources(),
        "steps": _steps(),
        "waiting": _waiting(),
        "words": _words(),
        "table": _table(),
        "tiles": _tiles(),
    }


def _facts() -> list[dict[str, Any]]:
    return [
        {"name": _pick("跑几次", "Visits"), "value": _pick("1 次", "1"), "icon": "pin"},
        {
            "name": _pick("多久", "How long"),
            "value": _pick("5 个工作日", "5 working days"),
            "icon": "clock",
            "cites": [1],
            "hint": _pick("法定 20 个工作日", "20 by law"),
        },
        {"name": _pick("费用", "Cost"), "value": _pick("40 元", "40 yuan"), "icon": "yuan", "cites": [2]},
        {"name": _pick("材料", "To bring"), "value": _pick("2 件", "2 things"), "icon": "doc"},
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {"name": _pick("受理部门", "Department"), "value": _pick("示例局 综合科", "Sample Office")},
        {"name": _pick("办理对象", "For"), "value": _pick("本市居民", "Residents of the city")},
        {
            "name": _pick("办理方式", "Ways"),
            "value": _pick("网上、窗口、邮寄", "Online, at the window, by post"),
            "cites": [1],
        },
    ]


def _materials() -> list[dict[str, Any]]:
    return [
        {
            "key": "form",
            "name": _pick("申请表", "Application form"),
            "need": "required",
            "form": "original",
            "copies": 1,
            "note": _pick("窗口有空表，也可以现场填写。", "Blank forms are at the window."),
            "cites": [1],
        },
        {
            "key": "proxy",
            "name": _pick("委托书和代办人身份证", "Letter of authority and the agent's identity card"),
            "need": "conditional",
            "form": "copy",
            "copies": 2,
            "note": _pick("由他人代办时才需要。", "Only when somebody else goes for you."),
        },
        {
            "key": "register",
            "name": _pick("户籍信息", "Household registration"),
            "need": "already-held",
            "held_by": _pick("公安部门", "the police department"),
        },
    ]


def _sources() -> list[Source]:
    return [
        Source("law", _pick("《示例条例》", "Sample Regulation"), _pick("第十一条", "Article 11"), url="/style/"),
        Source("document", _pick("收费目录（示例）", "List of charges (sample)")),
    ]


def _steps() -> list[dict[str, str]]:
    return [
        {
            "name": _pick("听懂了", "Understood"),
            "text": _pick("两件事：补证；下周三前要用", "two needs: a new card; wanted by Wednesday"),
        },
        {
            "name": _pick("找到 4 个事项", "Found 4 matters"),
            "text": _pick("补领、换领、临时证、乘车证明", "replacement, renewal, temporary card, pass"),
        },
        {
            "name": _pick("还不确定", "Not yet certain"),
            "text": _pick("手里是否有其他证件", "whether you hold another document"),
            "state": "unsure",
        },
    ]


def _waiting() -> list[dict[str, str]]:
    return [
        {"name": _pick("听懂了", "Understood"), "text": _pick("补证", "a new card")},
        {
            "name": _pick("正在查找", "Looking"),
            "text": _pick("事项和现行法律", "in the matters and the laws in force"),
            "state": "doing",
        },
        {"name": _pick("核对来源", "Check the sources"), "text": "", "state": "waiting"},
    ]


def _table() -> list[dict[str, str]]:
    return [
        {
            "name": _pick("姓名", "Name"),
            "given": _pick("李某", "Li"),
            "held": _pick("公安 · 09:12 核验", "Police · checked 09:12"),
            "tone": "ok",
            "result": _pick("一致", "Same"),
        },
        {
            "name": _pick("参保单位", "Employer"),
            "given": _pick("澜川科技", "Lanchuan Technology"),
            "held": _pick("人社 · 云帆软件（10 月起）", "Labour · Yunfan Software (since October)"),
            "tone": "bad",
            "result": _pick("不一致", "Different"),
        },
        {
            "name": _pick("年龄", "Age"),
            "given": "",
            "held": _pick("只回答“是”，未取生日", "Answered 'yes'; no birth date taken"),
            "tone": "warn",
            "result": _pick("待确认", "To confirm"),
        },
    ]


def _tiles() -> list[dict[str, str]]:
    return [
        {
            "name": _pick("出生", "Birth"),
            "hint": _pick("上户口、医保、疫苗", "Registration, vaccines"),
            "icon": "baby",
        },
        {
            "name": _pick("上学", "School"),
            "hint": _pick("入学、转学、资助", "Places, grants"),
            "icon": "school",
        },
        {
            "name": _pick("工作", "Work"),
            "hint": _pick("社保、失业、仲裁", "Insurance, disputes"),
            "icon": "work",
        },
        {
            "name": _pick("开办企业", "Business"),
            "hint": _pick("一个工作日", "One working day"),
            "icon": "shop",
        },
    ]


def _words() -> dict[str, str]:
    pairs = {
        "title": ("样式", "Style"),
        "intro": (
            "这里列出页面用到的全部部件和它们的各种状态。内容都是编的，只用来看样子和检查无障碍。",
            "Every component of the pages in every state. The content is invented; it is here to be looked at "
            "and tested for accessibility.",
        ),
        "type": ("文字", "Type"),
        "colours": ("颜色", "Colours"),
        "buttons": ("按钮", "Buttons"),
        "apply": ("开始办理", "Start"),
        "directions": ("路线", "Directions"),
        "withdraw": ("撤回", "Withdraw"),
        "off": ("暂不可用", "Not available"),
        "busy": ("正在提交", "Sending"),
        "states": ("状态和提示", "States and notes"),
        "neutral": ("办理中", "In progress"),
        "ok": ("已办结", "Finished"),
        "warn": ("还差一项", "One thing missing"),
        "bad": ("已过期", "Expired"),
        "new": ("新", "New"),
        "note": (
            "办理前先看一眼材料清单，能少跑一趟。",
            "A look at the list of things to bring can save you a second visit.",
        ),
        "note_title": ("赶不上下周三？", "Not in time for Wednesday?"),
        "note_warn": (
            "先办临时证明：窗口当场办理。",
            "Get a temporary pass first; the window makes it at once.",
        ),
        "note_ok": ("材料齐全，可以提交。", "Everything is there; it can be sent."),
        "note_bad": (
            "这份证明上个月到期，需要重新开具。",
            "This certificate ran out last month; get a new one.",
        ),
        "matter": ("一件事项", "A matter"),
        "said": ("证件掉了，下周三要出门", "I lost my card and have to travel on Wednesday"),
        "h1": ("证件丢失补领（示例）", "Replacing a lost card (sample)"),
        "stop1": ("弄清情况", "Your situation"),
        "stop1_text": ("丢失补领 · 本人办理", "Lost card · in person"),
        "stop2": ("准备", "Get ready"),
        "stop3": ("去办理", "Go and apply"),
        "stop4": ("领证", "Receive the card"),
        "stop4_text": ("做好后短信通知，可邮寄到家。", "You get a text message; it can be sent by post."),
        "place": ("示例大厅户籍窗口", "Sample hall, registration window"),
        "address": ("示例路 18 号 1 楼 3-5 号窗", "18 Sample Road, ground floor, windows 3-5"),
        "hours": ("今天 9:00-12:00，14:00-17:30", "Today 9:00-12:00 and 14:00-17:30"),
        "question": ("您手里还有户口簿或居住证吗？", "Do you have a household book or residence permit?"),
        "why": (
            "有的话，窗口核验更快；没有也能办。",
            "With one the check is quicker; without one it also works.",
        ),
        "ask_more": ("再问一句就能更准", "One question makes this more precise"),
        "yes": ("有", "Yes"),
        "no": ("没有", "No"),
        "unknown": ("不知道", "I don't know"),
        "how": ("它是怎么想的", "How it was worked out"),
        "sources": ("来源", "Sources"),
        "working": ("正在处理", "Work in progress"),
        "import": ("正在导入事项", "Importing matters"),
        "tables": ("表格", "Tables"),
        "caption": ("填报与核验", "What was given and what is held"),
        "c1": ("项目", "Item"),
        "c2": ("本人填报", "Given"),
        "c3": ("部门数据", "Held by departments"),
        "c4": ("结论", "Result"),
        "forms": ("表单", "Forms"),
        "form_blank": ("空白", "Blank"),
        "form_wrong": ("填错以后（保留所填）", "After a mistake (what was typed is kept)"),
        "send": ("提交", "Send"),
        "nothing": ("列表与空状态", "Lists and empty states"),
        "empty": ("没有找到相符的事项", "No matter fits"),
        "empty_text": (
            "换一种说法试试，例如说出您想做的事，而不是证件的名字。",
            "Try other words: say what you want to do rather than the name of a document.",
        ),
        "all": ("全部事项", "All matters"),
        "toast1": ("已保存。", "Saved."),
        "toast2": ("有一处需要您再看看。", "One thing needs another look."),
        "toast3": ("没有发送成功，请再试一次。", "It was not sent; please try again."),
        "toast4": ("今天 17:30 下班。", "The hall closes at 17:30 today."),
        "fold": ("办理前要知道的", "Good to know"),
    }
    return {key: _pick(*pair) for key, pair in pairs.items()}
