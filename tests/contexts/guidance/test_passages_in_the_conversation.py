"""In the conversation, too, a question about rules is answered with the text of the law or policy itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance.queries import home
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
DOCUMENTS = Path(__file__).resolve().parents[3] / "packs" / "jianglan" / "documents"


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    texts = {f"documents/{file.name}": file.read_text("utf-8") for file in DOCUMENTS.glob("*.md")}
    here = {path: text.replace('region: "990100"', 'region: "990200"') for path, text in texts.items()}
    packs.load(write_pack(tmp_path, **here), actor=SYSTEM)
    home.forget_home()


def _one_law(folder: Path, name: str) -> Path:
    try:
        whole = knowledge.installed_law_file()
    except Fault:
        pytest.skip("the laws are not installed")
    part = folder / "laws.db"
    connection = sqlite3.connect(part)
    connection.execute("ATTACH DATABASE ? AS whole", [str(whole)])
    connection.execute("CREATE TABLE laws AS SELECT * FROM whole.laws WHERE law_name = ?", [name])
    connection.execute(
        "CREATE TABLE articles AS SELECT * FROM whole.articles WHERE law_id IN (SELECT law_id FROM laws)"
    )
    connection.commit()
    connection.close()
    return part


def test_a_policy_is_quoted_with_its_place_and_stays_in_the_conversation(client):
    client.post("/chat/", {"q": "高龄津贴政策规定每个月多少钱"})
    for _ in range(2):  # read again from what was kept
        page = client.get("/chat/").content.decode()
        assert "现行法律和政策原文" in page
        assert "江澜市高龄津贴发放规定" in page
        assert "第二条" in page


def test_two_texts_that_say_different_things_stand_side_by_side(client):
    client.post("/chat/", {"q": "吸纳就业补贴的标准政策怎么规定"})
    page = client.get("/chat/").content.decode()
    assert 'class="side-by-side"' in page
    assert "江府规〔2026〕8号" in page


def test_an_article_of_a_law_is_quoted(client, tmp_path):
    knowledge.import_laws(actor=SYSTEM, file=_one_law(tmp_path, "中华人民共和国劳动合同法"))
    client.post("/chat/", {"q": "试用期最长可以多久法律规定"})
    page = client.get("/chat/").content.decode()
    assert "第十九条" in page
    assert "试用期不得超过六个月" in page


def test_a_question_that_asks_for_no_rule_gets_no_passage(client):
    client.post("/chat/", {"q": "身份证丢了怎么补领"})
    assert "现行法律和政策原文" not in client.get("/chat/").content.decode()
