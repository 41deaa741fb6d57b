import sqlite3

import pytest

from zhengtong.kernel.actors import system

ACTOR = system("test")
LAWS = [
    ("l1", "中华人民共和国某甲法", "法律", "2018-12-29", "1995-01-01", "现行有效"),
    ("l2", "中华人民共和国某乙法", "法律", "2019-04-23", "1983-03-01", "历史版本"),
    ("l3", "中华人民共和国某乙法", "法律", "2026-06-26", "2027-01-01", "现行有效"),
    ("l4", "中华人民共和国某丙法", "法律", "2014-04-24", "2015-01-01", "已废止"),
    ("l5", "中华人民共和国某丁法典", "法律", "2020-05-28", "2021-01-01", "现行有效"),
    ("l6", "中华人民共和国某戊法", "法律", "2020-12-26", "1997-10-01", "已被修改"),
    ("l7", "中华人民共和国某戊法修正案（二）", "修正案", "2023-12-29", "2024-03-01", "现行有效"),
]
ARTICLES = [
    ("l1", "第一章 总则", None, "第一条", "为了保护劳动者的合法权益，制定本法。"),
    (
        "l1",
        "第二章 工资",
        "第一节 加班",
        "第二条",
        "加班工资按照下列标准支付：\n（一）延长工作时间的，支付百分之一百五十；\n（二）休息日的，支付百分之二百。\n法定休假日支付百分之三百。",
    ),
    ("l1", "第二章 工资", "第一节 加班", "第二条之一", "加班不得超过三小时。"),
    ("l2", None, None, "第一条", "转让注册商标的，应当签订转让协议。"),
    ("l3", None, None, "第一条", "转让注册商标的，应当共同提出申请。"),
    ("l4", None, None, "第一条", "为保护环境，制定本法。"),
    ("l5", None, None, "第一条", "结婚应当男女双方完全自愿。"),
    ("l5", None, None, "第二条", "本法自2021年1月1日起施行。《中华人民共和国某丙法》同时废止。"),
    ("l6", None, None, "第三百九十条", "对犯行贿罪的，处五年以下有期徒刑。"),
    ("l6", None, None, "第三百九十一条", "其他规定。"),
    ("l7", None, None, "条目一", "将某戊法第三百九十条修改为：“对犯行贿罪的，处三年以下有期徒刑。”"),
]


def write_laws(path, laws=LAWS, articles=ARTICLES):
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(
        "create table laws (law_id, law_name, doc_type, level, issuing_body, publish_date, effective_date,"
        " version_date, status, law_department);"
        "create table articles (id integer primary key, law_id, law_name, law_department, level, status, chapter,"
        " section, article_no, article_no_arabic, article_text, char_count);"
    )
    connection.executemany(
        "insert into laws values (?, ?, ?, '法律', '全国人民代表大会', ?, ?, null, ?, '社会法')", laws
    )
    connection.executemany(
        "insert into articles (law_id, chapter, section, article_no, article_text) values (?, ?, ?, ?, ?)", articles
    )
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def law_file(tmp_path):
    return write_laws(tmp_path / "laws.db")


@pytest.fixture
def laws(db, law_file):
    from zhengtong.contexts.knowledge import service

    return service.import_laws(actor=ACTOR, file=law_file)
