"""Residents check a receipt on a page, programs by REST, auditors on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.platform.ledger.conftest import act, definition

from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.sources import Source
from zhengtong.platform.ledger import service as ledger

pytestmark = pytest.mark.usefixtures("registered")
LAW = Source("law", "中华人民共和国居民身份证法", "第十一条")


@pytest.fixture
def made():
    return act(sources=[LAW], reasons=["查到 <b>1</b> 个事项"])


def test_a_receipt_page_shows_what_ran_on_which_sources_and_the_proof(client, made):
    act()
    act()
    page = client.get(f"/ledger/{made.code}/").content.decode()
    for shown in ("办事问答", "政务服务局", "查找事项", "1.0", "第十一条", made.digest, made.code, "未备案"):
        assert shown in page
    assert "&lt;b&gt;" in page
    assert "<b>1</b>" not in page
    for step in ledger.receipt(made.code).steps:
        assert step.hash in page


def test_a_code_that_is_typed_carelessly_leads_to_its_page(client, made):
    answer = client.get("/ledger/", {"code": f" {made.code.lower().replace('-', ' ')} "})
    assert answer.status_code == 302
    assert answer["Location"] == f"/ledger/{made.code}/"
    assert client.get(f"/ledger/{made.code.lower()}/")["Location"] == f"/ledger/{made.code}/"


@pytest.mark.parametrize("typed", ["7F3A", "<script>", "身份证" * 500, "0000-0000-0000-0000", "x' OR 1=1 --"])
def test_a_wrong_code_is_met_with_what_to_do_and_the_form_again(client, typed):
    answer = client.get("/ledger/", {"code": typed})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'name="code"' in page
    assert "<script>" not in page
    assert "编号" in page


def test_the_pages_are_there_in_english(client, made):
    client.cookies["language"] = "en"
    page = client.get(f"/ledger/{made.code}/").content.decode()
    assert "Government services" in page
    assert "Find items" in page
    assert "Sealed in the log" in page


def test_every_registered_algorithm_is_public_also_one_that_is_off(client):
    ledger.register_algorithms(
        [definition("x.off", enabled=False, filing_number="网信算备330100000000001号")], source="x", actor=SYSTEM
    )
    page = client.get("/algorithms/").content.decode()
    for shown in ("x.off", "停用", "网信算备330100000000001号", "test.adverse", "启用"):
        assert shown in page
    listed = {each["id"]: each for each in client.get("/api/v1/algorithms").json()}
    assert (listed["x.off"]["enabled"], listed["test.adverse"]["risk"]) == (False, "adverse")


def test_the_downloaded_file_and_the_rest_answer_are_the_same_receipt_and_right(client, made):
    downloaded = client.get(f"/ledger/{made.code}/receipt.json")
    assert "attachment" in downloaded["Content-Disposition"]
    document = json.loads(downloaded.content)
    assert document == client.get(f"/api/v1/ledger/{made.code}").json()
    assert ledger.check_document(document) == []
    assert document["head"] == client.get("/api/v1/ledger/head").json()


def test_rest_proves_that_the_log_only_grew(client, made):
    first = client.get(f"/api/v1/ledger/{made.code}").json()
    later = client.get(f"/api/v1/ledger/{act().code}").json()
    sizes = {"first": first["proof"]["size"], "second": later["proof"]["size"]}
    path = client.get("/api/v1/ledger/consistency", sizes).json()["path"]
    from zhengtong.platform.ledger.merkle import verify_consistency

    assert verify_consistency(
        sizes["first"],
        bytes.fromhex(first["proof"]["root"]),
        sizes["second"],
        bytes.fromhex(later["proof"]["root"]),
        [bytes.fromhex(step) for step in path],
    )
    assert client.get("/api/v1/ledger/consistency", {"first": 0, "second": 9}).status_code == 400


def _command(*arguments):
    from zhengtong.config.commands.ledger import command

    return CliRunner().invoke(command, list(arguments), env={"LANG": "zh_CN.UTF-8", "ZHENGTONG_LANGUAGE": ""})


def test_a_receipt_file_is_checked_on_the_command_line_without_a_database(made, tmp_path):
    file = tmp_path / "receipt.json"
    document = ledger.receipt(made.code).document
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    good = _command("check", str(file))
    assert (good.exit_code, made.code in good.output) == (0, True)
    file.write_text(json.dumps(document, ensure_ascii=False).replace("查到", "没查到"), encoding="utf-8")
    assert _command("check", str(file)).exit_code == 1
    told = _command("check", str(file), "--json")
    assert json.loads(told.output)["ok"] is False
    file.write_text("half a fi", encoding="utf-8")
    assert _command("check", str(file)).exit_code == 1


def test_verify_on_the_command_line_ends_with_0_or_1(made, tamper, monkeypatch):
    monkeypatch.setattr("zhengtong.config.startup.start", lambda **_: None)
    ledger.seal()
    good = _command("verify", "--json")
    assert (good.exit_code, json.loads(good.output)["ok"]) == (0, True)
    tamper("UPDATE ledger_entry SET private = '{}' WHERE code = %s", [made.code])
    bad = _command("verify", "--json")
    found = json.loads(bad.output)
    assert (bad.exit_code, found["problem_count"], found["problems"][0]["code"]) == (1, 1, "private-part-edited")
    assert made.code in _command("verify").output


def test_what_the_log_is_compared_with_is_not_taken_for_the_log(made, monkeypatch, tmp_path):
    monkeypatch.setattr("zhengtong.config.startup.start", lambda **_: None)
    ledger.seal()
    file = tmp_path / "receipt.json"
    for text in ("half a fi", "[]", '{"a": 1}'):
        file.write_text(text, encoding="utf-8")
        assert _command("verify", "--receipt", str(file)).exception.code == "not-a-receipt"
    document = json.dumps(ledger.receipt(made.code).document, ensure_ascii=False)
    file.write_text(document.replace("查到", "没查到"), encoding="utf-8")
    forged = _command("verify", "--receipt", str(file))
    assert forged.exit_code == 1
    assert "台账本身完好" in forged.output


def test_verifying_without_a_copy_of_the_heads_says_what_it_cannot_see(made, monkeypatch, tmp_path):
    monkeypatch.setattr("zhengtong.config.startup.start", lambda **_: None)
    ledger.seal()
    empty = tmp_path / "heads.log"
    empty.write_text("")
    assert "就看不出来" in _command("verify", "--heads", str(empty)).output
