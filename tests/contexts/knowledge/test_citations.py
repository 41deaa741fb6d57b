"""Citations checked: on the page, through REST and on the command line."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from zhengtong.contexts.knowledge import service
from zhengtong.kernel.errors import Fault

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def outcomes(text, on=DAY):
    return [c.outcome for c in service.verify_citations(text, on=on)]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("《某甲法》第二条", "in-force"),
        ("某甲法第2条第一款第（二）项", "in-force"),
        ("《某甲法》第九十九条", "no-such-article"),
        ("《某甲法》第二条第九款", "no-such-part"),
        ("《某甲法》第二条第一款第（九）项", "no-such-part"),
        ("《某甲法》第二条之一：“加班不得超过五小时。”", "misquoted"),
        ("《某丙法》第一条", "repealed"),
        ("某戊法第三百九十条", "changed"),
        ("《某乙法（2026）》第一条", "not-yet"),
        ("《某市居住证条例》第三条", "not-held"),
        ("Article 3 of the Flying Carpet Regulations", "not-held"),
        ("本法第三条", "unresolved"),
    ],
)
def test_every_citation_gets_its_outcome(laws, text, outcome):
    assert outcomes(text) == [outcome]


def test_only_known_faults_are_wrong(laws):
    text = "《某甲法》第二条，《某甲法》第九十九条，《某市居住证条例》第三条，本法第一条"
    assert [c.wrong for c in service.verify_citations(text, on=DAY)] == [False, True, False, False]


def test_a_repealed_law_names_what_repealed_it_and_when(laws):
    (check,) = service.verify_citations("《某丙法》第一条", on=DAY)
    assert (check.until, check.by) == (date(2021, 1, 1), "《某丁法典》第二条")
    assert outcomes("《某丙法》第一条", on=date(2020, 1, 1)) == ["in-force"]


def test_a_law_that_is_not_stored_but_was_repealed_by_one_that_is_is_named_as_repealed(db, tmp_path):
    from tests.contexts.knowledge.conftest import ACTOR, ARTICLES, LAWS, write_laws

    articles = [a if a[3] != "第二条" or a[0] != "l5" else
                ("l5", None, None, "第二条",
                 "本法自2021年1月1日起施行。《中华人民共和国旧婚法》、《旧继承法》同时废止。")
                for a in ARTICLES]  # fmt: skip
    service.import_laws(actor=ACTOR, file=write_laws(tmp_path / "x.db", LAWS, articles))
    old, older = service.verify_citations("旧婚法第5条，《旧继承法》第二条", on=DAY)
    assert (old.outcome, old.law, old.until, old.by) == (
        "repealed", "中华人民共和国旧婚法", date(2021, 1, 1), "《某丁法典》第二条",
    )  # fmt: skip
    assert older.outcome == "repealed"
    assert list(service.repealed_in("旧婚法怎么规定彩礼")) == ["旧婚法"]
    assert service.repealed_in("某甲法怎么规定工资") == {}


def test_a_changed_edition_is_shown_beside_what_holds_today(laws):
    (check,) = service.verify_citations("《某乙法（2019修正）》第一条", on=date(2027, 2, 1))
    assert check.outcome == "changed"
    assert "签订" in check.text
    assert "共同" in check.now


def test_a_text_full_of_citations_reads_each_article_once(laws, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        service.verify_citations("《某甲法》第二条。" * 60, on=DAY)


def test_the_page_marks_every_citation_and_keeps_what_was_typed(laws, client):
    text = "依《某甲法》第二条和《某甲法》第九十九条。<script>alert(1)</script>"
    page = client.post("/citations/", {"text": text}, headers={"accept-language": "en"}).content.decode()
    assert page.count("<mark>") == 2
    assert "Exists and is in force" in page
    assert "Does not exist" in page
    assert "<script>alert(1)" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2  # in the marked text and still in the field
    assert "支付百分之一百五十" in page


def test_the_page_without_a_text_says_so_and_an_empty_form_is_refused(client, db):
    assert client.get("/citations/").status_code == 200
    assert client.post("/citations/", {"text": ""}).status_code == 422
    assert client.post("/citations/", {"text": "x", "on": "not a day"}).status_code == 422


def test_one_piece_carries_all_results_of_a_list(laws, client):
    page = client.post("/citations/", {"text": "Articles 3 and 4 of the Civil Code"}).content.decode()
    assert page.count("<mark>") == 1
    assert 'href="#c2"' in page


def test_rest_gives_outcome_place_and_old_fields(laws, client):
    reply = client.post("/api/v1/citations/verify", {"text": "见《某甲法》第二条"}, content_type="application/json")
    (row,) = reply.json()
    assert (row["exists"], row["in_force"], row["outcome"], row["wrong"]) == (True, True, "in-force", False)
    assert (row["start"], row["end"]) == (1, 9)


@pytest.mark.parametrize(("text", "code"), [("《某甲法》第二条", 0), ("《某甲法》第九十九条", 1), ("没有引用", 0)])
def test_the_command_ends_with_one_if_a_citation_is_wrong(laws, text, code, monkeypatch):
    done = _command(monkeypatch, text, "--json")
    assert done.exit_code == code
    assert isinstance(json.loads(done.output), list)
    assert _command(monkeypatch, "-", input=text).exit_code == code


def _command(monkeypatch, *arguments, **more):
    from zhengtong.config import startup
    from zhengtong.config.commands.verify_citation import command

    monkeypatch.setattr(startup, "start", lambda: None)  # the test database is open already
    return CliRunner().invoke(command, list(arguments), **more)


def test_a_file_of_more_than_5_mb_is_refused_before_anything_is_checked(monkeypatch, tmp_path):
    file = tmp_path / "huge.txt"
    with file.open("wb") as written:
        written.truncate(300 * 1024 * 1024)
    fault = _command(monkeypatch, "--file", str(file)).exception
    assert isinstance(fault, Fault)
    assert fault.message % fault.params == f"{file} has more than 5 MB; nothing was checked."
    assert fault.remedy


def test_more_than_5_mb_of_standard_input_are_refused_too(monkeypatch):
    fault = _command(monkeypatch, "-", input=b"x" * (5 * 1024 * 1024 + 1)).exception
    assert isinstance(fault, Fault)


def test_a_file_of_5_mb_is_checked_to_its_end(laws, monkeypatch, tmp_path):
    file = tmp_path / "long.txt"
    end = "《某甲法》第九十九条"
    file.write_text("x" * (5 * 1024 * 1024 - len(end.encode())) + end, "utf-8")
    assert _command(monkeypatch, "--file", str(file)).exit_code == 1


def test_citations_beyond_the_200th_are_not_passed_over_in_silence(laws, monkeypatch):
    assert _command(monkeypatch, "《某甲法》第二条。" * 199).stderr == ""
    assert "200" in _command(monkeypatch, "《某甲法》第二条。" * 201).stderr


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"PK\x03\x04" + b"\x00\x01" * 99], ids=["binary", "docx"])
def test_a_file_that_is_no_text_is_refused_and_does_not_pass_for_one_in_which_all_is_right(
    monkeypatch, tmp_path, content
):
    file = tmp_path / "ruling.docx"
    file.write_bytes(content)
    fault = _command(monkeypatch, "--file", str(file)).exception
    assert isinstance(fault, Fault)
    assert "/citations/" in fault.remedy


def test_a_file_in_the_encoding_of_chinas_offices_is_read(laws, monkeypatch, tmp_path):
    file = tmp_path / "ruling.txt"
    file.write_bytes("依据《某甲法》第九十九条".encode("gb18030"))
    assert _command(monkeypatch, "--file", str(file), "--on", str(DAY)).exit_code == 1
