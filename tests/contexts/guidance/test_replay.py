"""A stored reply is made again from what was kept with it; what changed since is named; nothing is written."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.contexts.knowledge.conftest import write_laws
from tests.factories.model_server import model_server
from tests.factories.packs import FILES, write_pack

from zhengtong.config.cli import cli
from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries.as_given import was_edited
from zhengtong.contexts.knowledge import service as knowledge
from zhengtong.contexts.knowledge.models import Document, DocumentVersion
from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.models import Account
from zhengtong.kernel.actors import ANONYMOUS, SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_city")]


def _ask(text: str, **more) -> guidance.Reply:
    return guidance.ask(text, actor=ANONYMOUS, **more)


def _count() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM guidance_turn)")
        return cursor.fetchone()


@pytest.mark.parametrize(
    "question",
    [
        "身份证丢了怎么补领，要多少钱",
        "我身份证丢了，另外还想办护照",
        "How do I replace a lost identity card?",
        "帮我写一首诗",
        "我想死",
        "那要多少钱",
    ],
)
def test_a_reply_is_made_again_the_same_and_nothing_is_written(question):
    reply = _ask(question)
    before = _count()
    again = guidance.replay(reply.receipt)
    assert again.differences == ()
    assert again.changes == ()
    assert [need.chosen for need in again.now.needs] == [need.chosen for need in reply.needs]
    assert _count() == before


def test_every_turn_of_a_conversation_is_made_again_with_the_memory_of_then():
    first = _ask("我是外地户口，身份证丢了怎么补领")
    turns = [first]
    turns.append(_ask("那要多少钱", conversation=first.conversation))
    turns.append(_ask("不对，我是本地户口", conversation=first.conversation))
    turns.append(_ask("", conversation=first.conversation, answers={"household": "elsewhere"}))
    turns.append(_ask("", conversation=first.conversation, forget=["household"]))
    for turn in turns:
        again = guidance.replay(turn.receipt)
        assert again.differences == (), turn.turn
        assert again.now.known == turn.known


def test_a_picked_item_is_picked_again():
    first = _ask("身份证丢了怎么补领")
    other = first.needs[0].offered[-1].code
    picked = _ask("身份证丢了怎么补领", conversation=first.conversation, item=other)
    assert picked.needs[0].chosen == other
    assert guidance.replay(picked.receipt).same


def test_opening_hours_are_those_of_the_moment_of_then():
    night = datetime(2026, 5, 4, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    reply = _ask("身份证丢了怎么补领", now=night)
    assert guidance.replay(reply.receipt).same


@pytest.mark.parametrize(
    ("question", "personal"),
    [
        ("身份证丢了怎么补领，我的电话13812345678", "13812345678"),
        ("我叫王小明，身份证号440106199003071234，想给孩子上户口", "440106199003071234"),
        ("我叫王小明，想给孩子上户口，还要办医保", "小明"),
    ],
)
def test_what_names_a_person_plays_no_part_in_the_reply_so_it_is_made_again_without(question, personal):
    steps = []
    reply = guidance.ask(question, actor=SYSTEM, on_step=steps.append)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private::text FROM ledger_entry WHERE code = %s", [reply.receipt])
        assert personal not in cursor.fetchone()[0]
    assert personal not in f"{reply}{steps}"
    again = guidance.replay(reply.receipt)
    assert again.masked
    assert again.differences == ()


def test_an_item_that_changed_is_named_with_both_revisions():
    reply = _ask("身份证丢了怎么补领，要多少钱")
    code = reply.needs[0].chosen
    path, old = "title/zh", catalog.content(code)["title"]["zh"]
    catalog.correct_item(
        code=code, path=path, old=old, new=f"{old}（新）", source={"kind": "person", "title": "test"}, actor=SYSTEM
    )
    again = guidance.replay(reply.receipt)
    assert any("（新）" in str(each.now) for each in again.differences)
    change = next(each for each in again.changes if each.kind == "item")
    assert code in change.name
    assert (change.then, change.now) == ("1", "2")
    assert change.at is not None


def test_a_model_answers_as_it_answered_then_and_is_not_asked(monkeypatch):
    script = [{"text": "居民身份证丢失补领"}, {"text": "1"}]
    with model_server(*script) as (url, served):
        monkeypatch.setenv("ZHENGTONG_CHAT_URL", url)
        monkeypatch.setenv("ZHENGTONG_CHAT_MODEL", "scripted")
        monkeypatch.setenv("ZHENGTONG_CHAT_USES", "rewrite,choose,word")
        ai.forget(only_chat=True)
        reply = _ask("身份证丢了咋整")
        asked = len(served.requests)
        assert asked
        again = guidance.replay(reply.receipt)
        assert again.differences == ()
        assert again.missed == 0
        assert len(served.requests) == asked
    monkeypatch.undo()
    ai.forget(only_chat=True)


def test_the_command_tells_what_it_found(monkeypatch):
    reply = _ask("身份证丢了怎么补领")
    monkeypatch.setattr("zhengtong.config.startup.start", lambda **_: None)
    told = CliRunner().invoke(cli, ["replay", reply.receipt.lower(), "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["same"] is True
    Turn.objects.filter(receipt=reply.receipt).update(reply={**Turn.objects.get().reply, "message": "另一句"})
    told = CliRunner().invoke(cli, ["replay", reply.receipt])
    assert told.exit_code == 1
    assert "message" in told.output


def test_a_receipt_of_no_reply_is_refused():
    with pytest.raises(Fault) as fault:
        guidance.replay("0000-0000-0000-0000")
    assert fault.value.status == 404


def test_an_official_sees_what_a_reply_rests_on_and_makes_it_again(client):
    people.add_account(name="li.na", password="a-long-enough-one-7", roles=["answer-reviewer"], actor=SYSTEM)
    client.force_login(Account.objects.get(username="li.na"))
    reply = _ask("身份证丢了怎么补领")
    address = f"/staff/guidance/turns/{reply.receipt}/"
    page = client.get(address).content.decode()
    assert reply.needs[0].chosen in page
    before = _count()
    again = client.post(f"{address}replay/", headers={"accept-language": "en"})
    assert "The same reply" in again.content.decode()
    assert all(each.title in again.content.decode() for each in reply.needs[0].offered)
    assert _count() == before
    client.logout()
    assert client.post(f"{address}replay/").status_code == 403


SITUATION = """
situations:
  - key: hurry
    question: {zh: 急着用吗？, en: In a hurry?}
    options:
      - {key: "yes", label: {zh: 是, en: "Yes"}, words: {zh: [急着用], en: [in a hurry]}}
      - {key: "no", label: {zh: 否, en: "No"}}
