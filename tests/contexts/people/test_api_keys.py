"""Keys for programs: shown once, kept as a digest, limited, revoked at once, audited."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.at_once import at_once, codes
from tests.factories.packs import write_pack

from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.models import Account, ApiKey
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs

PASSWORD = "correct horse battery"


def issue(name="hall bot", scopes=("assistant",), per_minute=60, per_day=1000) -> str:
    return people.issue_key(name=name, scopes=scopes, per_minute=per_minute, per_day=per_day, actor=SYSTEM)


def refused(key: str, scope: str = "assistant") -> str:
    with pytest.raises(Fault) as fault:
        people.use_key(key, scope=scope)
    return fault.value.code


@pytest.mark.django_db
def test_a_key_opens_what_it_is_for_and_nothing_else_and_its_secret_is_not_kept():
    key = issue()
    program = people.use_key(key, scope="assistant")
    assert program.name == "hall bot"
    assert program.actor.identifier == f"key:{program.prefix}"
    assert refused(key, "mcp") == "key-not-for-this"
    secret = key.split("_", 2)[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM people_api_key k UNION ALL SELECT private::text FROM ledger_entry")
        assert not any(secret in row for (row,) in cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "nonsense", "zt_aaaaaaaaaa_" + "x" * 43, "zt_\0", "钥匙"])
def test_what_is_no_key_is_unknown(text):
    assert refused(text) == "key-unknown"


@pytest.mark.django_db
def test_a_key_with_another_secret_is_unknown():
    key = issue()
    assert refused(key[:-4] + ("AAAA" if key[-4:] != "AAAA" else "BBBB")) == "key-unknown"


@pytest.mark.django_db
def test_a_revoked_key_opens_nothing_and_its_name_is_free_again():
    key = issue()
    with pytest.raises(Fault) as fault:
        issue()
    assert fault.value.code == "key-exists"
    prefix = people.api_keys()[0].prefix
    people.revoke_key(prefix=prefix, actor=SYSTEM)
    people.revoke_key(prefix=prefix, actor=SYSTEM)
    assert refused(key) == "key-unknown"
    issue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT header->>'verb' FROM ledger_entry WHERE header->>'verb' LIKE 'key.%%'")
        assert sorted(verb for (verb,) in cursor.fetchall()) == ["key.issued", "key.issued", "key.revoked"]


@pytest.mark.django_db
def test_the_limit_of_a_day_holds_and_says_how_long_to_wait():
    key = issue(per_day=2)
    people.use_key(key, scope="assistant")
    people.use_key(key, scope="assistant")
    with pytest.raises(Fault) as fault:
        people.use_key(key, scope="assistant")
    assert fault.value.status == 429
    assert 0 < fault.value.params["wait"] <= 86_400
    assert people.api_keys()[0].today == 2


@pytest.mark.django_db(transaction=True)
def test_many_connections_at_once_do_not_get_past_a_limit():
    key = issue(per_day=5)
    outcomes = at_once(*[lambda: people.use_key(key, scope="assistant")] * 12)
    assert codes(outcomes) == ["key-too-often"] * 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 61}, {"scopes": ()}, {"scopes": ("root",)}, {"per_minute": 0}]
)
def test_a_key_that_makes_no_sense_is_not_issued(wrong):
    with pytest.raises(Fault):
        issue(**wrong)
    assert not ApiKey.objects.exists()


@pytest.mark.django_db
def test_an_official_with_the_permission_issues_a_key_and_sees_it_once(client, tmp_path):
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    people.add_account(name="root", password=PASSWORD, roles=["administrator"], actor=SYSTEM)
    people.add_account(name="li", password=PASSWORD, roles=["auditor"], actor=SYSTEM)
    client.force_login(Account.objects.get(username="li"))
    assert client.get("/staff/keys/").status_code == 403
    client.force_login(Account.objects.get(username="root"))
    form = {"name": "热线", "scope": ["assistant"], "per_minute": "30", "per_day": "500"}
    page = client.post("/staff/keys/", form).content.decode()
    key = page.split('<code id="issued">')[1].split("<")[0]
    assert people.use_key(key, scope="assistant").name == "热线"
    assert key not in client.get("/staff/keys/").content.decode()
    again = client.post("/staff/keys/", form)
    assert again.status_code == 409
    assert 'value="热线"' in again.content.decode()
    prefix = people.api_keys()[0].prefix
    assert client.post(f"/staff/keys/{prefix}/revoke/").status_code == 302
    assert refused(key) == "key-unknown"


@pytest.mark.django_db
def test_the_list_costs_one_query_however_many_keys_there_are():
    issue("one")
    with CaptureQueriesContext(connection) as first:
        people.api_keys()
    issue("two")
    issue("three")
    with CaptureQueriesContext(connection) as then:
        assert len(people.api_keys()) == 3
    assert len(first) == len(then) == 1
