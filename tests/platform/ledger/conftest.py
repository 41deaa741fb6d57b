"""A ledger of its own for each test: registered algorithms, and the copy of the heads in a folder that goes away."""

from __future__ import annotations

import pytest
from django.db import connection

from zhengtong.kernel.actors import ANONYMOUS, SYSTEM, Actor
from zhengtong.platform.ledger import service as ledger

PERSON = Actor(kind="person", identifier="li.hua", display="李华", department="civil-affairs")


def definition(algorithm_id: str, risk: str = "information", **changes):
    fields = {
        "id": algorithm_id,
        "version": "1.0",
        "name": {"zh": "办事问答", "en": "Guidance"},
        "owner": {"zh": "政务服务局", "en": "Government services"},
        "purpose": {"zh": "查找事项", "en": "Find items"},
        "risk": risk,
    }
    return ledger.AlgorithmDefinition(**(fields | changes))


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHENGTONG_DATA", str(tmp_path))
    ledger.forget_cached()
    yield
    ledger.forget_cached()


def _empty_the_log():
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE ledger_entry, ledger_node, ledger_head, ledger_pending")
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def committed(transactional_db):
    """Real transactions. The log's tables are not emptied by Django, so they are here, before and after."""
    _empty_the_log()
    register()
    yield
    _empty_the_log()


@pytest.fixture
def registered(db):
    register()


def register():
    ledger.register_algorithms([definition(f"test.{risk}", risk) for risk in ledger.RISKS], source="test", actor=SYSTEM)


def act(text: str = "怎么办身份证", algorithm: str = "test.information", **changes):
    fields = {
        "algorithm": algorithm,
        "actor": ANONYMOUS,
        "subject": "conversation:1",
        "inputs": {"question": text},
        "output": {"items": [text]},
        "reasons": ["查到 1 个事项"],
    }
    return ledger.record_act(**(fields | changes))


@pytest.fixture
def tamper():
    """Run SQL as someone who has the database and switched the triggers off."""

    def run(sql, parameters=()):
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, parameters)
            changed = cursor.rowcount
            cursor.execute("SET session_replication_role = DEFAULT")
        assert changed != 0, "the tampering itself did nothing"

    return run
