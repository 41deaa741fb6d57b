"""Whatever is changed behind the ledger's back is found, and named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from tests.platform.ledger.conftest import act

from zhengtong.kernel.actors import system
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.ledger.heads import head_file, latest_head, log_id, make_head, write_head_file
from zhengtong.platform.ledger.merkle import Frontier, leaf_hash

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def log(committed):
    """Twelve entries, sealed in three batches of four (the registrations of four algorithms are the first)."""
    ledger.seal()
    for _ in range(2):
        for n in range(4):
            act(f"第{n}问")
        ledger.seal()
    assert ledger.verify().ok
    assert latest_head().size == 12


def _found():
    result = ledger.verify()
    assert not result.ok
    return {problem.code: problem for problem in result.problems}


def _entry_of(number):
    return f"(SELECT entry FROM ledger_node WHERE level = 0 AND last = {number})"


def test_an_untouched_log_verifies_also_with_entries_that_wait():
    act("not sealed yet")
    result = ledger.verify()
    assert (result.ok, result.entries, result.heads, result.waiting, result.outside_heads) == (True, 12, 3, 1, 3)


def test_an_edited_entry_is_named(tamper):
    tamper(
        f"UPDATE ledger_entry SET header = replace(header::text, '查到', '没有查到')::json WHERE id = {_entry_of(7)}"
    )
    found = _found()
    assert found.keys() == {"entry-edited"}
    assert found["entry-edited"].entry == 7


def test_a_single_changed_space_is_found(tamper):
    tamper(f"UPDATE ledger_entry SET header = (header::text || ' ')::json WHERE id = {_entry_of(9)}")
    assert _found()["entry-edited"].entry == 9


def test_an_edited_output_is_named(tamper):
    tamper(f"UPDATE ledger_entry SET private = '{{}}' WHERE id = {_entry_of(6)}")
    assert _found()["private-part-edited"].entry == 6


def test_a_changed_time_is_named(tamper):
    tamper(f"UPDATE ledger_entry SET recorded_at = recorded_at - interval '1 day' WHERE id = {_entry_of(5)}")
    assert _found()["columns-edited"].entry == 5


def test_a_deleted_entry_is_named(tamper):
    tamper(f"DELETE FROM ledger_entry WHERE id = {_entry_of(8)}")
    found = _found()
    assert found.keys() == {"entry-deleted"}
    assert found["entry-deleted"].entry == 8


def test_an_entry_deleted_with_its_place_in_the_tree_is_named(tamper):
    tamper(f"DELETE FROM ledger_entry WHERE id = {_entry_of(7)}")
    tamper("DELETE FROM ledger_node WHERE last = 7")
    found = _found()
    assert found["entries-missing"].entry == 7


def _swap(tamper, one, other, *, with_hashes):
    tamper("CREATE TEMP TABLE swapped AS SELECT * FROM ledger_node WHERE level = 0 AND last IN (%s, %s)", [one, other])
    tamper("DELETE FROM ledger_node WHERE level = 0 AND last IN (%s, %s)", [one, other])
    hashes = "b" if with_hashes else "a"
    tamper(
        f"INSERT INTO ledger_node SELECT a.last, 0, {hashes}.hash, b.entry FROM swapped a JOIN swapped b"
        " ON a.last <> b.last"
    )
    tamper("DROP TABLE swapped")


def test_swapped_entries_are_named(tamper):
    _swap(tamper, 6, 10, with_hashes=False)
    result = ledger.verify()
    moved = [problem for problem in result.problems if problem.code == "entry-reordered"]
    assert [(problem.entry, problem.params["place"]) for problem in moved] == [(6, 10), (10, 6)]


def test_swapped_entries_whose_hashes_were_swapped_too_do_not_give_the_root(tamper):
    _swap(tamper, 6, 7, with_hashes=True)
    found = _found()
    assert found["rewritten"].head == 2
    assert (found["rewritten"].params["first"], found["rewritten"].params["last"]) == (5, 8)


def test_entries_cut_off_the_end_are_named(tamper):
    tamper(f"DELETE FROM ledger_entry WHERE id IN ({_entry_of(11)}, {_entry_of(12)})")
    tamper("DELETE FROM ledger_node WHERE last > 10")
    found = _found()
    assert (found["truncated"].entry, found["truncated"].params["last"]) == (11, 12)


def test_entries_cut_off_without_their_rows_are_named_one_by_one(tamper):
    tamper("DELETE FROM ledger_node WHERE last > 10")
    codes = [problem.code for problem in ledger.verify().problems]
    assert codes.count("entry-not-sealed") == 2
    assert "truncated" in codes


def test_the_newest_entries_and_heads_cut_off_together_are_known_from_the_head_file(tamper):
    tamper("DELETE FROM ledger_entry WHERE id IN (SELECT entry FROM ledger_node WHERE level = 0 AND last > 8)")
    tamper("DELETE FROM ledger_node WHERE last > 8")
    tamper("DELETE FROM ledger_head WHERE number = 3")
    found = _found()
    assert found.keys() == {"truncated-against-copy"}
    assert found["truncated-against-copy"].head == 3


def test_a_log_cut_off_and_grown_again_is_known_from_the_head_file(tamper):
    tamper("DELETE FROM ledger_entry WHERE id IN (SELECT entry FROM ledger_node WHERE level = 0 AND last > 8)")
    tamper("DELETE FROM ledger_node WHERE last > 8")
    tamper("DELETE FROM ledger_head WHERE number = 3")
    act("instead")
    ledger.seal()
    assert _found()["head-differs-from-copy"].head == 3


def test_the_newest_entries_and_heads_cut_off_are_known_from_a_receipt_that_someone_holds(tamper):
    kept = ledger.receipt(act("kept").code).document
    head_file().unlink()
    tamper("DELETE FROM ledger_entry WHERE id IN (SELECT entry FROM ledger_node WHERE level = 0 AND last > 8)")
    tamper("DELETE FROM ledger_node WHERE last > 8")
    tamper("DELETE FROM ledger_head WHERE number > 2")
    assert ledger.verify().ok, "nothing inside the database can know"
    codes = {problem.code for problem in ledger.verify(receipts=[kept]).problems}
    assert codes == {"truncated-against-copy", "receipt-not-in-log"}


def test_an_inserted_entry_is_named(tamper):
    act("smuggled in")
    tamper("DELETE FROM ledger_pending")
    assert "entry-not-sealed" in _found()


def test_an_entry_inserted_into_the_tree_does_not_give_the_root(tamper):
    act("smuggled in")
    tamper(
        "UPDATE ledger_node SET entry = (SELECT entry FROM ledger_pending), hash = %s WHERE level = 0 AND last = 6",
        [_leaf("SELECT header::text FROM ledger_entry JOIN ledger_pending ON entry = id")],
    )
    assert _found()["rewritten"].params["first"] == 5


def _leaf(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return leaf_hash(cursor.fetchone()[0].encode())


def test_entries_appended_without_a_head_are_named(tamper):
    act("appended")
    tamper(
        "INSERT INTO ledger_node SELECT 13, 0, %s, entry FROM ledger_pending",
        [_leaf("SELECT header::text FROM ledger_entry JOIN ledger_pending ON entry = id")],
    )
    tamper("DELETE FROM ledger_pending")
    assert _found()["heads-cut-off"].entry == 13


def test_an_entry_deleted_before_it_was_sealed_is_named(tamper):
    made = act("still waiting")
    tamper("DELETE FROM ledger_entry WHERE code = %s", [made.code])
    assert _found()["waiting-entry-deleted"].params["id"] == str(made.id)


def test_a_damaged_tree_is_named_although_all_entries_are_right(tamper):
    tamper("UPDATE ledger_node SET hash = sha256('x') WHERE last = 8 AND level = 2")
    found = _found()
    assert found.keys() == {"tree-damaged"}
    assert found["tree-damaged"].entry == 8


def test_an_edited_head_is_named(tamper):
    tamper("UPDATE ledger_head SET sealed_at = sealed_at - interval '1 hour' WHERE number = 2")
    assert _found()["head-edited"].head == 2


def test_a_removed_head_is_named(tamper):
    tamper("DELETE FROM ledger_head WHERE number = 2")
    assert _found()["heads-missing"].head == 3


def test_a_log_rewritten_from_one_entry_on_with_all_hashes_is_known_from_the_head_file(tamper):
    tamper(f"UPDATE ledger_entry SET header = replace(header::text, '查到', '未查')::json WHERE id = {_entry_of(6)}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.entry, e.header::text FROM ledger_node n JOIN ledger_entry e ON e.id = n.entry"
            " WHERE level = 0 ORDER BY last"
        )
        rows = cursor.fetchall()
    tamper("DELETE FROM ledger_node")
    tamper("DELETE FROM ledger_head")
    frontier, before = Frontier(), None
    for number, (entry, header) in enumerate(rows, start=1):
        for place, hash_ in frontier.append(leaf_hash(header.encode())):
            tamper(
                "INSERT INTO ledger_node VALUES (%s, %s, %s, %s)",
                [*place, hash_, entry if place.level == 0 else None],
            )
        if number % 4 == 0:
            before = make_head(
                log=log_id(), before=before, size=number, root=frontier.root(), sealed_at=datetime.now(UTC)
            )
            tamper(
                "INSERT INTO ledger_head VALUES (%s, %s, %s, %s, %s, %s)",
                [before.number, before.size, before.root, before.sealed_at, before.previous, before.digest],
            )
    result = ledger.verify()
    assert {problem.code for problem in result.problems} == {"head-differs-from-copy"}
    assert [problem.head for problem in result.problems] == [1, 2, 3]
    head_file().unlink()
    assert ledger.verify().ok, "a complete forgery is only known from outside"


def test_a_damaged_line_of_the_head_file_is_named_and_the_others_still_count():
    with head_file().open("a") as file:
        file.write('{"half": \n')
    result = ledger.verify()
    assert [problem.code for problem in result.problems] == ["head-file-damaged"]
    assert result.outside_heads == 3


def test_a_line_that_a_power_cut_left_half_written_does_not_swallow_the_next():
    with head_file().open("a") as file:
        file.write('{"half": ')
    act()
    ledger.seal()
    assert ledger.verify().outside_heads == 4


def test_heads_that_were_not_written_before_a_crash_are_written_later():
    whole = head_file().read_text()
    head_file().write_text(whole.splitlines(keepends=True)[0])
    write_head_file()
    assert head_file().read_text() == whole


def test_a_head_file_that_cannot_be_written_does_not_stop_sealing(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ZHENGTONG_DATA", str(tmp_path / "file"))
    act()
    assert ledger.seal() == 1


def test_a_receipt_with_any_value_changed_fails_the_offline_check():
    document = ledger.receipt(act().code).document
    assert ledger.check_document(document) == []

    def changed(value):
        if isinstance(value, dict):
            for key in value:
                for other in changed(value[key]):
                    yield {**value, key: other}
        elif isinstance(value, list):
            yield [*value, "00" * 32]
            for place, entry in enumerate(value):
                for other in changed(entry):
                    yield [*value[:place], other, *value[place + 1 :]]
        elif isinstance(value, int):
            yield value + 1
        else:
            yield value + "0" if len(value) % 2 else "0" * len(value) + "1"

    forgeries = list(changed(document))
    assert len(forgeries) > 30
    for forged in forgeries:
        assert ledger.check_document(json.loads(json.dumps(forged))), forged


@pytest.mark.parametrize("document", [None, [], {}, "x", {"entry": {}, "proof": 1, "head": {}}])
def test_a_file_that_is_no_receipt_is_said_to_be_none(document):
    assert ledger.check_document(document) == ["The file is not a receipt."]


def test_an_audited_write_has_a_receipt_too():
    made = ledger.record_audit(
        actor=system("pack-loader"), verb="pack.loaded", subject="jianglan", detail={"version": 2}
    )
    view = ledger.receipt(made.code)
    assert (view.kind, view.verb, view.algorithm) == ("audit", "pack.loaded", None)


def test_an_act_can_be_looked_up_in_the_transaction_that_made_it():
    with transaction.atomic():
        assert ledger.receipt(act().code).number == 13
    assert ledger.verify().ok
