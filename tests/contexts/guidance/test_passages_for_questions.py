"""Which article or policy comes first for a question about rules, and which questions get none."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from zhengtong.contexts.guidance.domain.speaking import Spoken, best, matter_of
from zhengtong.contexts.guidance.queries.passages import passages_for
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault

DAY = date(2026, 11, 21)
DOCUMENTS = Path(__file__).resolve().parents[3] / "packs" / "jianglan" / "documents"
NONE = ("", "")
WORK, MEASURES = "劳动合同法", "江澜市促进就业创业若干措施"
REFUND, SENIOR, TRADER = "江澜市失业保险稳岗返还实施办法", "江澜市高龄津贴发放规定", "江澜市个体工商户扶持办法"
# question -> (title, locator; "" is any place of it) that must be first; NONE where nothing may be shown
TABLE = {
    "吸纳就业补贴的标准政策怎么规定": (MEASURES, "第三条"),
    "吸纳就业补贴政策每人多少钱": (MEASURES, "第三条"),
    "稳岗返还的政策规定比例是多少": (REFUND, "第四条"),
    "稳岗返还政策大型企业返还比例": (REFUND, "第四条"),
    "高龄津贴政策规定每个月多少钱": (SENIOR, "第二条"),
    "人才购房补贴政策硕士能补多少": ("江澜市人才购房补贴办法", ""),
    "创业补贴政策给多少钱": (MEASURES, "第四条"),
    "岗前培训补贴政策标准是多少": (MEASURES, "第五条"),
    "摊位管理费政策怎么减免": (TRADER, ""),
    "个体户变更经营者政策上要先注销吗": (TRADER, ""),
    "毕业生落户政策没有房子落在哪里": ("江澜市高校毕业生落户办法", ""),
    "裁员率不高于多少才有稳岗返还，政策依据是什么": (REFUND, "第三条"),
    "开小饭馆政策上要消防检查吗": ("江澜市餐饮小店开业指南", ""),
    "彩礼法律规定能退吗": ("民法典", "第一千零四十二条"),
    "彩礼要退吗": ("民法典", "第一千零四十二条"),
    "分手了彩礼能要回来吗": ("民法典", "第一千零四十二条"),
    "试用期最长多久": (WORK, "第十九条"),
    "试用期最长可以多久法律规定": (WORK, "第十九条"),
    "how long may probation last under the law": (WORK, "第十九条"),
    "老板不发工资合法吗": (WORK, "第三十条"),
    "My employer has not paid me for three months": (WORK, "第三十条"),
    "公司不签劳动合同要赔偿吗": (WORK, "第八十二条"),
    "加班费法律怎么规定": (WORK, "第三十一条"),
    "周末加班不给加班费违法吗": (WORK, "第三十一条"),
    "被公司辞退有经济补偿吗": (WORK, "第四十六条"),
    "网购七天无理由退货法律规定": ("消费者权益保护法", "第二十五条"),
    "买到假货能假一赔三吗": ("消费者权益保护法", "第五十五条"),
    "离婚财产怎么分法律规定": ("民法典", "第一千零八十七条"),
    "离婚孩子归谁抚养": ("民法典", "第一千零八十四条"),
    "年假有几天法律规定": ("劳动法", "第四十五条"),
    "产假多少天法律规定": ("劳动法", "第六十二条"),
    "结婚年龄法律规定": ("民法典", "第一千零四十七条"),
    "家暴可以申请人身安全保护令吗": ("反家庭暴力法", ""),
    "高空抛物谁赔偿": ("民法典", "第一千二百五十四条"),
    "酒驾怎么处罚法律规定": ("道路交通安全法", "第九十一条"),
    "民间借贷利息多高合法": ("民法典", "第六百八十条"),
    "公务员试用期多长": ("公务员法", "第三十四条"),
    "租房押金不退怎么办": NONE,
    "量子计算机违法吗": NONE,
    "养恐龙合法吗": NONE,
    "居住证积分政策怎么规定": NONE,
    "今天天气怎么样": NONE,
    "办身份证要什么材料": NONE,
}
LAWS = (
    "劳动合同法", "劳动法", "劳动争议调解仲裁法", "民法典", "消费者权益保护法", "反家庭暴力法", "道路交通安全法",
    "公务员法",
    "乡村振兴促进法", "法律援助法", "老年人权益保障法", "就业促进法", "民营经济促进法", "社会保险法",
)  # fmt: skip


def _some_laws(tmp_path: Path) -> Path:
    """The laws named above out of the installed ones: all of them take too long."""
    try:
        whole = knowledge.installed_law_file()
    except Fault:
        pytest.skip("the laws are not installed")
    part = tmp_path / "laws.db"
    connection = sqlite3.connect(part)
    connection.execute("ATTACH DATABASE ? AS whole", [str(whole)])
    names = [f"中华人民共和国{name}" for name in LAWS]
    marks = ",".join("?" * len(names))
    connection.execute(f"CREATE TABLE laws AS SELECT * FROM whole.laws WHERE law_name IN ({marks})", names)
    connection.execute(
        "CREATE TABLE articles AS SELECT * FROM whole.articles WHERE law_id IN (SELECT law_id FROM laws)"
    )
    connection.commit()
    connection.close()
    return part


def _first(question: str) -> tuple[str, str]:
    language = "en" if question.isascii() else "zh-Hans"
    rows = passages_for(question, region="990100", language=language, on=DAY)
    return (rows[0]["title"], rows[0]["locator"]) if rows else NONE


@pytest.fixture
def _texts(tmp_path, db):
    knowledge.import_laws(actor=SYSTEM, file=_some_laws(tmp_path))
    knowledge.import_documents(paths=[DOCUMENTS], actor=SYSTEM, options=knowledge.Options(region="990100"))


@pytest.mark.django_db
def test_each_question_gets_what_answers_it_first_or_nothing(_texts):
    got = {question: _first(question) for question in TABLE}
    wrong = {
        question: got[question]
        for question, (title, locator) in TABLE.items()
        if got[question][0] != title or (locator and got[question][1] != locator)
    }
    assert not wrong
    unpaid = [(row["title"], row["locator"]) for row in passages_for("公司拖欠工资怎么办", on=DAY)]
    assert (WORK, "第三十条") in unpaid[:2]
    rows = passages_for("吸纳就业补贴的标准政策怎么规定", region="990100", on=DAY)[:2]
    assert {row["conflict"] for row in rows} == {1}
    assert "江府规〔2026〕8号" in rows[0]["note"] and "一般以政府的为准" in rows[0]["note"]
    assert "江人社规〔2025〕6号" in rows[1]["note"] and "以那一份为准" in rows[1]["note"]
    assert [row["since"] for row in rows] == ["2026-07-01", "2025-09-01"]


def test_a_passage_without_the_matter_is_not_shown():
    matter = matter_of("稳岗返还比例", ["稳岗", "返还", "比例"], lambda word: 100)
    other = Spoken("law", "残疾人保障法", "国家实行按比例安排残疾人就业制度。", 0.95)
    right = Spoken("policy", "稳岗返还实施办法", "中小微企业按照百分之六十返还。", 0.80)
    assert best(matter, [other, right]) == [1]
    assert best(matter, [other]) == []
    assert best(matter_of("怎么规定", ["怎么", "规定"], lambda word: 100), [other, right]) == []
