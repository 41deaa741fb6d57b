"""Chat through an OpenAI-compatible endpoint: ``/chat/completions``, whole or streamed, free text or JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema

from zhengtong.kernel.errors import Fault
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ai import budget
from zhengtong.platform.ai.gateway import Deadline, Gateway, unreadable
from zhengtong.platform.ai.protocols import ChatReply, ChatRequest

_OPTIONAL = frozenset({"response_format", "logprobs", "top_logprobs"})
_WRONG_REQUEST = frozenset({400, 415, 422, 501})
_FENCE = re.compile(r"^```(?:json)?\s*(.*?)\s*```$", re.DOTALL)


class OpenAIChat:
    """See ``protocols.ChatModel``."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.name = gateway.endpoint.model
        self._left_out: frozenset[str] = frozenset()  # optional parts of a call that this service refused

    def complete(self, request: ChatRequest) -> ChatReply:
        """One whole reply, checked against the schema where one is given."""
        reserved = _estimate(request)
        budget.reserve(request.purpose, reserved)
        used = reserved
        try:
            answer = self._posted(self._body(request), Deadline(request.seconds))
            reply = _reply(answer, self.name)
            used = reply.prompt_tokens + reply.completion_tokens or reserved
        finally:
            budget.settle(request.purpose, reserved=reserved, used=used)
        return reply if request.schema is None else _with_data(reply, request)

    def stream(self, request: ChatRequest) -> Iterator[str]:
        """Pieces of the reply as they come. A stream that breaks off before its end raises ``model-unreadable``."""
        reserved = _estimate(request)
        budget.reserve(request.purpose, reserved)
        body = {**self._body(request), "stream": True}
        written = 0
        finished = False
        try:
            for line in self._gateway.lines("/chat/completions", body, Deadline(request.seconds)):
                if not line.startswith("data:"):
                    continue
                data = line[5:].strip()
                if data == "[DONE]":
                    finished = True
                    break
                piece, ended = _piece(data)
                finished = finished or ended
                if piece:
                    written += len(piece)
                    yield piece
        finally:
            budget.settle(request.purpose, reserved=reserved, used=_tokens(request) + written)
        if not finished:
            raise unreadable("it broke off")

    def _posted(self, body: dict[str, Any], deadline: Deadline) -> Any:
        """The answer; a service that refuses a call with optional parts is asked without them, now and from now on.

        The form is checked here and a choice can be read from its text, so nothing depends on those parts.
        """
        kept = {name: value for name, value in body.items() if name not in self._left_out}
        try:
            return self._gateway.post("/chat/completions", kept, deadline)
        except Fault as fault:
            wrong_request = fault.code == "model-refused" and fault.params.get("status") in _WRONG_REQUEST
            if not wrong_request or not _OPTIONAL & kept.keys():
                raise
        plain = {name: value for name, value in kept.items() if name not in _OPTIONAL}
        answer = self._gateway.post("/chat/completions", plain, deadline)
        self._left_out |= _OPTIONAL & kept.keys()
        return answer

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        here = self._gateway.endpoint.on_this_machine
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [
                {"role": message.role, "content": message.content if here else mask_personal_data(message.content)}
                for message in request.messages
            ],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
        }
        if request.alternatives:
            body |= {"logprobs": True, "top_logprobs": request.alternatives}
        if request.schema is not None:
            form = {"name": "reply", "schema": dict(request.schema), "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return body


def _tokens(request: ChatRequest) -> int:
    # about one token a character in Chinese; more than enough for English
    return sum(len(message.content) for message in request.messages)


def _estimate(request: ChatRequest) -> int:
    return _tokens(request) + request.max_tokens


def _reply(answer: Any, model: str) -> ChatReply:
    try:
        choice = answer["choices"][0]
        text = choice["message"]["content"]
        usage = answer.get("usage") or {}
        counts = int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise unreadable("it is not a chat completion") from error
    if not isinstance(text, str):
        raise unreadable("it holds no text")
    return ChatReply(
        text=text,
        model=str(answer.get("model") or model),
        prompt_tokens=max(0, counts[0]),
        completion_tokens=max(0, counts[1]),
        truncated=choice.get("finish_reason") == "length",
        first=_first_tokens(choice),
    )


def _first_tokens(choice: Any) -> dict[str, float]:
    """Likely first tokens with their logarithms; what is not of that form is left out, for it is only a help."""
    try:
        rows = choice["logprobs"]["content"][0]["top_logprobs"]
    except (KeyError, IndexError, TypeError):
        return {}
    found: dict[str, float] = {}
    for row in rows if isinstance(rows, list) else ():
        token, value = (row.get("token"), row.get("logprob")) if isinstance(row, dict) else (None, None)
        if isinstance(token, str) and isinstance(value, int | float) and math.isfinite(value) and value <= 0:
            found[token.strip()] = max(float(value), found.get(token.strip(), -math.inf))
    return found


def _with_data(reply: ChatReply, request: ChatRequest) -> ChatReply:
    if reply.truncated:
        raise unreadable("it was cut off")
    text = reply.text.strip()
    fenced = _FENCE.match(text)
    try:
        data = json.loads(fenced.group(1) if fenced else text)
        jsonschema.validate(data, request.schema or {})
    except ValueError as error:
        raise unreadable("not JSON") from error
    except jsonschema.ValidationError as error:
        raise unreadable(f"not of the form asked for, at {error.json_path}") from error
    return replace(reply, data=data)


def _piece(data: str) -> tuple[str, bool]:
    try:
        choice = json.loads(data)["choices"][0]
        content = choice.get("delta", {}).get("content") or ""
        return str(content), choice.get("finish_reason") is not None
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise unreadable("a piece of the stream is not JSON") from error
