"""A form that stood open until the session had ended: after the sign-in it is there again, with all that was typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from tests.factories.packs import write_pack

from zhengtong.contexts.people import service as people
from zhengtong.contexts.people.models import Account
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ADD = "/admin/people/account/add/"
NEW = {"username": "wang", "password1": "quite another horse", "password2": "quite another horse",
       "usable_password": "true", "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
       "memberships-0-role": "auditor", "_save": "Save"}  # fmt: skip


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    people.add_account(name="chief", password=PASSWORD, roles=["administrator"], actor=SYSTEM)


def _fields(page):
    form = page.content.decode().partition('<form class="form card"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {unescape(name): unescape(value) for name, value in found}


def _signed_in_again(client, page, password=PASSWORD):
    typed = {name: value for name, value in _fields(page).items() if name in {"next", "kept"}}
    return client.post("/staff/sign-in/", {"username": "chief", "password": password, **typed})


def test_the_form_of_the_administration_is_sent_again_after_the_sign_in_with_one_press():
    client = Client()
    page = client.post(f"{ADD}?_popup=0", NEW)
    assert page.status_code == 403 and not Account.objects.filter(username="wang").exists()
    assert "quite another horse" not in page.content.decode()
    again = _signed_in_again(client, page)
    assert again.status_code == 200 and f'action="{ADD}?_popup=0"' in again.content.decode()
    sent = {name: value for name, value in _fields(again).items() if name != "csrfmiddlewaretoken"}
    assert sent == {name: value for name, value in NEW.items() if name not in {"password1", "password2"}}
    form = client.post(ADD, sent)
    assert form.status_code == 200 and 'value="wang"' in form.content.decode()  # asks for the password alone
    assert client.post(ADD, {**sent, **NEW}).status_code == 302
    assert Account.objects.filter(username="wang").exists()


def test_a_wrong_password_meanwhile_loses_nothing():
    client = Client()
    page = client.post("/staff/keys/", {"name": "“小程序” & <b>", "scope": ["rest", "mcp"], "per_minute": "7"})
    wrong = _signed_in_again(client, page, "wrong")
    again = _signed_in_again(client, wrong)
    assert again.context["fields"] == [
        ("name", "“小程序” & <b>"), ("scope", "rest"), ("scope", "mcp"), ("per_minute", "7"),
    ]  # fmt: skip


def test_who_has_signed_in_in_another_window_sends_it_again_as_well():
    client = Client()
    page = client.post("/staff/keys/", {"name": "小程序"})
    client.post("/staff/sign-in/", {"username": "chief", "password": PASSWORD})
    assert _signed_in_again(client, page, "").context["fields"] == [("name", "小程序")]


def test_it_is_sent_nowhere_else():
    typed = {"username": "chief", "password": PASSWORD, "next": "https://elsewhere.example/", "kept": '[["a", "b"]]'}
    assert 'action="/staff/"' in Client().post("/staff/sign-in/", typed).content.decode()


@pytest.mark.parametrize("kept", ["{", "[[1, 2]]", '"text"', '[["a"]]', "null"])
def test_what_was_not_kept_here_is_left_out(kept):
    typed = {"username": "chief", "password": PASSWORD, "kept": kept}
    assert Client().post("/staff/sign-in/", typed).status_code == 302


def test_what_is_too_long_to_take_along_can_still_be_copied():
    page = Client().post("/staff/desk/1/answer/", {"text": "长" * 250_000})
    assert page.status_code == 403
    assert "长" * 1000 in page.content.decode() and "kept" not in _fields(page)


def test_who_is_signed_in_and_has_no_right_is_not_asked_to_sign_in():
    people.add_account(name="li", password=PASSWORD, roles=[], actor=SYSTEM)
    client = Client()
    client.post("/staff/sign-in/", {"username": "li", "password": PASSWORD})
    assert "kept" not in _fields(client.post(ADD, NEW))