fees:
  - {name: {zh: 加急费, en: Express fee}, amount: 5, when: {field: hurry, op: eq, value: "yes"}}
"""


@pytest.mark.parametrize("first", ["T-1", "T-2"])
def test_what_was_said_of_several_matters_stands_in_the_order_of_the_matters_in_every_process(tmp_path, first):
    card = FILES["items/card.yaml"].replace('{zh: 是, en: "Yes"}', '{zh: 是, en: "Yes"}, words: {zh: [未成年]}')
    temporary = FILES["items/temporary.yaml"] + SITUATION
    city = write_pack(tmp_path, **{"items/card.yaml": card, "items/temporary.yaml": temporary})
    packs.load(city, actor=SYSTEM, accept=True)
    asked = ["身份证丢失补领怎么办", "临时身份证申领怎么办"]
    reply = _ask("，另外".join(asked if first == "T-1" else asked[::-1]) + "，未成年，急着用")
    assert next(need.chosen for need in reply.needs) == first
    assert next(known.key.partition(".")[0] for known in reply.known if "." in known.key) == first
    assert guidance.replay(reply.receipt).same


LOST = "中华人民共和国居民身份证法"


@pytest.mark.parametrize("question", ["身份证丢了怎么补领，要带什么", "I lost my identity card, what do I bring?"])
def test_a_law_behind_a_fact_that_holds_no_more_is_named_although_the_reply_is_the_same(tmp_path, question):
    laws = [("l1", LOST, "法律", "2011-10-29", "2012-01-01", "现行有效")]
    file = write_laws(tmp_path / "laws.db", laws, [("l1", None, None, "第七条", "监护人代为申请。")])
    knowledge.import_laws(actor=SYSTEM, file=file)
    reply = _ask(question)
    assert any(source.kind == "law" for source in reply.sources)
    assert guidance.replay(reply.receipt).changes == ()
    yesterday = date.today() - timedelta(days=1)
    DocumentVersion.objects.filter(document__title=LOST).update(valid_to=yesterday)
    Document.objects.filter(title=LOST).update(repealed_on=yesterday)
    (change,) = guidance.replay(reply.receipt).changes
    assert (change.kind, change.name, change.now) == ("passage", f"{LOST}第七条", "")


@pytest.mark.parametrize(
    "question", ["身份证丢了，电话13812345678", "身份证丢了，另外想办护照", "写一首诗", "lost card"]
)
def test_a_stored_reply_is_known_to_be_the_one_that_was_given(question):
    reply = _ask(question)
    assert list(guidance.replies_compared()) == [(reply.receipt, False)]
    assert not guidance.replay(reply.receipt).edited


@pytest.mark.parametrize(
    "edit",
    [
        "jsonb_set(reply, '{message}', '\"x\"')",
        "jsonb_set(reply, '{needs,0,facts,0,value}', '\"x\"')",
        "jsonb_set(reply, '{trace,0,ms}', '1.25')",
        "reply - 'sources'",
        "reply || '{\"more\": 1}'",
    ],
)
def test_an_edited_stored_reply_is_found_by_verifying_replaying_and_looking(client, monkeypatch, edit):
    monkeypatch.setattr("zhengtong.config.startup.start", lambda **_: None)
    reply, other = _ask("身份证丢了怎么补领"), _ask("我想办护照")
    assert CliRunner().invoke(cli, ["ledger", "verify"]).exit_code == 0
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE guidance_turn SET reply = {edit} WHERE receipt = %s", [reply.receipt])
    told = CliRunner().invoke(cli, ["ledger", "verify", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.output)["replies_edited"] == [reply.receipt]
    assert reply.receipt in CliRunner().invoke(cli, ["ledger", "verify"]).output
    assert guidance.replay(reply.receipt).edited
    assert not guidance.replay(other.receipt).edited
    client.force_login(Account.objects.create_superuser("auditor", password="x"))
    page = f"/staff/guidance/turns/{reply.receipt}/"
    assert "存档的答复被改动过" in client.get(page).content.decode()
    assert "存档的答复被改动过" not in client.get(page.replace(reply.receipt, other.receipt)).content.decode()


def test_a_reply_from_before_digests_were_kept_or_whose_private_part_is_erased_is_not_called_edited():
    reply = _ask("身份证丢了怎么补领")
    act = ledger.stored_act(reply.receipt)
    other = {**guidance.to_plain(reply), "message": "x"}
    assert was_edited(other, act)
    for private in ({}, {"output": None}, {"output": {"state": "answered"}}):
        assert not was_edited(other, replace(act, private=private))
