"""What a role permits that is held in one department: only what belongs to a department, and only there."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.packs import write_pack

from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.models import Account, Role
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
# in the pack of these tests "card-office" is below "police"
HERE, BELOW, BESIDE = "police", "card-office", "elsewhere"
OF_DEPARTMENTS = {"catalog.edit", "catalog.enrich", "guidance.handover"}
EVERYWHERE = {
    "accounts.manage", "algorithms.switch", "guidance.handover-all", "guidance.read", "guidance.review", "jobs.read",
    "jobs.retry", "keys.manage", "knowledge.edit", "ledger.read", "packs.load",
}  # fmt: skip
# page: a role that opens it when held everywhere, and one that does in a department, for its own things alone
PAGES = {
    "/staff/jobs/": ("official", None),
    "/staff/keys/": ("administrator", None),
    "/staff/documents/new/": ("knowledge-editor", None),
    "/staff/guidance/": ("auditor", None),
    "/staff/guidance/unanswered/": ("auditor", None),
    "/staff/guidance/quality/": ("auditor", None),
    "/staff/guidance/rate/": ("answer-reviewer", None),
    "/staff/guidance/review/": ("answer-reviewer", "catalogue-editor"),
    "/staff/catalogue/words/": ("catalogue-editor", "catalogue-editor"),
    "/staff/desk/": ("hotline-agent", "desk-official"),
}


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.load(write_pack(tmp_path), actor=SYSTEM)


def add(role: str, department: str | None = None, name: str = "li"):
    return people.add_account(
        name=name, password="correct horse battery", roles=[role], department=department, actor=SYSTEM
    )


def signed_in(role: str, department: str | None = None, name: str = "li") -> Client:
    client = Client()
    client.force_login(add(role, department, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_is_decided_for_every_permission_there_is():
    assert set(people.known_permissions()) == OF_DEPARTMENTS | EVERYWHERE


@pytest.mark.parametrize("permission", sorted(OF_DEPARTMENTS | EVERYWHERE))
def test_every_right_in_one_department_holds_there_or_nowhere(permission):
    account = add("administrator", HERE)
    belongs = permission in OF_DEPARTMENTS
    assert not people.may(account, permission)
    assert people.may_somewhere(account, permission) is belongs
    assert people.may(account, permission, department=HERE) is belongs
    assert people.may(account, permission, department=BELOW) is belongs
    assert not people.may(account, permission, department=BESIDE)
    assert not account.is_superuser


@pytest.mark.parametrize("permission", sorted(OF_DEPARTMENTS))
def test_a_right_in_a_department_is_none_in_the_one_above_it(permission):
    account = add("administrator", BELOW)
    assert people.may(account, permission, department=BELOW)
    assert not people.may(account, permission, department=HERE)


@pytest.mark.parametrize("permission", sorted(OF_DEPARTMENTS | EVERYWHERE))
def test_a_right_everywhere_holds_in_every_department(permission):
    account = add("administrator")
    assert people.may(account, permission) and people.may_somewhere(account, permission)
    assert people.may(account, permission, department=HERE) and people.may(account, permission, department=BESIDE)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_about_everything_needs_a_role_that_is_held_everywhere(page):
    everywhere, in_one = PAGES[page]
    assert signed_in(everywhere).get(page).status_code == 200
    assert signed_in(in_one or everywhere, HERE, name="wang").get(page).status_code == (200 if in_one else 403)


@pytest.mark.parametrize(
    "role",
    ["official", "auditor", "knowledge-editor", "catalogue-editor", "answer-reviewer", "desk-official", "hotline-agent",
     "administrator"],
)  # fmt: skip
@pytest.mark.parametrize("department", [None, HERE])
def test_every_page_that_is_offered_opens(role, department):
    client = signed_in(role, department)
    for offered in client.get("/staff/").context["places"]:
        assert client.get(offered["url"]).status_code == 200, offered["url"]


def overview(role: str, department: str | None, language: str = "en") -> str:
    client = signed_in(role, department)
    return client.get("/staff/", headers={"accept-language": language}).content.decode()


def test_an_overview_with_nothing_on_it_says_why():
    page = overview("official", BELOW)
    assert 'class="tile"' not in page and "no role yet" not in page
    assert "given to you in Testville Card Office only" in page and "See background work" in page
    page = signed_in("official", HERE, name="wang").get("/staff/").content.decode()
    assert "只在测试市公安局内授予" in page and "不限部门授予" in page


def test_a_role_that_opens_nothing_is_named_beside_what_the_others_open():
    account = add("official", HERE)
    people.grant_role(account=account, role="auditor", department=None, actor=SYSTEM)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/staff/").content.decode()
    assert 'href="/staff/guidance/"' in page and "您的角色“经办人员”只在测试市公安局内授予" in page


def test_a_role_that_works_is_shown_without_a_word_about_others():
    assert "Ask your administrator" not in overview("official", None)
    assert (
        "Ask your administrator"
        not in signed_in("catalogue-editor", HERE, name="wang")
        .get("/staff/", headers={"accept-language": "en"})
        .content.decode()
    )


def test_a_role_that_the_pack_no_longer_has_is_said_to_be_out_of_use():
    add("auditor")
    Role.objects.filter(pk="auditor").update(active=False)
    client = Client()
    client.force_login(Account.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    assert "“审计员”已经停用" in client.get("/staff/").content.decode()


def test_who_answers_people_at_no_desk_is_told_so():
    page = signed_in("desk-official").get("/staff/desk/").content.decode()
    assert "您还不属于任何人工坐席" in page and "没有人在等" not in page


def test_an_inactive_account_and_nobody_may_nothing_anywhere():
    account = add("administrator", HERE)
    account.is_active = False
    assert people.departments_open(account, "catalog.edit") == frozenset()
    assert people.departments_where(account, "catalog.edit") == frozenset()
