"""What holds for people's pages and not for programs on the REST interface, and what holds for both."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_program_gets_no_cookie_and_none_of_its_cookies_is_looked_at(client):
    client.cookies["sessionid"] = "x" * 32
    answer = client.get("/api/v1/suggest")
    assert answer.status_code == 200
    assert not hasattr(answer.wsgi_request, "session")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "").split(", ")


def test_a_page_has_its_policy_for_scripts_and_knows_who_is_signed_in(client):
    page = client.get("/guide/")
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert page.wsgi_request.user.is_anonymous


@pytest.mark.parametrize("address", ["/guide/", "/api/v1/suggest", "/api/docs/"])
def test_everything_may_not_be_framed_nor_taken_for_something_else(client, address):
    answer = client.get(address)
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_description_of_the_interface_is_a_page_with_a_policy(client):
    assert "script-src" in client.get("/api/docs/")["Content-Security-Policy"]
