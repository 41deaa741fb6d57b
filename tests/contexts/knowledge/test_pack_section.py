from datetime import date

import pytest
from tests.contexts.knowledge.conftest import ACTOR

from zhengtong.contexts.knowledge import service
from zhengtong.contexts.knowledge.importers.pack_sections import DocumentsSection, LawReferences
from zhengtong.platform.packs.files import PackFile
from zhengtong.platform.packs.models import PackVersion
from zhengtong.platform.packs.sections import PackView, section_of

pytestmark = pytest.mark.django_db
GOOD = "---\ntitle: 津贴规定\nkind: policy\neffective: 2026-01-01\nsample: true\n---\n第一条 甲。\n\n第二条 乙。\n"


def file(path, text):
    return PackFile(path, text.encode())


def view(*files):
    return PackView({}, files)


def codes(*files):
    return [finding.code for finding in DocumentsSection().check(files, view(*files))]


def test_documents_of_a_pack_are_read_by_this_context():
    assert section_of("documents/津贴.md").name == "documents"


def test_a_good_document_has_no_findings_and_a_bad_one_says_where():
    assert codes(file("documents/a.md", GOOD)) == []
    (finding,) = DocumentsSection().check([file("documents/b.md", "---\ntitle: x\nwrong: 1\n---\ntext")], view())
    assert (finding.severity, finding.file, finding.line, finding.field) == ("error", "documents/b.md", 3, "wrong")
    assert codes(file("documents/c.md", "no date")) == ["no-date"]
    same = "---\nkey: k\neffective: 2026-01-01\n---\ntext"
    assert codes(file("documents/d.md", same), file("documents/e.md", same)) == ["duplicate-code"]


def test_loading_a_pack_again_withdraws_what_it_no_longer_has(db):
    section, version = DocumentsSection(), PackVersion(layer="city")
    both = [file("documents/a.md", GOOD), file("documents/b.md", GOOD.replace("津贴", "补贴"))]
    assert section.load(both, version, ACTOR) == 2
    assert section.load(both[:1], version, ACTOR) == 1
    assert [d.key for d in service.list_documents()[0] if d.version] == ["documents-a"]
    assert section.load(both, version, ACTOR) == 2
    assert len([d for d in service.list_documents()[0] if d.version]) == 2


def test_references_to_law_are_judged(laws):
    check, pack = LawReferences(), view()

    def code(law, article):
        finding = check({"law": law, "article": article}, pack)
        return finding.code if finding else None

    assert code("中华人民共和国某甲法", "第二条") is None
    assert code("中华人民共和国某甲法", "第二条第一款第（二）项") is None
    assert code("中华人民共和国某甲法", "第九条") == "article-unknown"
    assert code("中华人民共和国某甲法", "附件") == "article-form"
    assert code("中华人民共和国某丙法", "第一条") == "law-not-in-force"
    assert code("中华人民共和国某戊法", "第三百九十条") == "article-not-in-force"
    assert code("中华人民共和国某假法", "第一条") == "law-unknown"
    assert code("某某管理条例", "第一条") is None


def test_without_laws_it_warns_once_for_each_check(db):
    check, one, other = LawReferences(), view(), view()
    reference = {"law": "民法典", "article": "第一条"}
    assert check(reference, one).severity == "warning"
    assert check(reference, one) is None
    assert check(reference, other).code == "laws-absent"


def test_the_sample_city_documents_have_no_findings():
    from pathlib import Path

    folder = Path(__file__).resolve().parents[3] / "packs" / "jianglan"
    files = [
        PackFile(p.relative_to(folder).as_posix(), p.read_bytes()) for p in sorted((folder / "documents").rglob("*.md"))
    ]
    assert files
    assert codes(*files) == []
    records = service.read_records(__import__("io").BytesIO(files[0].content), files[0].path)
    assert records[0].valid_from is None or records[0].valid_from >= date(2020, 1, 1)
