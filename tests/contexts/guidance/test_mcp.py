"""Other assistants use the tools: checked with the official client, over HTTP and over standard input and output."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import anyio
import httpx
import pytest
from django.conf import settings
from django.db import connection
from jsonschema import Draft202012Validator
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance import service as guidance
from zhengtong.contexts.guidance.domain.tools import TOOLS
from zhengtong.contexts.guidance.models import Turn
from zhengtong.contexts.guidance.queries import home
from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import SYSTEM, system
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ["search_items", "get_guide", "get_item", "search_law", "verify_citation"]
QUESTION = {"question": "身份证丢了怎么补领，要多少钱"}


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    home.forget_home()


def _key(scopes=("mcp",), **more) -> str:
    given = {"per_minute": 1000, "per_day": 1000, **more}
    return people.issue_key(name=f"tools {Turn.objects.count()}", scopes=scopes, actor=SYSTEM, **given)


def _with_client(address: str, key: str, work, mode: str):
    """Runs ``work(client)`` with the official client of the protocol."""
    import httpx2
    from mcp.client.client import Client
    from mcp.client.streamable_http import streamable_http_client

    async def run():
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=120) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            return await work(client)

    return anyio.run(run)


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
def test_an_assistant_finds_its_tools_and_uses_each_of_them_over_http(live_server, mode):
    async def work(client):
        tools = (await client.list_tools()).tools
        guide = await client.call_tool("get_guide", QUESTION)
        found = await client.call_tool("search_items", {"query": "身份证", "limit": 3})
        item = await client.call_tool("get_item", {"code": found.structured_content["items"][0]["code"]})
        laws = await client.call_tool("search_law", {"query": "加班工资"})
        checked = await client.call_tool("verify_citation", {"text": "依据《没有这部法》第九千条。"})
        return tools, guide, found, item, laws, checked

    tools, guide, *others = _with_client(f"{live_server.url}/mcp/", _key(), work, mode)
    assert [tool.name for tool in tools] == NAMES
    assert all(not each.is_error for each in (guide, *others))
    told = guide.structured_content
    assert told["guide"] == guide.content[0].text
    assert "40" in told["guide"]
    assert all(source["url"].startswith(live_server.url) for source in told["sources"] if source["url"])
    act = ledger.stored_act(told["receipt"])
    assert act.private["actor"]["identifier"].startswith("key:")
    assert others[-1].structured_content["citations"][0]["outcome"] == "not-held"
    for tool, result in zip(NAMES, (others[0], guide, others[1], others[2], others[3]), strict=True):
        schema = next(each for each in TOOLS if each["name"] == tool)["outputSchema"]
        Draft202012Validator(schema).validate(result.structured_content)


def test_a_conversation_goes_on_by_its_key_and_what_is_asked_back_is_answered(live_server):
    async def work(client):
        first = (await client.call_tool("get_guide", QUESTION)).structured_content
        more = {"question": "在哪里办", "conversation": first["conversation"]}
        second = (await client.call_tool("get_guide", more)).structured_content
        asked = second["question"]
        more |= {"question": "", "answers": {asked["key"]: asked["options"][0]["key"]}}
        return first, second, (await client.call_tool("get_guide", more)).structured_content

    first, second, third = _with_client(f"{live_server.url}/mcp/", _key(), work, "auto")
    assert (third["conversation"], third["turn"]) == (first["conversation"], 3)
    assert first["items"] == second["items"] == third["items"]
    assert (third["question"] or {}).get("key") != second["question"]["key"]


@pytest.mark.parametrize(("query", "title"), [("身份证丢了", "身份证丢失补领"), ("lost card", "Replace a lost card")])
def test_items_are_named_in_the_language_that_they_are_looked_for_in(live_server, query, title):
    async def work(client):
        return (await client.call_tool("search_items", {"query": query})).structured_content["items"]

    assert title in [item["title"] for item in _with_client(f"{live_server.url}/mcp/", _key(), work, "auto")]


def test_an_item_that_was_offered_is_guided_to_by_its_code(live_server):
    async def work(client):
        first = (await client.call_tool("get_guide", QUESTION)).structured_content
        wanted = first["offered"][0]["code"]
        return wanted, (await client.call_tool("get_guide", {**QUESTION, "item": wanted})).structured_content

    wanted, guide = _with_client(f"{live_server.url}/mcp/", _key(), work, "auto")
    assert guide["items"] == [wanted]


def test_what_cannot_be_done_is_told_to_the_assistant(live_server):
    async def work(client):
        return [
            await client.call_tool("get_item", {"code": "no-such"}),
            await client.call_tool("get_guide", {"question": "身份证" * 700}),
            await client.call_tool("search_items", {"query": "身份证", "limit": 1000}),
            await client.call_tool("search_law", {"query": "加班", "on": "2026-13-45"}),
            await client.call_tool("get_guide", {"question": "\0"}),
        ]

    for result in _with_client(f"{live_server.url}/mcp/", _key(), work, "legacy"):
        assert result.is_error
        assert result.content[0].text


def _post(site, body, key: str = "", **headers):
    given = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
    if key:
        given["Authorization"] = f"Bearer {key}"
    content = body if isinstance(body, str) else json.dumps(body)
    return httpx.post(f"{site.url}/mcp/", content=content.encode(), headers=given)


LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def test_without_a_right_key_or_from_a_strange_page_nothing_is_told(live_server):
    key = _key()
    assert _post(live_server, LIST).status_code == 401
    assert _post(live_server, LIST, "zt_wrong").status_code == 401
    assert _post(live_server, LIST, key, Origin="https://evil.example").status_code == 403
    assert _post(live_server, LIST, key, Origin="null").status_code == 403
    assert _post(live_server, LIST, key, Origin="http://[").status_code == 403
    assert _post(live_server, LIST, key, Origin=live_server.url).status_code == 200
    assert httpx.get(f"{live_server.url}/mcp/").status_code == 405


def test_nonsense_has_an_error_of_the_protocol_for_an_answer(live_server):
    key = _key()
    for body in ("", "[", "[]", "null", "1", '"x"', "{}", "[" * 9000, '{"jsonrpc":"2.0","id":{},"method":"x"}'):
        told = _post(live_server, body, key)
        assert told.json()["error"]["code"] in (-32700, -32600), body
    assert _post(live_server, {**LIST, "method": "nope"}, key).json()["error"]["code"] == -32601
    unknown = {**LIST, "method": "tools/call", "params": {"name": "rm", "arguments": {}}}
    assert _post(live_server, unknown, key).json()["error"]["code"] == -32602
    assert _post(live_server, {**LIST, "params": []}, key).status_code == 200
    assert _post(live_server, LIST, key, **{"MCP-Protocol-Version": "1999-01-01"}).status_code == 400
    assert _post(live_server, {"jsonrpc": "2.0", "method": "notifications/initialized"}, key).status_code == 202


def _environment(tmp_path):
    """What a process of its own needs to use the database of this test."""
    database = connection.settings_dict
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@"
    place = f"{database['HOST']}:{database['PORT']}/" if not database["HOST"].startswith("/") else "/"
    query = f"?host={database['HOST']}&port={database['PORT']}" if database["HOST"].startswith("/") else ""
    return {
        **os.environ,
        "DATABASE_URL": f"{address}{place}{database['NAME']}{query}",
        "ZHENGTONG_DATA": str(tmp_path / "data"),
        "PYTHONPATH": str(settings.REPOSITORY / "src"),
    }


def test_an_assistant_on_this_machine_uses_the_tools_over_standard_input(tmp_path):
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    started = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from zhengtong.config.cli import main; main()", "mcp"],
        env=_environment(tmp_path),
    )

    async def run():
        async with Client(stdio_client(started)) as client:
            tools = (await client.list_tools()).tools
            return tools, await client.call_tool("get_guide", QUESTION)

    tools, guide = anyio.run(run)
    assert [tool.name for tool in tools] == NAMES
    assert "40" in guide.structured_content["guide"]
    act = ledger.stored_act(guide.structured_content["receipt"])
    assert act.private["actor"]["identifier"] == "mcp"


def test_a_line_that_is_no_message_does_not_end_the_server():
    server = guidance.tool_server(system("mcp"))
    assert guidance.tool_answer("nonsense", server)["error"]["code"] == -32700
    assert guidance.tool_answer(json.dumps({"jsonrpc": "2.0", "method": "notifications/x"}), server) is None
    assert guidance.tool_answer(json.dumps({**LIST, "method": "ping"}), server)["result"] == {}


@pytest.mark.parametrize(
    "message",
    [
        b'{"jsonrpc": "2.0", "id": "\\ud800", "method": "tools/list"}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "\\ud800"}}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": ' + b"[" * 600 + b"]" * 600 + b"}",
    ],
    ids=["id", "name", "deep"],
)
def test_half_of_a_character_and_a_deep_message_are_answered_over_http_and_over_standard_input(client, message):
    reply = client.post(
        "/mcp/", message, content_type="application/json", headers={"Authorization": f"Bearer {_key()}"}
    )
    assert reply.status_code in (200, 400)
    assert "result" in reply.json() or reply.json()["error"]["message"]
    answer = guidance.tool_answer(message.decode(), guidance.tool_server(SYSTEM))
    assert json.dumps(answer, ensure_ascii=False).encode()


def test_what_is_wrong_with_a_text_is_said_and_not_hidden_behind_the_text():
    server = guidance.tool_server(SYSTEM)

    def told(name, **given):
        result = server.call(name, given)
        assert result["isError"]
        return result["content"][0]["text"]

    assert told("get_guide", question="长" * 2001) == "question: is too long: at most 2000 characters"
    for name in ("search_items", "search_law"):
        assert told(name, query=" \t　") == "query: must not be blank"
    assert told("verify_citation", text="\n") == "text: must not be blank"


def test_standard_input_and_output_are_utf_8_whatever_the_terminal_speaks(tmp_path):
    call = {"name": "verify_citation", "arguments": {"text": "依据《没有这部法》第九千条。"}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    done = subprocess.run(
        [sys.executable, "-c", "from zhengtong.config.cli import main; main()", "mcp"],
        input=json.dumps(message, ensure_ascii=False).encode() + b"\n\xff\n",
        env={**_environment(tmp_path), "PYTHONIOENCODING": "gbk", "LC_ALL": "C"},
        capture_output=True, check=True,
    )  # fmt: skip
    right, wrong = map(json.loads, done.stdout.decode().splitlines())
    assert right["result"]["structuredContent"]["citations"][0]["cited"] == "《没有这部法》第九千条"
    assert wrong["error"]["code"] == -32700
