"""Accounts, roles and departments."""

from __future__ import annotations

import json
import threading

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, connections, transaction
from tests.factories.packs import write_pack

from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.models import Account, Department
from zhengtong.kernel.actors import SYSTEM
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.load(write_pack(tmp_path), actor=SYSTEM)


def add(name="li", roles=("auditor",), department=None, password=PASSWORD):
    return people.add_account(name=name, password=password, roles=roles, department=department, actor=SYSTEM)


def test_an_account_may_what_its_roles_permit_and_nothing_else():
    account = add()
    assert people.may(account, "ledger.read") and not people.may(account, "catalog.edit")
    assert not people.may(AnonymousUser(), "ledger.read")
    account.is_active = False
    assert not people.may(account, "ledger.read")


def test_a_role_in_one_department_holds_there_only():
    account = add(roles=("catalogue-editor",), department="card-office")
    assert people.may(account, "catalog.edit", department="card-office")
    assert not people.may(account, "catalog.edit", department="police")


def test_an_administrator_may_everything():
    account = add(roles=("administrator",))
    assert account.is_staff and all(people.may(account, key) for key in people.known_permissions())


def test_an_administrator_of_one_department_is_none_of_the_others():
    account = add(roles=("administrator",), department="card-office")
    assert people.may(account, "catalog.edit", department="card-office")
    assert not people.may(account, "catalog.edit", department="police")
    assert not people.may(account, "guidance.handover-all")
    assert not account.is_superuser


@pytest.mark.parametrize(
    ("change", "code"),
    [({"name": "li"}, "account-exists"),
     ({"password": "short"}, "account-refused"), ({"name": "a b"}, "account-refused"),
     ({"roles": ("king",)}, "no-role"), ({"department": "nowhere"}, "no-department")],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused_and_nothing_is_left(change, code):
    add()
    with pytest.raises(Fault) as fault:
        add(**{"name": "wang", **change})
    assert fault.value.code == code and Account.objects.count() == 1


def test_a_role_that_the_pack_drops_permits_nothing_more(tmp_path):
    account = add()
    from zhengtong.contexts.people.models import Role

    Role.objects.filter(pk="auditor").update(active=False)
    assert not people.may(account, "ledger.read")


def test_an_imported_department_is_made_once_and_a_known_name_is_used():
    keys = people.ensure_departments(names=["测试市公安局", "省教育厅"], actor=SYSTEM)
    assert keys["测试市公安局"] == "police" and keys == people.ensure_departments(names=list(keys), actor=SYSTEM)
    assert people.department(keys["省教育厅"]).origin == "import"


@pytest.mark.django_db(transaction=True)
def test_of_imports_at_once_that_name_the_same_new_department_one_makes_it_and_says_so():
    names = ["测试市新设局", "测试市" + "很" * 300 + "长局"]
    start, found = threading.Barrier(4), []

    def name_them():
        start.wait()
        found.append(people.ensure_departments(names=names, actor=SYSTEM))
        connections.close_all()

    threads = [threading.Thread(target=name_them) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    people.ensure_departments(names=names, actor=SYSTEM)
    assert len(found) == 4 and all(each == found[0] for each in found)
    assert Department.objects.filter(origin="import").count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE header::jsonb->>'verb' = 'department.create'")
        assert cursor.fetchone() == (1,)


def test_a_department_is_not_its_own_parent():
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(pk="police").update(parent="police")


def test_staff_sign_in_and_see_what_they_may_do(client):
    add(roles=("auditor",))
    assert client.get("/staff/")["Location"].startswith("/staff/sign-in/")
    wrong = client.post("/staff/sign-in/", {"username": "li", "password": "wrong"})
    assert wrong.status_code == 200 and b"note bad" in wrong.content
    right = client.post("/staff/sign-in/", {"username": "li", "password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, "/staff/")
    page = client.get("/staff/").content.decode()
    assert "/ledger/" in page and "/admin/" not in page
    assert client.post("/staff/sign-out/").status_code == 302
    assert client.get("/staff/").status_code == 302


def test_an_administrator_sees_accounts_in_the_administration(client):
    client.force_login(add(roles=("administrator",)), backend="django.contrib.auth.backends.ModelBackend")
    for path in ("/admin/people/account/", "/admin/people/department/", "/admin/people/role/"):
        assert client.get(path).status_code == 200
    assert client.get("/admin/people/department/police/change/").status_code == 200
    assert client.post("/admin/people/department/police/delete/", {"post": "yes"}).status_code == 403


def test_what_an_administrator_changes_is_in_the_ledger_with_the_roles_of_then(client):
    client.force_login(add(roles=("administrator",)), backend="django.contrib.auth.backends.ModelBackend")
    other = add(name="wang")
    rows = {f"memberships-{name}": "1" for name in ("TOTAL_FORMS", "INITIAL_FORMS")} | {
        "memberships-0-id": other.memberships.get().pk, "memberships-0-account": other.pk,
        "memberships-0-role": "official", "memberships-0-department": "police",
    }  # fmt: skip
    joined = {"date_joined_0": "2026-11-21", "date_joined_1": "08:00:00"}
    at = f"/admin/people/account/{other.pk}/"
    assert client.post(f"{at}change/", {"username": "wang", "is_active": "on", **joined, **rows}).status_code == 302
    assert client.post(f"{at}delete/", {"post": "yes"}).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT header::jsonb->>'verb', private::jsonb->'detail'->'roles' FROM ledger_entry"
            " WHERE private::jsonb->>'subject' = 'account:wang'"
            " AND header::jsonb->>'verb' IN ('account.change', 'account.delete') ORDER BY recorded_at"
        )
        found = [(verb, json.loads(roles) if isinstance(roles, str) else roles) for verb, roles in cursor.fetchall()]
    assert found == [("account.change", [["official", "police"]]), ("account.delete", [["official", "police"]])]


def test_an_administrator_reads_chinese(client):
    client.force_login(add(roles=("administrator",)), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/admin/", headers={"accept-language": "zh-CN"}).content.decode()
    assert all(word in page for word in ("账号", "部门", "角色", "登录保护"))
    assert not any(word in page for word in ("Departments", "Roles", "Axes", "Procrastinate", "Groups"))


@pytest.mark.parametrize("role", ["official", "auditor", "knowledge-editor", "catalogue-editor", "administrator"])
def test_every_page_that_staff_are_offered_opens_for_them(client, role):
    client.force_login(add(roles=(role,)), backend="django.contrib.auth.backends.ModelBackend")
    offered = [place["url"] for place in client.get("/staff/").context["places"]]
    assert offered
    for url in offered:
        assert client.get(url).status_code == 200, url


def test_who_is_locked_out_is_told_in_their_language_for_how_long(client):
    wrong = {"username": "nobody", "password": "wrong"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        reply = client.post("/staff/sign-in/", wrong, REMOTE_ADDR="203.0.113.50")
    assert reply.status_code == 429
    assert "失败的次数太多" in reply.content.decode()
    assert int(reply["Retry-After"]) > 0
