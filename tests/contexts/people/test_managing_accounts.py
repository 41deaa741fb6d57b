"""Who manages accounts without being an administrator: opens accounts, and gives no right they do not have."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from tests.factories.at_once import at_once
from tests.factories.packs import write_pack

from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.models import Account, Membership, Role
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
ROLES = """\
- key: clerk
  name: {zh: 账号管理员, en: Clerk}
  permissions: [accounts.manage, jobs.read]
- key: colleague
  name: {zh: 同事, en: Colleague}
  permissions: [jobs.read]
- key: editor
  name: {zh: 编辑, en: Editor}
  permissions: [catalog.edit, guidance.read]
"""
HERE, BELOW = "police", "card-office"
ACCOUNTS = "/admin/people/account/"
DATES = {"date_joined_0": "2026-11-21", "date_joined_1": "08:00:00"}


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"roles.yaml": ROLES}), actor=SYSTEM)


def add(name: str, *roles: str, department: str | None = None) -> Account:
    return people.add_account(
        name=name, password="correct horse battery", roles=roles, department=department, actor=SYSTEM
    )


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk(_city):
    return browser(add("clerk", "clerk"))


def form(account: Account | None = None, roles: tuple[tuple[str, str], ...] = (), **more: str) -> dict[str, str]:
    """As the page sends it, with ``roles`` given besides those that the account has."""
    held = list(account.memberships.order_by("pk")) if account else []
    sent = {"memberships-TOTAL_FORMS": str(len(held) + len(roles)), "memberships-INITIAL_FORMS": str(len(held))}
    for n, row in enumerate(held):
        sent |= {
            f"memberships-{n}-id": str(row.pk), f"memberships-{n}-account": str(row.account_id),
            f"memberships-{n}-role": row.role_id, f"memberships-{n}-department": row.department_id or "",
        }  # fmt: skip
    for n, (role, department) in enumerate(roles, start=len(held)):
        sent |= {f"memberships-{n}-role": role, f"memberships-{n}-department": department}
    if account:
        sent |= {"username": account.username, "is_active": "on", **DATES}
    return {**sent, **more}


def change(client: Client, account: Account, *roles: tuple[str, str], **more: str):
    return client.post(f"{ACCOUNTS}{account.pk}/change/", form(account, roles, **more))


def test_who_manages_accounts_is_led_to_them_and_every_page_there_opens(clerk):
    urls = [place["url"] for place in clerk.get("/staff/").context["places"]]
    assert urls == ["/staff/jobs/", "/admin/"]
    page = clerk.get("/admin/").content.decode()
    links = {link for link in re.findall(r'href="(/admin/[^"#?]*)', page) if "logout" not in link}
    assert {ACCOUNTS, f"{ACCOUNTS}add/", "/admin/people/role/", "/admin/people/department/"} <= links
    assert [link for link in links if clerk.get(link).status_code != 200] == []
    assert clerk.get("/admin/axes/accesslog/").status_code == 403
    assert clerk.post("/admin/people/role/auditor/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(("role", "department"), [("colleague", None), ("clerk", HERE), (None, None)])
def test_nobody_else_opens_the_administration(role, department):
    client = browser(add("li", *[role] if role else [], department=department))
    for page in ("/admin/", ACCOUNTS, f"{ACCOUNTS}add/"):
        assert client.get(page).status_code == 302, page


def test_an_account_is_made_with_roles_whose_every_right_the_giver_has(clerk):
    new = {"username": "wang", "usable_password": "true"} | dict.fromkeys(["password1", "password2"], "correct horse 7")
    assert clerk.post(f"{ACCOUNTS}add/", form(None, (("colleague", ""),), **new)).status_code == 302
    wang = Account.objects.get(username="wang")
    assert people.may(wang, "jobs.read") and not (wang.is_staff or wang.is_superuser)
    assert change(clerk, wang, ("clerk", ""), first_name="五").status_code == 302
    assert people.may(wang, "accounts.manage")


@pytest.mark.parametrize(
    ("role", "department"),
    [("administrator", ""), ("administrator", HERE), ("auditor", ""), ("editor", ""), ("editor", HERE)],
)
def test_a_role_with_more_rights_than_the_giver_has_is_not_given(clerk, role, department):
    new = {"username": "wang", "usable_password": "true"} | dict.fromkeys(["password1", "password2"], "correct horse 7")
    page = clerk.post(f"{ACCOUNTS}add/", form(None, ((role, department),), **new))
    assert page.status_code == 200 and not Account.objects.filter(username="wang").exists()
    colleague = add("chen", "colleague")
    assert change(clerk, colleague, (role, department)).status_code == 200
    own = Account.objects.get(username="clerk")
    assert change(clerk, own, (role, department)).status_code == 200
    assert set(Membership.objects.values_list("role_id", flat=True)) == {"clerk", "colleague"}


def test_a_right_held_in_one_department_is_given_there_alone():
    giver = add("zhou", "clerk")
    people.grant_role(account=giver, role="editor", department=HERE, actor=SYSTEM)
    client, wang = browser(giver), add("wang")
    assert change(client, wang, ("editor", "")).status_code == 200
    assert change(client, wang, ("editor", BELOW)).status_code == 200
    assert change(client, wang, ("editor", HERE)).status_code == 302
    assert people.may(wang, "catalog.edit", department=HERE) and not people.may(wang, "catalog.edit")


@pytest.mark.parametrize("role", ["administrator", "auditor", "dropped"])
def test_an_account_with_more_rights_is_seen_and_not_touched(clerk, role):
    """Whoever sets its password could sign in with it."""
    Role.objects.create(key="dropped", name_zh="停用", permissions=["ledger.read"], origin="city", active=False)
    other = add("chen", *([role] if role != "dropped" else []))
    if role == "dropped":
        Membership.objects.create(account=other, role_id="dropped")
    at = f"{ACCOUNTS}{other.pk}/"
    page = clerk.get(f"{at}change/")
    assert page.status_code == 200 and b'name="_save"' not in page.content
    password = {"password1": "mine now, thanks", "password2": "mine now, thanks", "usable_password": "true"}
    assert clerk.post(f"{at}password/", password).status_code == 403
    assert change(clerk, other, is_active="").status_code == 403
    assert clerk.post(f"{at}delete/", {"post": "yes"}).status_code == 403
    marked = {"action": "delete_selected", "_selected_action": other.pk, "post": "yes"}
    clerk.post(ACCOUNTS, marked)
    other.refresh_from_db()
    assert other.is_active and other.check_password("correct horse battery")


def test_marks_that_open_everything_are_not_set_by_who_may_not(clerk):
    wang = add("wang", "colleague")
    assert change(clerk, wang, is_superuser="on", is_staff="on").status_code == 302
    wang.refresh_from_db()
    assert not wang.is_superuser and not wang.is_staff


def test_a_right_that_is_taken_away_meanwhile_ends_the_work_at_once(clerk):
    wang = add("wang", "colleague")
    Membership.objects.filter(account__username="clerk").delete()
    assert change(clerk, wang, first_name="五").status_code == 302  # to the sign-in
    wang.refresh_from_db()
    assert wang.first_name == ""


def test_of_two_people_with_the_same_account_open_the_second_undoes_nothing():
    first, second = browser(add("one", "administrator")), browser(add("two", "administrator"))
    wang = add("wang", "colleague")
    opened = [each.get(f"{ACCOUNTS}{wang.pk}/change/").context["adminform"].form["seen"].value()
              for each in (first, second)]  # fmt: skip
    left = form(wang, seen=opened[0])
    del left["is_active"]
    assert first.post(f"{ACCOUNTS}{wang.pk}/change/", left).status_code == 302
    page = change(second, wang, seen=opened[1], first_name="五")
    assert page.status_code == 200 and "这个账号刚才被别人改过" in page.content.decode()
    wang.refresh_from_db()
    assert not wang.is_active and wang.first_name == ""


def test_a_role_that_the_account_has_is_not_given_again():
    admin, wang = browser(add("one", "administrator")), add("wang", "colleague")
    page = change(admin, wang, ("colleague", ""))
    assert page.status_code == 200 and "这个账号在那里已经有这个角色" in page.content.decode()
    assert wang.memberships.count() == 1
    stale = form(wang, (("clerk", ""),))
    people.grant_role(account=wang, role="clerk", department=None, actor=SYSTEM)
    assert admin.post(f"{ACCOUNTS}{wang.pk}/change/", stale).status_code == 200
    assert wang.memberships.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_several_presses_at_once_one_makes_the_account_and_the_others_are_told():
    admin = browser(add("one", "administrator"))
    new = {"username": "wang", "usable_password": "true"} | dict.fromkeys(["password1", "password2"], "correct horse 7")

    def press() -> int:
        mine = Client()
        mine.cookies = admin.cookies
        return mine.post(f"{ACCOUNTS}add/", form(None, (("colleague", ""),), **new)).status_code

    assert sorted(at_once(*[press] * 4)) == [200, 200, 200, 302]
    assert Account.objects.filter(username="wang").count() == 1


def test_what_the_manager_of_accounts_does_is_in_the_ledger_with_their_name(clerk):
    change(clerk, add("wang"), ("colleague", ""))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT private::jsonb->'actor'->>'identifier', private::jsonb->'detail'->>'roles' FROM ledger_entry"
            " WHERE private::jsonb->>'subject' = 'account:wang' AND header::jsonb->>'verb' = 'account.change'"
        )
        assert cursor.fetchall() == [("clerk", '[["colleague", null]]')]


def test_the_way_to_the_own_password_in_the_administration_is_the_one_that_all_have(clerk):
    assert clerk.get("/admin/password_change/").headers["Location"] == "/staff/password/"
