import io
import os
import zipfile

import docx
import openpyxl
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from zhengtong.contexts.knowledge.domain.readers.limits import Limits
from zhengtong.contexts.knowledge.domain.readers.reading import read_file
from zhengtong.kernel.errors import Fault


def read(data, name, limits=None):
    return read_file(io.BytesIO(data), name, limits)


def refusal(data, name, limits=None):
    with pytest.raises(Fault) as caught:
        read(data, name, limits)
    str(caught.value)  # the message and its parameters belong together
    return caught.value.code


def docx_bytes():
    document = docx.Document()
    document.add_heading("高龄津贴规定", level=1)
    document.add_paragraph("第一条　年满八十周岁的，领取津贴。")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "年龄", "标准"
    table.cell(1, 0).text, table.cell(1, 1).text = "八十", "一百元"
    document.add_paragraph("表后的话。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_bytes(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf_bytes(text="", password=""):
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    if text:
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb(name="word/document.xml", size=300 * 1024 * 1024):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as member:
            for _ in range(size // (1024 * 1024)):
                member.write(b" " * 1024 * 1024)
    return out.getvalue()


def test_a_word_document_gives_headings_paragraphs_and_tables_in_order():
    (text,) = read(docx_bytes(), "规定.docx").texts
    assert text.title == "高龄津贴规定"
    assert text.text == "# 高龄津贴规定\n第一条　年满八十周岁的，领取津贴。\n年龄 | 标准\n八十 | 一百元\n表后的话。"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    data = bomb()
    assert len(data) < 1024 * 1024
    assert refusal(data, "公告.docx") == "archive-bomb"
    assert refusal(bomb("xl/workbook.xml"), "表.xlsx") == "archive-bomb"


def test_an_archive_with_thousands_of_parts_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60):
            archive.writestr(f"{number}", "x")
    assert refusal(out.getvalue(), "多.docx", Limits(members=50)) == "archive-bomb"


def test_a_damaged_or_cut_word_document_is_refused():
    data = docx_bytes()
    assert refusal(data[: len(data) // 2], "半.docx") == "file-damaged"
    assert refusal(b"PK\x03\x04" + os.urandom(500), "坏.docx") == "file-damaged"


def test_entities_in_word_xml_are_not_expanded():
    evil = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "AAAAAAAAAA"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>here &b; &f;</w:t>"
        "</w:r></w:p></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_bytes())) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            target.writestr(member, evil if member == "word/document.xml" else source.read(member))
    try:
        text = read(out.getvalue(), "实体.docx").texts[0].text
    except Fault:
        return
    assert "root:" not in text
    assert "AAAA" not in text


def test_a_pdf_with_text_is_read():
    assert "Opening hours" in read(pdf_bytes("Opening hours"), "hours.pdf").texts[0].text


def test_a_pdf_without_text_says_so_and_what_to_do():
    with pytest.raises(Fault) as caught:
        read(pdf_bytes(), "扫描.pdf")
    assert caught.value.code == "pdf-without-text"
    assert "OCR" in caught.value.remedy


def test_an_encrypted_pdf_is_refused():
    assert refusal(pdf_bytes("x", password="secret"), "密.pdf") == "file-encrypted"


def test_a_damaged_pdf_is_refused():
    assert refusal(b"%PDF-1.7\n" + os.urandom(2000), "坏.pdf") == "file-damaged"
    assert refusal(pdf_bytes("text")[:120], "半.pdf") in ("file-damaged", "pdf-without-text")


def test_a_pdf_with_too_many_pages_is_refused():
    writer = PdfWriter()
    for _ in range(6):
        writer.add_blank_page(10, 10)
    out = io.BytesIO()
    writer.write(out)
    assert refusal(out.getvalue(), "长.pdf", Limits(pdf_pages=5)) == "too-many-pages"


def test_rows_of_a_workbook_carry_their_header():
    data = xlsx_bytes([["补贴目录", None], ["名称", "金额"], ["高龄津贴", 100], [None, None], ["残疾人补贴", 200]])
    (text,) = read(data, "目录.xlsx").texts
    assert [row for _, row in text.rows] == ["补贴目录", "名称：高龄津贴；金额：100", "名称：残疾人补贴；金额：200"]


def test_formulas_are_never_calculated_and_links_never_followed():
    data = xlsx_bytes([["名称", "公式"], ["甲", '=WEBSERVICE("http://example.invalid")']])
    (text,) = read(data, "公式.xlsx").texts
    assert "WEBSERVICE" not in text.rows[0][1]


def test_a_workbook_with_too_many_rows_is_refused():
    assert (
        refusal(xlsx_bytes([["a", "b"], *[["x", n] for n in range(20)]]), "多.xlsx", Limits(rows=10)) == "too-many-rows"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_and_csv_are_read_in_the_encodings_that_offices_use(encoding):
    text = "关于发放高龄津贴的通知\n第一条　年满八十周岁的老年人。𠮷\n"
    assert read(text.encode(encoding), "通知.txt").texts[0].text == text
    table = "名称,金额\n高龄津贴,100\n"
    assert read(table.encode(encoding), "目录.csv").texts[0].rows == (("2", "名称：高龄津贴；金额：100"),)


def test_line_ends_of_windows_become_ordinary_ones():
    assert read("一行\r\n二行\r\n".encode("gb18030"), "w.txt").texts[0].text == "一行\n二行\n"


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        os.urandom(4096),
        b"\x00" * 1000,
        b"\x7fELF" + b"\x01" * 100,
        b"\x89PNG\r\n\x1a\n" + b"0" * 99,
    ],
)
def test_binary_under_the_name_of_a_text_is_refused(data):
    assert refusal(data, "说明.txt") in ("file-not-text", "wrong-extension")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (pdf_bytes("x"), "其实是PDF.docx"),
        (docx_bytes(), "其实是Word.pdf"),
        (docx_bytes(), "其实是Word.xlsx"),
        ("文字".encode(), "其实是文字.pdf"),
        (docx_bytes(), "x.md"),
    ],
)
def test_a_wrong_extension_is_refused(data, name):
    assert refusal(data, name) == "wrong-extension"


