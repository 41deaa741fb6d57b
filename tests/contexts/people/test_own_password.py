"""Everybody who signs in changes their own password; whoever else was signed in with the old one is not any more."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test import Client
from tests.factories.at_once import at_once, codes

from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.actions.accounts import change_own_password
from zhengtong.contexts.people.models import Account
from zhengtong.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
PAGE, OLD, NEW = "/staff/password/", "correct horse battery", "quite another horse"


@pytest.fixture
def li(db):
    """Somebody without any role."""
    return people.add_account(name="li", password=OLD, roles=[], actor=SYSTEM)


@pytest.fixture
def browser(li):
    return _signed_in(OLD)


def _signed_in(password):
    client = Client()
    client.post("/staff/sign-in/", {"username": "li", "password": password})
    return client


def _typed(old=OLD, new=NEW, again=NEW):
    return {"old_password": old, "new_password1": new, "new_password2": again}


def _recorded():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT private::jsonb->'actor'->>'identifier', private::jsonb->>'subject' FROM ledger_entry"
            " WHERE header::jsonb->>'verb' = 'account.password'"
        )
        return cursor.fetchall()


def test_it_is_changed_and_recorded_and_only_this_browser_stays_signed_in(browser):
    elsewhere = _signed_in(OLD)
    assert PAGE in browser.get("/staff/").content.decode()
    assert browser.get(PAGE).status_code == 200
    done = browser.post(PAGE, _typed(), follow=True)
    assert "密码已修改" in done.content.decode()
    assert browser.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 302
    assert _signed_in(OLD).get("/staff/").status_code == 302
    assert _signed_in(NEW).get("/staff/").status_code == 200
    assert _recorded() == [("li", "account:li")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE private::text LIKE %s OR header::text LIKE %s", [f"%{NEW}%"] * 2
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "typed",
    [_typed(old="a wrong horse"), _typed(again="another horse still"), _typed(new="short", again="short"),
     _typed(new="password1234", again="password1234"), {}],
)  # fmt: skip
def test_what_does_not_fit_changes_nothing_and_is_said_at_its_field(browser, typed):
    page = browser.post(PAGE, typed)
    assert page.status_code == 200
    assert 'class="field-error"' in page.content.decode()
    assert all(word not in page.content.decode() for word in typed.values())
    assert Account.objects.get().check_password(OLD)
    assert _recorded() == []


def test_whoever_finds_a_browser_open_cannot_try_out_passwords(browser):
    said = [browser.post(PAGE, _typed(old=f"guess {n}")).status_code for n in range(9)]
    assert said[0] == 200 and said[-1] == 429
    assert browser.post(PAGE, _typed()).status_code == 429
    assert Account.objects.get().check_password(OLD)


def test_in_english_every_word_is(browser):
    browser.cookies["language"] = "en"
    page = browser.post(PAGE, _typed(old="a wrong horse")).content.decode()
    assert "Change your password" in page and "Old password" in page
    assert "改" not in page.replace("中文", "")


def test_it_is_for_those_who_are_signed_in():
    assert Client().get(PAGE).headers["Location"].startswith("/staff/sign-in/")


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_at_the_same_moment_one_changes_it_and_the_other_is_told(li):
    change = partial(change_own_password, name="li", old=OLD)
    assert codes(at_once(*(partial(change, new=f"{NEW} {n}") for n in range(2)))) == ["password-wrong"]
