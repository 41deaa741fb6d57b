"""What the REST interface says when it is used wrongly, and how often it may be used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from zhengtong.config.rates import PerAddress

pytestmark = pytest.mark.django_db
ASK = "/api/v1/ask"


def _problem(client: Client, body: bytes, path: str = ASK, **more: Any) -> dict[str, Any]:
    reply = client.post(path, body, content_type="application/json", **more)
    assert reply["Content-Type"] == "application/problem+json"
    problem = json.loads(reply.content)
    assert problem["status"] == reply.status_code
    return problem


@pytest.mark.parametrize(
    "body",
    [b"{", bytes(range(256)), b'{"question": "\xff"}', b"<ask/>", b"[" * 100_000, b"[" * 600 + b"]" * 600],
    ids=lambda b: str(b[:9]),
)
def test_what_is_not_json_is_told_so(client: Client, body: bytes) -> None:
    assert _problem(client, body)["code"] == "not-json"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "question 未填写。"),
        (b"[]", "question 未填写。"),
        (b'{"question": 5}', "question 应为文本。"),
        (b'{"question": "a", "language": "fr"}', "language 应为以下之一"),
        (b'{"question": "a", "region": "\\u0000"}', "region 不符合格式"),
        (b'{"question": "a", "region": "\\udc00"}', "region 不符合格式"),
    ],
)
def test_a_wrong_field_is_named_in_chinese(client: Client, body: bytes, said: str) -> None:
    problem = _problem(client, body)
    assert problem["status"] == 422
    assert problem["detail"].startswith(said)


def test_ten_thousand_answers_at_once_are_refused_with_how_many_may_be(client: Client) -> None:
    many = {"question": "a", "answers": {f"key{n}": "yes" for n in range(10_000)}}
    problem = _problem(client, json.dumps(many).encode())
    assert problem["status"] == 422
    assert problem["detail"].startswith("answers 条目太多，最多 40 条。")


def test_a_wrong_field_is_named_in_english(client: Client) -> None:
    assert _problem(client, b"{}", headers={"accept-language": "en"})["detail"].startswith("question is missing.")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: Client, method: str) -> None:
    reply = getattr(client, method)(ASK)
    assert reply.status_code == 405
    assert reply["Content-Type"] == "application/problem+json"
    assert "POST" in reply["Allow"]


def test_half_of_a_character_in_a_text_is_read_as_a_space(client: Client) -> None:
    reply = client.post("/api/v1/citations/verify", b'{"text": "\\ud800\\u0000"}', content_type="application/json")
    assert reply.status_code == 200
    assert json.loads(reply.content) == []


@pytest.mark.parametrize("path", ["/api/v1/laws?offset=", "/api/v1/documents?offset=", "/api/v1/items?page="])
def test_a_number_too_large_for_any_list_is_refused(client: Client, path: str) -> None:
    assert client.get(path + "9" * 30).status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/api/v1/items/{}", "/api/v1/laws/{}", "/api/v1/laws/{}/{}", "/api/v1/documents/{}", "/api/v1/ledger/{}"],
)
@pytest.mark.parametrize("key", ["nothing", "%00", "%ff", "' OR 1=1--", "<b>", "9" * 30, "😀"])
def test_an_unknown_key_is_not_found_or_unreadable(client: Client, path: str, key: str) -> None:
    reply = client.get(path.format(key, key))
    assert reply.status_code in {400, 404}
    assert reply["Content-Type"] == "application/problem+json"
    assert json.loads(reply.content)["detail"]


def _request(address: str, forwarded: str = "") -> HttpRequest:
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=address, **more)


def _allowed(rate: PerAddress, *requests: HttpRequest) -> list[bool]:
    return [rate.allow_request(request) for request in requests]


def test_one_address_is_stopped_and_another_is_not() -> None:
    rate = PerAddress("3/h")
    assert _allowed(rate, *[_request("203.0.113.1")] * 5) == [True, True, True, False, False]
    assert _allowed(rate, _request("203.0.113.2")) == [True]
    assert 0 < rate.wait() <= 3600


def test_an_invented_forwarded_address_does_not_get_round_the_limit() -> None:
    rate = PerAddress("2/h")
    invented = [_request("203.0.113.1", f"198.51.100.{n}") for n in range(4)]
    assert _allowed(rate, *invented) == [True, True, False, False]


def test_a_proxy_on_this_machine_is_believed_for_the_last_address_only() -> None:
    rate = PerAddress("2/h")
    behind = [_request("127.0.0.1", f"198.51.100.{n}, 203.0.113.7") for n in range(3)]
    assert _allowed(rate, *behind) == [True, True, False]
    assert rate.address_of(_request("10.0.0.1", "203.0.113.7")) == "10.0.0.1"
    assert PerAddress("2/h", "10.0.0.1").address_of(_request("10.0.0.1", "203.0.113.7")) == "203.0.113.7"


def test_a_network_of_ipv6_addresses_is_one_and_its_neighbour_another() -> None:
    rate = PerAddress("2/h")
    assert _allowed(rate, *[_request(f"2001:db8:1:2::{n:x}") for n in range(1, 4)]) == [True, True, False]
    assert _allowed(rate, _request("2001:0DB8:1:2:0::9"), _request("2001:db8:1:3::1")) == [False, True]
    behind = PerAddress("2/h", "2001:db8::1")
    assert behind.address_of(_request("2001:db8:0::1", "203.0.113.7")) == "203.0.113.7"
    assert behind.address_of(_request("2001:db8::2", "203.0.113.7")) == "2001:db8::/64"
    assert behind.address_of(_request("::ffff:127.0.0.1", "nonsense:1")) == "nonsense:1"


def test_this_machine_is_not_limited() -> None:
    assert all(_allowed(PerAddress("1/h"), *[_request("::ffff:127.0.0.1"), _request("::1")] * 4))
    assert all(_allowed(PerAddress("1/h"), *[_request("127.0.0.1")] * 9))


def test_who_asks_too_often_hears_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PerAddress, "allow_request", lambda *_: False)
    reply = client.get("/api/v1/suggest?q=a")
    assert reply.status_code == 429
    assert reply["Content-Type"] == "application/problem+json"
    assert 1 <= int(reply["Retry-After"]) <= 61


def test_the_description_of_the_interface_needs_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "://" not in page
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/ask" in described["paths"]


def test_the_description_names_problems_limits_and_keys_of_every_operation(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert "application/problem+json" in operation["responses"]["default"]["content"]
        assert "Retry-After" in operation["responses"]["429"]["headers"]
    assert described["security"] == [{}, {"key": []}]
    assert "text/event-stream" in described["paths"]["/api/v1/ask/stream"]["post"]["responses"]["200"]["content"]
    assert "requestBody" in described["paths"]["/api/v1/speech"]["post"]


@pytest.mark.parametrize("day", ["0", "1700000000", "2026-1-1", "2026-05-01T00:00:00", "", "２０２６-05-01"])
@pytest.mark.parametrize("path", ["/api/v1/laws", "/api/v1/documents/x", "/api/v1/laws/x/y"])
def test_a_day_is_written_out_and_never_read_as_seconds(client: Client, path: str, day: str) -> None:
    reply = client.get(path, {"on": day})
    assert reply.status_code == 422
    assert "2026-05-01" in reply.json()["detail"]


def test_a_day_as_a_number_in_a_body_is_refused(client: Client) -> None:
    problem = _problem(client, b'{"text": "x", "on": 0}', "/api/v1/citations/verify")
    assert problem["status"] == 422
    assert client.get("/api/v1/plan?items=x&start=0").status_code == 422
