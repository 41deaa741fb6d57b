"""The home page: what people ask for comes first; the page stays cheap."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from zhengtong.contexts.guidance.models import Conversation, Turn
from zhengtong.contexts.guidance.queries.asked_for import asked_for, by_asked


def test_what_is_asked_stands_first_and_the_rest_keeps_its_order() -> None:
    assert by_asked(["a", "b", "c", "d"], ["d", "x", "b"]) == ["d", "b", "a", "c"]


@pytest.mark.django_db
def test_answers_are_counted_by_matter_and_by_one_thing() -> None:
    _answered("first", "second", thing="newborn")
    _answered("second")
    _answered("third", channel="evaluate")
    _answered("third", state="unknown")
    found = asked_for()
    assert (found.items, found.one_things) == (("second", "first"), ("newborn",))


@pytest.mark.django_db
def test_the_home_page_opens_without_a_catalogue_and_counts_only_now_and_then(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    assert client.get("/").status_code == 200
    _answered("first")
    assert asked_for().items == ()
    with django_assert_max_num_queries(15):
        client.get("/")
    asked_for.forget()
    assert asked_for().items == ("first",)


def _answered(*codes: str, thing: str = "", state: str = "answered", channel: str = "web") -> None:
    reply = {"needs": [{"chosen": code} for code in codes], "plan": {"one_thing": thing} if thing else None}
    Turn.objects.create(
        conversation=Conversation.objects.create(), number=1, question="?", state=state, reply=reply, channel=channel
    )
