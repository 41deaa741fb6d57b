"""Every good row of another catalogue comes in; every other one is reported with its line and its reason."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import Workbook
from tests.factories.real_data import REAL_DATA

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.catalog.domain import schema
from zhengtong.contexts.catalog.domain.mapping import ItemMapping, RowRejected
from zhengtong.contexts.catalog.importers.items_file import BATCH, import_items
from zhengtong.contexts.catalog.importers.mapping_files import SHIPPED, read_mapping, shipped_mappings
from zhengtong.contexts.catalog.importers.readers import read_rows
from zhengtong.contexts.catalog.importers.rejects import PATIENCE, Reject, Rejects
from zhengtong.contexts.catalog.models import Item, ItemRevision
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

REAL = REAL_DATA / "service_items" / "guangdong_items.jsonl"
pytestmark = pytest.mark.django_db


def row(code: str = "11440000A001", **changes: object) -> dict[str, object]:
    return {
        "TASK_CODE": code, "TASK_NAME": "临时价格干预提价申报", "TASK_TYPE_TEXT": "行政许可",
        "DEPT_NAME": "广东省发展和改革委员会", "AREACODE": "440000", "URL": "https://www.example.cn/1",
        "matter_level": "省级", "handle_location": "办理地点：广州市东风中路305号", "handle_time": "30(工作日)",
        "handle_time_limit": "90(自然日)", "accept_standard": "符合第二十九条", "consult_phone": "020-1",
        "complain_phone": "无", "courier_service": "是", "online_book": "否", "visit_number": "1",
        "theme_category": ["人才", "其他"], "service_object_name": ["自然人", "企业法人"],
        "material_intro": ["申请报告", "身份证明"], "subTaskName": "变更", "parentCatalogName": "价格干预",
        **changes,
    }  # fmt: skip


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in rows)


def write(tmp_path: Path, content: bytes, name: str = "items.jsonl") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.fixture(autouse=True)
def _core(db):
    packs.ensure_core()


def test_every_field_of_a_row_becomes_a_field_of_the_item_with_its_source(tmp_path):
    report = import_items(write(tmp_path, lines(row())), actor=SYSTEM)
    assert (report.rows, report.created, report.rejected, report.mapping) == (1, 1, 0, "guangdong")
    item = catalog.item("11440000A001")
    assert item.source.title == "价格干预 · 广东省发展和改革委员会"
    assert (item.source.kind, item.source.url, item.source.key) == (
        "item",
        "https://www.example.cn/1",
        "item:11440000A001",
    )
    assert item.department.name.zh == "广东省发展和改革委员会" and item.department.key.startswith("import-")
    assert (item.kind.name.zh, item.region, item.level, item.variant) == ("行政许可", "440000", "province", "变更")
    assert [term.key for term in item.audience] == ["person", "company"]
    assert [theme.name.zh for theme in item.themes] == ["人才", "其他"]
    assert (item.limits.statutory.days, item.limits.statutory.unit) == (30, "working")
    assert (item.limits.promised.days, item.limits.promised.unit) == (90, "calendar")
    assert item.conditions[0].text.zh == "符合第二十九条" and item.conditions[0].sources == (item.source,)
    assert [material.name.zh for material in item.materials] == ["申请报告", "身份证明"]
    assert item.places[0].text.zh == "广州市东风中路305号"
    assert (item.phones.consult, item.phones.complain) == ("020-1", "")
    channels = item.channels
    assert (channels.courier, channels.booking, channels.window, channels.visits) == (True, False, True, 1)


def test_an_imported_item_is_found_by_search_at_once(tmp_path):
    import_items(write(tmp_path, lines(row(), row("11440000A002", TASK_NAME="律师执业许可"))), actor=SYSTEM)
    hits = search.search(search.Query("律师执业", kinds=("item",), mode="lexical")).hits
    assert hits[0].group == "11440000A002"


def test_the_same_file_again_changes_nothing_and_a_changed_row_makes_one_revision(tmp_path):
    rows = [row(f"11440000A{n:03}") for n in range(5)]
    import_items(write(tmp_path, lines(*rows)), actor=SYSTEM)
    report = import_items(write(tmp_path, lines(*rows)), actor=SYSTEM)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 5)
    rows[3]["visit_number"] = "0"
    report = import_items(write(tmp_path, lines(*rows)), actor=SYSTEM)
    assert (report.changed, report.unchanged) == (1, 4)
    assert ItemRevision.objects.count() == 6


BAD = [
    (b'{"TASK_CODE": "11440000X', "unreadable"),
    (b"[1, 2]", "unreadable"),
    (b'{"TASK_CODE": "\xff\xfe"}', "unreadable"),
    (lines(row(code="")), "missing"),
    (lines(row(code="a b")), "wrong-form"),
    (lines(row(TASK_NAME="无")), "missing"),
    (lines(row(AREACODE="广东")), "wrong-form"),
    (lines(row(handle_time="很快")), "wrong-form"),
    (lines(row(visit_number="-3")), "wrong-form"),
    (lines(row(service_object_name=[])), "missing"),
    (lines(row(TASK_NAME={"zh": "x"})), "not-text"),
    (lines(row("11440000G001")), "duplicate-code"),
]


@pytest.mark.parametrize(("bad", "code"), BAD)
def test_a_bad_row_is_reported_with_its_line_and_the_good_ones_come_in(tmp_path, bad, code):
    good = [row(f"11440000G{n:03}") for n in (1, 2, 3)]
    path = write(tmp_path, lines(*good[:2]) + bad.rstrip(b"\n") + b"\n" + lines(good[2]))
    rejects = io.StringIO()
    report = import_items(path, actor=SYSTEM, rejects=rejects)
    assert (report.rows, report.created, report.rejected) == (4, 3, 1)
    (reject,) = [json.loads(line) for line in rejects.getvalue().splitlines()]
    assert (reject["line"], reject["code"]) == (3, code) and reject["reason"]
    assert Item.objects.filter(code__in=[g["TASK_CODE"] for g in good]).count() == 3


def test_an_import_that_was_broken_off_goes_on_where_it_was(tmp_path):
    path = write(tmp_path, lines(*(row(f"11440000A{n:03}") for n in range(450))))

    def broken_off(rows: int, done: float) -> None:
        if rows >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_items(path, actor=SYSTEM, progress=broken_off)
    assert Item.objects.count() == 200
    report = import_items(path, actor=SYSTEM)
    assert (report.created, report.unchanged, report.rejected) == (250, 200, 0)


def _halves(number: int) -> str:
    return '{"half": \n' * number


def test_a_file_of_half_written_lines_stops_early_and_says_where(tmp_path):
    path = tmp_path / "halves.jsonl"
    path.write_text(_halves(PATIENCE + 5_000), encoding="utf-8")
    report = import_items(path, actor=SYSTEM)
    assert (report.rows, report.rejected, report.stopped_at) == (PATIENCE, PATIENCE, PATIENCE)
    assert report.as_data()["reasons"] == {"unreadable": PATIENCE}


def test_what_is_good_before_it_stops_is_kept_and_one_good_row_starts_the_count_anew(tmp_path):
    path = tmp_path / "mixed.jsonl"
    one, two = (json.dumps(row(each), ensure_ascii=False) + "\n" for each in ("A-1", "A-2"))
    path.write_text(one + _halves(6_000) + two + _halves(PATIENCE + 5_000), encoding="utf-8")
    report = import_items(path, actor=SYSTEM)
    assert catalog.item("A-1") is not None and catalog.item("A-2") is not None
    assert report.created == 2
    assert 6_002 + PATIENCE <= report.stopped_at <= 6_002 + PATIENCE + BATCH


def test_who_wants_to_go_on_reads_to_the_end(tmp_path):
    path = tmp_path / "halves.jsonl"
    path.write_text(_halves(PATIENCE + 500) + json.dumps(row("A-9"), ensure_ascii=False), encoding="utf-8")
    report = import_items(path, actor=SYSTEM, patience=None)
    assert (report.created, report.rejected, report.stopped_at) == (1, PATIENCE + 500, None)


def test_the_file_of_rejects_does_not_grow_without_end():
    out = io.StringIO()
    rejects = Rejects(out, None, most_written=1_000)
    for line in range(1, 31):
        rejects.add(Reject(line, "unreadable", "", {}, "x" * 100))
    assert 1_000 <= out.tell() < 1_200
    assert (rejects.number, rejects.unwritten) == (30, 30 - len(out.getvalue().splitlines()))


def test_csv_in_either_encoding_and_excel_give_the_same_items(tmp_path):
    rows = [row(f"11440000A{n:03}", handle_time="1(工作日)") for n in range(3)]
    for each in rows:
        for name in ("theme_category", "service_object_name", "material_intro"):
            each[name] = ";".join(each[name])
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    found = []
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        path = write(tmp_path, text.getvalue().encode(encoding), f"{encoding}.csv")
        found.append([read.row for read in read_rows(path)])
    book = Workbook()
    book.active.append(list(rows[0]))
    for each in rows:
        book.active.append(list(each.values()))
    book.save(tmp_path / "items.xlsx")
    found.append([read.row for read in read_rows(tmp_path / "items.xlsx")])
    found.append([read.row for read in read_rows(write(tmp_path, json.dumps(rows).encode(), "items.json"))])
    wrapped = json.dumps({"items": rows}, indent=1, ensure_ascii=False).encode("gb18030")
    found.append([read.row for read in read_rows(write(tmp_path, wrapped, "wrapped.json"))])
    assert all(each == rows for each in found)
    report = import_items(tmp_path / "gb18030.csv", actor=SYSTEM)
    assert (report.created, report.rejected) == (3, 0)
    assert len(catalog.item("11440000A000").materials) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_list_on_one_long_line_is_read_in_its_encoding(tmp_path, encoding):
    file = tmp_path / "list.json"
    titles = ["居民身份证" * 1000 + "a" * (number % 3) for number in range(50)]
    file.write_bytes(json.dumps([{"title": title} for title in titles], ensure_ascii=False).encode(encoding))
    assert [read.row and read.row["title"] for read in read_rows(file)] == titles


def test_one_byte_that_is_not_text_costs_one_row(tmp_path):
    header = b"TASK_CODE,TASK_NAME\n"
    content = header + "A1,甲\n".encode() + b"A2,\xff\xfe\n" + "A3,丙\nA4\nA5,戊\n".encode()
    reads = list(read_rows(write(tmp_path, content, "x.csv")))
    assert [(read.line, read.row is not None) for read in reads] == [
        (2, True),
        (3, False),
        (4, True),
        (5, False),
        (6, True),
    ]


def test_a_json_list_that_was_cut_off_gives_what_is_whole(tmp_path):
    content = json.dumps([row(f"A{n}") for n in range(3)]).encode()[:-20]
    reads = list(read_rows(write(tmp_path, content, "x.json")))
    assert [read.row is not None for read in reads] == [True, True, False] and reads[-1].problem


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file-empty"), (b"\x00\x01\x02\x03", "form-unknown"), (b"PK\x03\x04broken", "xlsx-unreadable"),
     (b"a,b\n1,2\n", "no-mapping"), (b"\n\n", "no-rows"), (b'{"TASK_CODE": ', "no-rows")],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(tmp_path, content, code):
    with pytest.raises(Fault) as fault:
        import_items(write(tmp_path, content), actor=SYSTEM)
    assert fault.value.code == code


def test_a_user_can_write_a_mapping_for_another_export(tmp_path):
    mapping = tmp_path / "other.yaml"
    mapping.write_text(
        """\
