from datetime import date

import pytest
from django.db import connection
from tests.contexts.knowledge.conftest import ACTOR, ARTICLES, LAWS, write_laws

from zhengtong.contexts.knowledge import service
from zhengtong.contexts.knowledge.models import Document, DocumentVersion, Passage
from zhengtong.kernel.errors import Fault
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def found(text, on=DAY):
    hits = search.search(search.Query(text=text, kinds=("law",), on=on, mode="lexical")).hits
    return [hit.group for hit in hits]


def counts():
    return (Document.objects.count(), DocumentVersion.objects.count(), Passage.objects.count())


def audited():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_entry")
        return cursor.fetchone()[0]


def test_every_law_and_article_is_there_once(laws):
    assert counts() == (6, 7, len(ARTICLES))
    assert laws.passages == len(ARTICLES)
    assert laws.rejected == []


def test_importing_again_changes_nothing_and_is_not_audited_again(laws, law_file):
    before, entries = counts(), audited()
    again = service.import_laws(actor=ACTOR, file=law_file)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)
    assert counts() == before
    assert audited() == entries


def test_every_stored_version_is_audited(laws):
    assert audited() >= 7


def test_an_interrupted_import_keeps_what_it_finished_and_goes_on(db, law_file):
    def stop(done, total):
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.import_laws(actor=ACTOR, file=law_file, progress=stop, batch=2)
    assert DocumentVersion.objects.count() == 4
    rest = service.import_laws(actor=ACTOR, file=law_file)
    assert (rest.created + rest.updated, rest.unchanged) == (3, 4)
    assert counts() == (6, 7, len(ARTICLES))


def test_only_articles_in_force_on_the_day_are_found(laws):
    assert found("转让注册商标 签订转让协议") == ["law:中华人民共和国某乙法#第一条"]
    assert found("共同提出申请 转让注册商标", date(2027, 1, 1)) == ["law:中华人民共和国某乙法#第一条"]
    assert not [g for g in found("为保护环境制定本法") if "某丙法" in g]
    assert [g for g in found("为保护环境制定本法", date(2020, 12, 31)) if "某丙法" in g]


def test_an_article_that_a_later_amendment_changed_is_not_offered_and_the_rest_is(laws):
    groups = found("对犯行贿罪的处有期徒刑")
    assert "law:中华人民共和国某戊法#第三百九十条" not in groups
    article = service.find_article("某戊法", "390", on=DAY)
    assert (article.standing, article.in_force) == ("amended", False)
    assert article.amended_by == "中华人民共和国某戊法修正案（二）"
    assert service.find_article("某戊法", "391", on=DAY).in_force


def test_an_amendment_that_arrives_later_ends_the_articles_it_changes(db, tmp_path):
    service.import_laws(
        actor=ACTOR, file=write_laws(tmp_path / "old.db", LAWS[:6], [a for a in ARTICLES if a[0] != "l7"])
    )
    assert service.find_article("某戊法", "390", on=DAY).in_force
    report = service.import_laws(actor=ACTOR, file=write_laws(tmp_path / "new.db"))
    assert not service.find_article("某戊法", "390", on=DAY).in_force
    assert report.updated == 1
    assert "law:中华人民共和国某戊法#第三百九十条" not in found("对犯行贿罪的处有期徒刑")


def test_a_corrected_text_takes_the_place_of_the_wrong_one_which_is_kept(laws, tmp_path):
    corrected = [(*a[:4], a[4].replace("三小时", "两小时")) for a in ARTICLES]
    service.import_laws(actor=ACTOR, file=write_laws(tmp_path / "corrected.db", LAWS, corrected))
    assert "两小时" in service.find_article("某甲法", "第二条之一").text
    assert DocumentVersion.objects.filter(document__key="中华人民共和国某甲法").count() == 2
    assert len(service.law("某甲法").versions) == 1
    texts = [hit.text for hit in search.search(search.Query(text="加班不得超过", kinds=("law",), mode="lexical")).hits]
    assert not [text for text in texts if "三小时" in text]


def test_rows_that_cannot_be_taken_are_reported_with_their_reason_and_the_others_are_kept(db, tmp_path):
    laws = [
        *LAWS,
        ("x1", "中华人民共和国怪法", "法律", "2020-01-01", "2020-01-01", "不知道"),
        ("x2", "", "法律", None, None, "现行有效"),
        ("x3", "中华人民共和国空法", "法律", "x", None, "现行有效"),
    ]
    articles = [
        *ARTICLES,
        ("l1", None, None, "第三条", "  "),
        ("l1", None, None, None, "没有编号"),
        ("gone", None, None, "第一条", "孤儿"),
    ]
    report = service.import_laws(actor=ACTOR, file=write_laws(tmp_path / "bad.db", laws, articles))
    reasons = sorted(str(rejection) for rejection in report.rejected)
    assert len(reasons) == 6
    assert any("不知道" in reason for reason in reasons)
    assert any("no articles" in reason for reason in reasons)
    assert counts() == (6, 7, len(ARTICLES))


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + b"x" * 200])
def test_a_file_that_is_no_law_database_is_refused(db, tmp_path, content):
    path = tmp_path / "laws.db"
    path.write_bytes(content)
    with pytest.raises(Fault) as caught:
        service.import_laws(actor=ACTOR, file=path)
    assert caught.value.code == "law-file-unreadable"
    assert counts() == (0, 0, 0)


def test_a_missing_file_is_said_to_be_missing(db, tmp_path):
    with pytest.raises(Fault) as caught:
        service.import_laws(actor=ACTOR, file=tmp_path / "nowhere.db")
    assert caught.value.code == "law-file-missing"


def test_without_the_package_it_says_how_to_install_the_laws(monkeypatch):
    monkeypatch.setattr("zhengtong.contexts.knowledge.actions.import_laws.find_spec", lambda name: None)
    with pytest.raises(Fault) as caught:
        service.installed_law_file()
    assert "zhengtong[laws]" in caught.value.remedy


def test_an_amendment_that_the_law_contains_already_is_not_found_beside_it(db, tmp_path):
    contained = [
        *LAWS[:6],
        ("l7", "中华人民共和国某戊法修正案（二）", "修正案", "2020-12-26", "2021-03-01", "现行有效"),
    ]
    service.import_laws(actor=ACTOR, file=write_laws(tmp_path / "laws.db", contained))
    groups = found("对犯行贿罪的处有期徒刑")
    assert "law:中华人民共和国某戊法#第三百九十条" in groups
    assert not [group for group in groups if "修正案" in group]
    assert service.find_article("某戊法", "390", on=DAY).valid_from == date(2021, 3, 1)
    assert service.law("某戊法修正案（二）") is not None


def test_laws_count_as_complete_only_when_every_edition_is_held(db, law_file):
    def stop(done, total):
        if done >= 4:
            raise KeyboardInterrupt

    assert not service.laws_are_complete(law_file)
    with pytest.raises(KeyboardInterrupt):
        service.import_laws(actor=ACTOR, file=law_file, progress=stop, batch=2)
    assert not service.laws_are_complete(law_file)
    service.import_laws(actor=ACTOR, file=law_file)
    assert service.laws_are_complete(law_file)