def test_old_word_and_unknown_kinds_are_refused_with_what_to_do():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧.docx") == "file-encrypted"
    assert refusal(b"x", "程序.exe") == "file-kind"
    assert refusal(b"", "空.txt") == "file-empty"
    assert refusal(b"  \n ", "空白.txt") == "file-empty"


def test_a_huge_sparse_file_is_refused_without_being_read(tmp_path):
    file = tmp_path / "大.txt"
    with file.open("wb") as target:
        target.truncate(100 * 1024 * 1024)
    with file.open("rb") as stream, pytest.raises(Fault) as caught:
        read_file(stream, file.name)
    assert caught.value.code == "file-too-large"
    assert caught.value.status == 413


def test_html_gives_what_a_reader_sees_and_nothing_that_runs():
    markup = (
        "<html><head><title>办事 指南</title><style>p{}</style></head><body><script>alert(1)</script><h1>一、对象</h1>"
        "<p onclick='x()'>老年人<br>可以申请 &lt;津贴&gt;</p><!-- 暗 --><table><tr><td>甲</td><td>乙</td></tr></table>"
        "<iframe src='//evil'>内</iframe><svg><text>图</text></svg></body></html>"
    )
    (text,) = read(markup.encode(), "指南.html").texts
    assert text.title == "办事 指南"
    assert text.text == "# 一、对象\n老年人\n可以申请 <津贴>\n甲 | 乙"


def test_a_half_written_line_of_jsonl_is_reported_and_the_good_ones_are_kept():
    data = '{"docid": "a1", "text": "第一份文件。"}\n{"docid": "a2", "text": "没有写\n[]\n'
    data += '{"docid": "a3"}\n\n{"docid": "a4", "title": "标题", "text": "第四份。"}'
    read_result = read(data.encode(), "文件.jsonl")
    assert [text.fields["key"] for text in read_result.texts] == ["a1", "a4"]
    assert [rejection.where for rejection in read_result.rejected] == ["文件.jsonl:2", "文件.jsonl:3", "文件.jsonl:4"]


def test_deeply_nested_json_is_refused_as_a_line():
    result = read(b'{"docid": 1, "text": "good"}\n' + b"[" * 100_000, "深.jsonl")
    assert len(result.texts) == 1
    assert len(result.rejected) == 1


def test_front_matter_says_what_is_known_about_a_document():
    data = "---\ntitle: 办法\nkind: policy\npublished: 2026-02-20\nshort_names: [落户办法]\n---\n\n# 办法\n正文。\n"
    (text,) = read(data.encode(), "x.md").texts
    assert text.fields["published"].isoformat() == "2026-02-20"
    assert text.fields["short_names"] == ["落户办法"]
    assert text.text == "\n# 办法\n正文。\n"


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("title: a\nbad: 1", 3),
        ("published: yesterday", 2),
        ("title: [", None),
        ("kind: novel", 2),
        ("title: &a [*a]", None),
        ("- list", 1),
    ],
)
def test_front_matter_that_is_wrong_or_includes_itself_is_refused_with_its_line(front, line):
    with pytest.raises(Fault) as caught:
        read(f"---\n{front}\n---\n正文。".encode(), "x.md")
    assert caught.value.code == "front-matter"
    assert caught.value.where.file == "x.md"
    if line:
        assert caught.value.where.line == line


def test_yaml_tags_in_front_matter_run_nothing(tmp_path):
    mark = tmp_path / "ran"
    data = f"---\ntitle: !!python/object/apply:os.system ['touch {mark}']\n---\n正文。"
    assert refusal(data.encode(), "x.md") == "front-matter"
    assert not mark.exists()
