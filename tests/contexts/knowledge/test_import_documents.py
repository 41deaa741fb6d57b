import os
from datetime import date
from pathlib import Path

import pytest
from tests.contexts.knowledge.conftest import ACTOR
from tests.contexts.knowledge.domain.test_readers import bomb, docx_bytes, pdf_bytes
from tests.factories.real_data import REAL_DATA

from zhengtong.contexts.knowledge import service
from zhengtong.contexts.knowledge.models import Document, Passage
from zhengtong.kernel.errors import Fault
from zhengtong.platform.search import service as search

pytestmark = pytest.mark.django_db

POLICY = """---
title: 高龄津贴发放规定
kind: policy
published: 2025-11-10
effective: 2026-01-01
---

# 高龄津贴发放规定

第一条 年满八十周岁的老年人，按月领取高龄津贴。

第二条 九十周岁以上每人每月二百元。
"""


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def take(*paths, **options):
    return service.import_documents(paths=list(paths), actor=ACTOR, **options)


def titles(text, on=None, kinds=("policy", "document", "law")):
    hits = search.search(search.Query(text=text, kinds=kinds, on=on, mode="lexical")).hits
    return [hit.title for hit in hits]


def test_a_folder_is_taken_with_all_below_it_and_bad_files_do_not_stop_good_ones(tmp_path):
    folder = write(
        tmp_path,
        {
            "政策/高龄津贴.md": POLICY.encode(),
            "政策/旧/补贴办法.txt": "残疾人补贴办法\n一、对象。本市残疾人。\n".encode("gb18030"),
            "规定.docx": docx_bytes(),
            "目录.csv": "名称,金额\n护理补贴,100\n".encode("gb18030"),
            "半.jsonl": '{"docid": "j1", "text": "失业金申领指南。"}\n{"docid": "j2", "te'.encode(),
            "炸弹.docx": bomb(),
            "扫描.pdf": pdf_bytes(),
            "图.txt": os.urandom(3000),
            "程序.exe": b"MZ\x90",
            ".hidden": b"x",
            "~$lock.docx": b"x",
        },
    )
    seen = []
    report = take(folder, progress=seen.append)
    assert report.created == 5
    assert sorted(r.where for r in report.rejected) == ["半.jsonl:2", "图.txt", "扫描.pdf", "炸弹.docx", "程序.exe"]
    assert {result.file for result in seen if result.fault} == {"图.txt", "扫描.pdf", "炸弹.docx", "程序.exe"}
    assert all(str(rejection) for rejection in report.rejected)
    assert len(seen) == 9


def test_a_new_text_can_be_found_at_once(tmp_path):
    take(write(tmp_path, {"高龄津贴.md": POLICY.encode()}))
    assert "高龄津贴发放规定 第二条" in titles("九十周岁以上每月多少", date(2026, 6, 1))
    assert titles("九十周岁以上每月多少", date(2025, 12, 31)) == []


def test_importing_again_changes_nothing(tmp_path):
    folder = write(tmp_path, {"a.md": POLICY.encode(), "b.txt": "另一份文件\n一、内容。".encode()})
    take(folder)
    rows = Passage.objects.count()
    again = take(folder)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Passage.objects.count() == rows


def test_all_of_a_text_is_stored_and_gives_it_back(tmp_path):
    take(write(tmp_path, {"a.md": POLICY.encode()}))
    document = service.document("a")
    assert "".join(p.text for p in document.passages) == POLICY.split("---\n", 2)[2]


def test_a_new_edition_ends_the_old_one_and_both_can_be_read(tmp_path):
    write(tmp_path, {"a.md": POLICY.encode()})
    take(tmp_path)
    newer = (
        POLICY.replace("2025-11-10", "2026-09-01")
        .replace("effective: 2026-01-01", "effective: 2026-10-01")
        .replace("二百元", "三百元")
    )
    take(write(tmp_path, {"a.md": newer.encode()}))
    before = service.document("a", on=date(2026, 9, 30))
    after = service.document("a", on=date(2026, 10, 1))
    assert "二百元" in "".join(p.text for p in before.passages)
    assert "三百元" in "".join(p.text for p in after.passages)
    assert [v.valid_to for v in after.versions] == [None, date(2026, 10, 1)]
    (found,) = service.answer_passages("九十周岁以上每人每月多少元", kinds=("policy",), on=date(2026, 10, 1), limit=1)
    assert "三百元" in found.text


