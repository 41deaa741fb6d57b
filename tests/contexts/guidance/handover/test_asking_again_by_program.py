"""A program that got no answer sends its request for a person again, and there is still one; nobody gets another's."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from tests.factories.at_once import at_once
from tests.factories.handovers import DESKS, asked
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance.domain.handover import Visitor
from zhengtong.contexts.guidance.models import Handover
from zhengtong.contexts.guidance.queries import home
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db
NAME = "3f2c1f0e-5c1b-4f7e-9a53-0d8f6b1c2a77"
WORDS = "说不清，想问一位工作人员"
move = import_module("zhengtong.contexts.guidance.migrations.0008_address_of_a_request")


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"desks.yaml": DESKS}), actor=SYSTEM)
    home.forget_home()


def _send(name=NAME, words=WORDS, **headers):
    return Client().post(
        "/api/v1/handover", {"words": words}, content_type="application/json",
        headers={"Idempotency-Key": name, **headers},
    )  # fmt: skip


def test_the_same_request_sent_again_is_given_back_even_when_it_is_done():
    first = _send().json()
    assert _send().json() == first
    Client().delete(f"/api/v1/handover/{first['conversation']}")
    again = _send().json()
    assert (again["conversation"], again["state"]) == (first["conversation"], "closed")
    assert Handover.objects.count() == 1
    assert Handover.objects.get().turns.count() == 1


def test_another_name_other_words_or_another_program_is_another_request():
    key = people.issue_key(name="小程序", scopes=["rest"], per_minute=100, per_day=1000, actor=SYSTEM)
    said = [
        _send(), _send(NAME[::-1]), _send(words="另一件事"), _send(Authorization=f"Bearer {key}"),
        _send(**{"X-Forwarded-For": "203.0.113.7"}),
    ]  # fmt: skip
    assert [each.status_code for each in said] == [200] * 5
    assert len({each.json()["conversation"] for each in said}) == 5


@pytest.mark.parametrize("name", ["1", "x" * 65, "name with blanks 123", "名字" * 10])
def test_a_name_that_others_might_choose_as_well_is_refused(name):
    assert _send(name).status_code == 422
    assert not Handover.objects.exists()


def test_without_a_name_two_people_with_the_same_words_have_two_requests():
    said = [Client().post("/api/v1/handover", {"words": WORDS}, content_type="application/json") for _ in range(2)]
    assert len({each.json()["conversation"] for each in said}) == 2


@pytest.mark.django_db(transaction=True)
def test_sent_four_times_at_the_same_moment_it_is_one():
    assert len({said.json()["conversation"] for said in at_once(*[_send] * 4)}) == 1
    assert Handover.objects.get().turns.count() == 1


def test_what_was_kept_in_one_column_is_parted_and_can_be_put_back():
    kept = {
        "session:0123456789abcdef0123 address:abcdef0123456789abcd": (
            "session:0123456789abcdef0123",
            "address:abcdef0123456789abcd",
        ),
        "address:abcdef0123456789abce": ("", "address:abcdef0123456789abce"),
        "session:0123456789abcdef0124": ("session:0123456789abcdef0124", ""),
        "person:wang.min": ("person:wang.min", ""),
        "person:address:wang": ("person:address:wang", ""),
        "key:ab12": ("key:ab12", ""),
        "": ("", ""),
    }
    rows = {asked(visitor=Visitor()).pk: visitor for visitor in kept}
    for pk, visitor in rows.items():
        Handover.objects.filter(pk=pk).update(visitor=visitor, visitor_address="")
    move.part(apps, None)
    found = Handover.objects.in_bulk(rows)
    assert {old: (found[pk].visitor, found[pk].visitor_address) for pk, old in rows.items()} == kept
    move.join(apps, None)
    assert dict(Handover.objects.values_list("pk", "visitor")) == rows


def test_requests_of_before_the_change_count_for_browser_and_address():
    browser = Visitor(session="x", address="203.0.113.7")
    row = asked(visitor=browser)
    kept = Handover.objects.values("visitor", "visitor_address").get(pk=row.pk)
    Handover.objects.update(visitor=f"{kept['visitor']} {kept['visitor_address']}", visitor_address="")
    move.part(apps, None)
    assert Handover.objects.filter(**kept).count() == 1
