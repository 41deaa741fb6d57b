"""Replies in the chat protocol's form, whole and in pieces."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from zhengtong.contexts.guidance.domain.chat_protocol import MODEL
from zhengtong.contexts.guidance.domain.markdown import Cited, as_markdown
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ledger import service as ledger

PIECE = 48  # characters


def completion(reply: Reply, address: str) -> dict[str, Any]:
    """``address``: of this site, for the links of citations. What the protocol has no place for is in ``zhengtong``."""
    text, cited = as_markdown(reply)
    message = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": [_annotation(each, address) for each in cited if each.source.url],
    }
    return {
        "id": f"chatcmpl-{reply.receipt or reply.conversation}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage_of(reply),
        "zhengtong": {
            "state": reply.state,
            "reason": reply.reason,
            "receipt": reply.receipt,
            "conversation": reply.conversation,
            "turn": reply.turn,
            "items": [need.chosen for need in reply.needs if need.chosen],
            "without": list(reply.without),
        },
    }


def usage_of(reply: Reply) -> dict[str, int]:
    """Tokens that a language model really read and wrote for this reply: none where none is in use."""
    calls: list[dict[str, Any]] = []
    if ai.models_in_use().get("chat") and reply.receipt:
        act = ledger.stored_act(reply.receipt)
        calls = ((act.private.get("inputs") or {}).get("model") or {}).get("answers", []) if act else []
    read = sum(call.get("prompt_tokens", 0) for call in calls)
    written = sum(call.get("completion_tokens", 0) for call in calls)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _annotation(cited: Cited, address: str) -> dict[str, Any]:
    source = cited.source
    title = " ".join(filter(None, (source.title, source.locator)))
    return {
        "type": "url_citation",
        "url_citation": {
            "start_index": cited.start,
            "end_index": cited.end,
            "title": title,
            "url": urljoin(address, source.url),
        },
    }


def chunks(events: Iterable[tuple[str, str]], *, with_usage: bool) -> Iterator[bytes]:
    """Steps as they happen, which are no content; then the content in pieces, its citations, and the end."""
    began = int(time.time())
    name = f"chatcmpl-{began}"

    def chunk(choices: list[dict[str, Any]], **more: Any) -> bytes:
        return _line({"id": name, "object": "chat.completion.chunk", "created": began, "model": MODEL,
                      "choices": choices, **more})  # fmt: skip

    for event, data in events:
        if event == "step":
            yield chunk([_choice({})], zhengtong={"step": json.loads(data)})
        elif event == "problem":
            told = json.loads(data)
            yield _line({"error": {"message": told["detail"], "type": "server_error", "param": None,
                                   "code": told["code"]}})  # fmt: skip
            return
        else:
            whole = json.loads(data)
            yield from _content(whole, chunk)
            if with_usage:
                yield chunk([], usage=whole["usage"])
    yield b"data: [DONE]\n\n"


def _content(whole: dict[str, Any], chunk: Any) -> Iterator[bytes]:
    message = whole["choices"][0]["message"]
    text = message["content"]
    yield chunk([_choice({"role": "assistant", "content": ""})])
    for start in range(0, len(text), PIECE):
        yield chunk([_choice({"content": text[start : start + PIECE]})])
    if message["annotations"]:
        yield chunk([_choice({"annotations": message["annotations"]})])
    yield chunk([_choice({}, "stop")], zhengtong=whole["zhengtong"])


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _line(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