def test_a_law_without_articles_is_kept_in_sections_and_said_so(tmp_path):
    report = take(write(tmp_path, {"某法.txt": "中华人民共和国某某法\n一、第一部分。\n二、第二部分。".encode()}))
    assert report.created == 1
    assert "no articles" in report.notes[0].reason
    assert service.find_article("某某法", "第一条") is None
    assert service.law("某某法") is not None


def test_a_law_from_a_text_has_articles_like_any_other(tmp_path):
    text = "中华人民共和国某某法\n第一章　总则\n第一条　为了试验。\n第二条　本法自公布之日起施行。\n"
    take(write(tmp_path, {"某法.txt": text.encode()}), options=service.Options(effective=date(2020, 1, 1)))
    article = service.find_article("某某法", "2")
    assert article.path == ("第一章 总则",)
    assert article.in_force


def test_two_files_with_one_key_are_not_mixed_up(tmp_path):
    report = take(
        write(
            tmp_path,
            {"1.md": b"---\nkey: same\ntitle: one\n---\nfirst", "2.md": b"---\nkey: same\ntitle: two\n---\nsecond"},
        )
    )
    assert report.created == 1
    assert report.rejected[0].params["other"] == "1.md"


def test_circles_of_links_are_not_followed(tmp_path):
    folder = write(tmp_path / "in", {"a.txt": "一份文件\n内容。".encode()})
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    report = take(folder)
    assert report.created == 1
    assert [r.where for r in report.rejected] == ["broken.txt"]


def test_a_link_to_a_file_elsewhere_and_a_pipe_are_refused(tmp_path):
    (tmp_path / "secret.txt").write_text("秘密\n内容。")
    folder = write(tmp_path / "in", {"a.txt": "一份文件\n内容。".encode()})
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to("a.txt")
    os.mkfifo(folder / "d.txt")
    report = take(folder)
    assert report.created + report.unchanged == 2
    assert [r.where for r in report.rejected] == ["b.txt", "d.txt"]


def test_a_huge_sparse_file_is_refused_and_the_others_are_taken(tmp_path):
    write(tmp_path, {"a.txt": "一份文件\n内容。".encode()})
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    report = take(tmp_path)
    assert report.created == 1
    assert report.rejected[0].where == "huge.txt"


def test_a_path_that_is_not_there_stores_nothing(tmp_path):
    write(tmp_path, {"a.txt": b"text"})
    with pytest.raises(Fault):
        take(tmp_path / "a.txt", tmp_path / "nowhere")
    assert Document.objects.count() == 0


def test_an_upload_is_stored_whole_or_not_at_all():
    import io

    with pytest.raises(Fault):
        service.add_document(stream=io.BytesIO(bomb()), name="x.docx", actor=ACTOR)
    assert Document.objects.count() == 0
    report = service.add_document(
        stream=io.BytesIO(docx_bytes()), name="规定.docx", actor=ACTOR, options=service.Options(kind="policy")
    )
    assert report.created == 1
    assert service.list_documents()[0][0].kind == "policy"


def test_the_real_policies_are_taken_without_loss():
    file = REAL_DATA / "policy_qa" / "documents.jsonl"
    if not file.exists():
        pytest.skip("the real data is not here")
    import json

    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()[:20]]
    sample = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    import io

    service.add_document(stream=io.BytesIO(sample), name="d.jsonl", actor=ACTOR)
    for line in lines:
        document = service.document(line["docid"])
        assert "".join(p.text for p in document.passages) == line["text"]