id: other
fits: [编码]
fields:
  code: {from: 编码}
  title: {from: [全称, 名称]}
  department: {from: 单位.名称}
  kind: {constant: public-service}
  audience: {from: 对象, split: "/", values: {个人: person, 企业: company}}
  region: {constant: "440100"}
  promised_limit: {from: 时限, pattern: "承诺(?P<value>[0-9]+个?工作日)"}
  legal_basis: {from: 依据, split: "；"}
""",
        encoding="utf-8",
    )
    data = {"编码": "X-1", "名称": "公租房申请", "单位": {"名称": "住建局"}, "对象": "个人/企业",
            "时限": "承诺5工作日办结",             "依据": "《公共租赁住房管理办法》第七条；某规定"}  # fmt: skip
    report = import_items(write(tmp_path, lines(data, data | {"编码": "X-2", "对象": "外星人"})), mapping, actor=SYSTEM)
    assert (report.created, report.rejected, dict(report.reasons)) == (1, 1, {"value-not-mapped": 1})
    item = catalog.item("X-1")
    assert item.limits.promised.days == 5 and item.department.name.zh == "住建局"
    assert [(b.law, b.article) for b in item.legal_basis] == [("公共租赁住房管理办法", "第七条"), ("某规定", "")]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("fits: [TASK_CODE", "fit: [TASK_CODE", 5), ("{from: TASK_NAME}", "{form: TASK_NAME}", 9),
     ('split: "[、,，;；]"', 'split: "["', 29), ("code: {from", "codes: {from", 8)],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_named_with_its_line(tmp_path, old, new, line):
    text = (SHIPPED / "guangdong.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "m.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Fault) as fault:
        read_mapping(path)
    assert (fault.value.code, fault.value.where.line) == ("mapping-refused", line)


@pytest.mark.parametrize(("name", "content"), [("m.yaml", b""), ("m.yaml", b"- a\n"), ("m.txt", b"id: a\n")])
def test_a_file_that_is_no_mapping_is_told_what_it_lacks(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Fault) as fault:
        read_mapping(path)
    assert fault.value.code == "mapping-refused"
    assert ".yaml" in str(fault.value.params["problem"])


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20),
                   st.lists(st.text(max_size=8), max_size=3),
                   st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2))  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(row())), VALUES, max_size=8))
@hypothesis_settings(max_examples=200, deadline=None)
def test_a_row_becomes_an_item_of_the_right_form_or_is_rejected_with_a_reason(changes):
    (mapping,) = shipped_mappings()
    try:
        item = mapping.item(row(**{k: v for k, v in changes.items() if k != "code"}))
    except RowRejected as rejected:
        assert rejected.message % rejected.params
        return
    themes = item.pop("themes", [])
    assert all(isinstance(theme, str) for theme in themes)
    Draft202012Validator(schema.ITEM).validate(item | {"department": "d", "kind": item["kind"]})


def test_a_mapping_is_known_by_its_content(tmp_path):
    data = {
        "id": "a",
        "fits": ["x"],
        "fields": {n: {"from": n} for n in ("code", "title", "department", "kind", "audience", "region")},
    }
    assert ItemMapping(data).fingerprint == ItemMapping(json.loads(json.dumps(data))).fingerprint
    assert ItemMapping(data).fingerprint != ItemMapping(data | {"empty": ["无"]}).fingerprint


@pytest.mark.skipif(not REAL.exists(), reason="the real catalogue of Guangdong is not on this machine")
def test_every_row_of_the_real_catalogue_fits(db):
    (mapping,) = shipped_mappings()
    validator = Draft202012Validator(schema.ITEM)
    count = 0
    for read in read_rows(REAL):
        item = mapping.item(read.row)
        item.pop("themes", None)
        if count % 20 == 0:
            validator.validate(item | {"department": "d"})
        count += 1
    assert count > 2000
