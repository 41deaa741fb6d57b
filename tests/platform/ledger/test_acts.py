"""Nothing runs unregistered; nothing adverse is finished by a machine; what is written stays written."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.platform.ledger.conftest import PERSON, act, definition

from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.sources import Source
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.ledger.merkle import leaf_hash
from zhengtong.platform.ledger.models import Algorithm, Entry
from zhengtong.platform.ledger.record import stored_json

pytestmark = pytest.mark.django_db

# an entry as the first version wrote it, and the hash under which it was sealed
RECORDED = (
    '{"actor":{"kind":"anonymous"},"algorithm":{"id":"guidance.answer","name":{"en":"Guidance","zh":"办事问答"},'
    '"risk":"information","version":"1.0"},"at":"2026-11-21T09:28:15.117454+00:00","code":"4FDY-GC30-M34H-9CW9",'
    '"id":"be2161ce-99ea-418f-a63c-a56bb1c21882","kind":"act","outcome":"information","private":'
    '"0c3783b265d3077b3388561ada7687e2047072fdf0457db58d68654e8f195b42","reasons":["听懂了"],"score":1e-07,"v":1}'
)
RECORDED_LEAF = "cb4caea4b18c5fa5749e5465b36aa57badd11e6acc8f5e3d5bf69bdb536c5a67"


def _raw_act(*, risk, outcome, confirmed_by=None, algorithm=None):
    """An entry written past the door, straight into the table."""
    header = {
        "v": 1, "id": str(uuid4()), "code": str(uuid4()), "kind": "act", "at": "2026-01-01T00:00:00+00:00",
        "algorithm": {"id": algorithm or f"test.{risk}", "risk": risk}, "outcome": outcome, "private": "",
    }  # fmt: skip
    if confirmed_by is not None:
        header["confirmed_by"] = confirmed_by
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (header, private, recorded_at) VALUES (%s, '{}', '2026-01-01')",
            [json.dumps(header)],
        )


def test_an_algorithm_that_is_not_registered_cannot_run():
    with pytest.raises(Fault) as refused:
        ledger.require_algorithm("never.heard-of")
    assert refused.value.code == "algorithm-not-registered"
    with pytest.raises(Fault):
        act(algorithm="never.heard-of")


@pytest.mark.usefixtures("registered")
def test_an_algorithm_that_is_switched_off_cannot_run_until_it_is_on_again():
    ledger.require_algorithm("test.information")
    ledger.switch_algorithm("test.information", on=False, actor=PERSON, reason="wrong answers")
    with pytest.raises(Fault) as refused:
        ledger.require_algorithm("test.information")
    assert refused.value.code == "algorithm-switched-off"
    ledger.switch_algorithm("test.information", on=True, actor=PERSON, reason="corrected")
    assert act().code


@pytest.mark.usefixtures("registered")
def test_a_process_that_has_not_heard_of_the_switch_is_refused_by_the_database():
    ledger.require_algorithm("test.information")
    Algorithm.objects.filter(id="test.information").update(enabled=False)
    with pytest.raises(Fault) as refused, transaction.atomic():
        act()
    assert refused.value.code == "algorithm-switched-off"


@pytest.mark.usefixtures("registered")
def test_an_adverse_decision_needs_a_named_person():
    for confirmed_by in (None, SYSTEM, ANONYMOUS, Actor(kind="person", identifier="")):
        with pytest.raises(Fault) as refused, transaction.atomic():
            act(algorithm="test.adverse", outcome="adverse", confirmed_by=confirmed_by)
        assert refused.value.code == "adverse-needs-a-named-person"
    assert act(algorithm="test.adverse", outcome="adverse", confirmed_by=PERSON).code


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    "confirmed_by",
    [None, {}, {"kind": "person"}, {"kind": "person", "identifier": "  "}, {"kind": "algorithm", "identifier": "x"}],
)
def test_the_database_itself_refuses_an_adverse_decision_without_a_person(confirmed_by):
    with pytest.raises(DatabaseError):
        _raw_act(risk="adverse", outcome="adverse", confirmed_by=confirmed_by)


@pytest.mark.usefixtures("registered")
def test_an_outcome_beyond_the_registered_risk_is_refused_by_door_and_database():
    for position, risk in enumerate(ledger.RISKS):
        for outcome in ledger.RISKS[: position + 1]:
            assert act(algorithm=f"test.{risk}", outcome=outcome, confirmed_by=PERSON).code
        for outcome in [*ledger.RISKS[position + 1 :], "anything", ""]:
            with pytest.raises(Fault) as refused, transaction.atomic():
                act(algorithm=f"test.{risk}", outcome=outcome, confirmed_by=PERSON)
            assert refused.value.code == "outcome-beyond-risk"
            with pytest.raises(DatabaseError):
                _raw_act(risk=risk, outcome=outcome, confirmed_by={"kind": "person", "identifier": "x"})


@pytest.mark.usefixtures("registered")
def test_an_entry_cannot_claim_another_risk_than_the_registered_one():
    with pytest.raises(DatabaseError):
        _raw_act(risk="favourable", outcome="favourable", algorithm="test.information")


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET private = '{}'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_node SET hash = hash",
        "DELETE FROM ledger_node",
        "UPDATE ledger_head SET size = size",
        "DELETE FROM ledger_head",
        "TRUNCATE ledger_head",
        "UPDATE ledger_log SET id = id",
    ],
)
def test_what_is_written_cannot_be_changed_in_normal_operation(sql):
    act()
    ledger.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.usefixtures("registered")
def test_an_act_that_is_rolled_back_leaves_nothing():
    ledger.seal()
    before = ledger.verify()
    with pytest.raises(RuntimeError), transaction.atomic():
        act()
        raise RuntimeError
    after = ledger.verify()
    assert (after.entries, after.waiting, after.ok) == (before.entries, 0, True)
    assert ledger.seal() == 0


@pytest.mark.usefixtures("registered")
def test_a_receipt_shows_what_ran_and_no_personal_data():
    number = "11010519491231002X"
    made = act(
        f"我的身份证是{number}",
        actor=Actor(kind="person", identifier="wang.fang", display="王芳"),
        reasons=[f"提到身份证号{number}", "电话13800138000"],
        sources=[Source("law", "中华人民共和国居民身份证法", "第十一条", key="law:x#y")],
        masked_inputs={"question": "我的身份证是1****************X"},
    )
    view = ledger.receipt(made.code)
    text = json.dumps(view.document, ensure_ascii=False)
    for secret in (number, "13800138000", "王芳", "wang.fang", "conversation:1"):
        assert secret not in text
    assert view.reasons == ("提到身份证号1****************X", "电话138****8000")
    assert view.sources[0].locator == "第十一条"
    assert view.algorithm["id"] == "test.information"
    assert view.leaf == made.digest
    assert ledger.check_document(json.loads(text)) == []


def test_the_same_entry_has_the_same_text_and_digest_as_ever():
    again = stored_json(json.loads(RECORDED))
    assert again == RECORDED
    assert leaf_hash(again.encode()).hex() == RECORDED_LEAF


@pytest.mark.usefixtures("registered")
def test_the_same_question_asked_twice_cannot_be_recognised_by_its_digest():
    one, two = (ledger.receipt(act().code).document["entry"] for _ in range(2))
    assert one["inputs"] != two["inputs"]
    assert one["output"] != two["output"]


@pytest.mark.usefixtures("registered")
def test_characters_that_no_database_can_hold_do_not_stop_an_act():
    made = act("\x00 \ud800 \\u0000 😀", reasons=["\x00\ud800", "a\\u0000b"])
    assert ledger.receipt(made.code).reasons == ("\ufffd\ufffd", "a\\u0000b")
    assert ledger.verify().ok


def test_a_packs_algorithms_are_registered_changed_and_withdrawn_and_each_change_is_recorded():
    before = Entry.objects.count()
    ledger.register_algorithms([definition("a.one"), definition("a.two")], source="core", actor=SYSTEM)
    ledger.register_algorithms([definition("a.one"), definition("a.two")], source="core", actor=SYSTEM)
    assert Entry.objects.count() == before + 2
    ledger.register_algorithms([definition("a.one", version="2.0")], source="core", actor=SYSTEM)
    assert ledger.require_algorithm("a.one").version == "2.0"
    with pytest.raises(Fault):
        ledger.require_algorithm("a.two")
    assert Entry.objects.count() == before + 4


def test_a_citys_own_definition_goes_first_and_its_end_brings_the_products_back():
    ledger.register_algorithms([definition("a.one")], source="core", actor=SYSTEM)
    ledger.register_algorithms([definition("a.one", filing_number="沪算备1号")], source="city", actor=SYSTEM)
    ledger.register_algorithms([definition("a.one", version="1.1")], source="core", actor=SYSTEM)
    assert ledger.require_algorithm("a.one").filing_number == "沪算备1号"
    ledger.register_algorithms([], source="city", actor=SYSTEM)
    found = ledger.require_algorithm("a.one")
    assert (found.filing_number, found.version, found.source) == ("", "1.1", "core")


def test_a_switch_that_a_person_turned_outlives_a_reload_of_the_pack():
    ledger.register_algorithms([definition("a.one")], source="core", actor=SYSTEM)
    ledger.switch_algorithm("a.one", on=False, actor=PERSON, reason="test")
    ledger.register_algorithms([definition("a.one", version="2.0")], source="core", actor=SYSTEM)
    with pytest.raises(Fault):
        ledger.require_algorithm("a.one")


def test_a_switch_needs_a_reason():
    with pytest.raises(Fault) as refused:
        ledger.switch_algorithm("a.one", on=False, actor=PERSON, reason=" ")
    assert refused.value.code == "reason-missing"
