"""The Model Context Protocol without its transports: one message in, one answer or none out, nothing remembered.

Both generations are spoken: that with ``initialize`` (2024-11-05 to 2025-11-25), whose later requests need nothing of
what went before, and the one in which every request says its version itself (2026-07-28).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengtong.kernel.text import only_text

HANDSHAKE = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
STATELESS = ("2026-07-28",)
PARSE_ERROR, INVALID_REQUEST, NO_SUCH_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
HEADER_MISMATCH, UNSUPPORTED_VERSION = -32020, -32022
HTTP_STATUS = {PARSE_ERROR: 400, INVALID_REQUEST: 400, INVALID_PARAMS: 400, HEADER_MISMATCH: 400,
               UNSUPPORTED_VERSION: 400, NO_SUCH_METHOD: 404}  # fmt: skip
_META = "io.modelcontextprotocol/"
VERSION, CAPABILITIES, SERVER = f"{_META}protocolVersion", f"{_META}clientCapabilities", f"{_META}serverInfo"
Call = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Calls one of the tools by its name; gives its result."""


@dataclass(frozen=True)
class Server:
    """What is told about this server, and its tools in the protocol's form."""

    info: Mapping[str, str]
    instructions: str
    tools: Sequence[Mapping[str, Any]]
    call: Call


@dataclass
class RefusedError(Exception):
    """A request that has an error for an answer."""

    code: int
    message: str
    data: Any = None


def version_of(message: Mapping[str, Any]) -> str:
    """The version that a request says itself; "" for those of the generation with a handshake."""
    params = message.get("params")
    meta = params.get("_meta") if isinstance(params, Mapping) else None
    found = meta.get(VERSION) if isinstance(meta, Mapping) else None
    return found if isinstance(found, str) else ""


def answer_line(line: str, server: Server) -> dict[str, Any] | None:
    """The same for a message as it is written."""
    try:
        message = only_text(json.loads(line))
    except (ValueError, RecursionError):
        return error(None, RefusedError(PARSE_ERROR, "This line is not JSON."))
    return answer(message, server)


def answer(message: Any, server: Server) -> dict[str, Any] | None:
    """The answer to one message; None to a notification or to an answer, which have none."""
    if not isinstance(message, Mapping) or message.get("jsonrpc") != "2.0":
        return error(None, RefusedError(INVALID_REQUEST, "A message must be one JSON-RPC 2.0 object."))
    if "method" not in message and ("result" in message or "error" in message):
        return None
    number, method = message.get("id"), message.get("method")
    if not isinstance(method, str) or ("id" in message and not isinstance(number, int | str)):
        return error(None, RefusedError(INVALID_REQUEST, "A request has a method, and an id that is text or a number."))
    if "id" not in message:
        return None
    params = message.get("params") or {}
    try:
        if not isinstance(params, Mapping):
            raise RefusedError(INVALID_PARAMS, "params must be an object.")
        version = version_of(message)
        result = _stateless(method, params, server, version) if version else _with_handshake(method, params, server)
    except RefusedError as refused:
        return error(number, refused)
    return {"jsonrpc": "2.0", "id": number, "result": result}


def error(number: Any, refused: RefusedError) -> dict[str, Any]:
    """An error as an answer."""
    told = {"code": refused.code, "message": refused.message}
    if refused.data is not None:
        told["data"] = refused.data
    return {"jsonrpc": "2.0", "id": number if isinstance(number, int | str) else None, "error": told}


def _with_handshake(method: str, params: Mapping[str, Any], server: Server) -> dict[str, Any]:
    if method == "initialize":
        asked = params.get("protocolVersion")
        return {
            "protocolVersion": asked if asked in HANDSHAKE else HANDSHAKE[0],
            "capabilities": {"tools": {"listChanged": False}},
            "serverInfo": dict(server.info),
            "instructions": server.instructions,
        }
    if method == "ping":
        return {}
    return _of_tools(method, params, server)


def _stateless(method: str, params: Mapping[str, Any], server: Server, version: str) -> dict[str, Any]:
    if version not in STATELESS:
        raise RefusedError(
            UNSUPPORTED_VERSION, "This version of the protocol is not spoken here.",
            {"supported": [*STATELESS], "requested": version},
        )  # fmt: skip
    if not isinstance(params["_meta"].get(CAPABILITIES), Mapping):
        raise RefusedError(INVALID_PARAMS, f"params._meta must have {CAPABILITIES}.")
    if method == "server/discover":
        result: dict[str, Any] = {
            "supportedVersions": [*STATELESS],
            "capabilities": {"tools": {"listChanged": False}},
            "instructions": server.instructions,
        }
    else:
        result = _of_tools(method, params, server)
    lasting = {} if method == "tools/call" else {"ttlMs": 0, "cacheScope": "private"}
    return {**result, **lasting, "resultType": "complete", "_meta": {SERVER: dict(server.info)}}


def _of_tools(method: str, params: Mapping[str, Any], server: Server) -> dict[str, Any]:
    if method == "tools/list":
        return {"tools": [dict(tool) for tool in server.tools]}
    if method != "tools/call":
        raise RefusedError(NO_SUCH_METHOD, "Method not found", method)
    name, given = params.get("name"), params.get("arguments")
    if not isinstance(name, str) or not isinstance({} if given is None else given, Mapping):
        raise RefusedError(INVALID_PARAMS, "A call needs the name of a tool, and arguments as an object.")
    if all(tool["name"] != name for tool in server.tools):
        raise RefusedError(INVALID_PARAMS, f"There is no tool “{name[:60]}”.")
    return dict(server.call(name, given or {}))
