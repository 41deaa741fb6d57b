"""The chat protocol that many programs speak: what a request asks, and which earlier turn it goes on with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhengtong.kernel.errors import Fault, Location

N_ = str  # marks message ids; whoever shows the fault translates them
MODEL = "zhengtong"
ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
MOST_MESSAGES = 400
_RECEIPT = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


@dataclass(frozen=True)
class Asked:
    """``question``: the last message of the user. ``receipt``: of the last answer before it, "" where there is none.
    ``earlier``: what the user said before. What system and tool messages say is no instruction here."""

    question: str
    receipt: str = ""
    earlier: tuple[str, ...] = ()
    stream: bool = False
    usage: bool = False


def read(body: Any) -> Asked:
    """A request in the protocol.

    Raises:
        Fault: codes ``invalid-…`` with ``where`` naming the field, or ``no-such-model``.
    """
    if not isinstance(body, Mapping):
        raise _invalid("", N_("The body of the request must be a JSON object."))
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise _invalid("model", N_("Say which model is asked: “zhengtong”."))
    known_model(model)
    _what_can_be_had(body)
    said = _messages(body.get("messages"))
    last = max((place for place, (role, _) in enumerate(said) if role == "user"), default=None)
    if last is None:
        raise _invalid("messages", N_("There must be a message of the user: that is the question."))
    before = said[:last]
    answers = [receipt for role, text in before if role == "assistant" for receipt in _RECEIPT.findall(text)[-1:]]
    options = body.get("stream_options")
    return Asked(
        question=said[last][1],
        receipt=answers[-1] if answers else "",
        earlier=tuple(text for role, text in before if role == "user"),
        stream=body.get("stream") is True,
        usage=isinstance(options, Mapping) and options.get("include_usage") is True,
    )


def _what_can_be_had(body: Mapping[str, Any]) -> None:
    """Refuses what a program would wait for in vain. What only tunes a language model (temperature, max_tokens, stop …)
    changes nothing here and is passed over, as are tools that need not be called: programs always send them."""
    if body.get("n") is not None and (isinstance(body["n"], bool) or body["n"] != 1):
        raise _invalid("n", N_("One answer is given to one question: n must be 1."))
    if body.get("stream") not in (None, True, False):
        raise _invalid("stream", N_("stream must be true or false."))
    form = body.get("response_format")
    if form is not None and (not isinstance(form, Mapping) or form.get("type") != "text"):
        raise _invalid("response_format", N_("The answer is Markdown; its facts as JSON are to be had at /api/v1/ask."))
    if body.get("tool_choice") not in (None, "auto", "none"):
        raise _invalid("tool_choice", N_("No tools are called here: tool_choice must be “auto” or “none”."))
    if body.get("modalities") not in (None, ["text"]):
        raise _invalid("modalities", N_("The answer is text; sound cannot be had here."))


def known_model(name: str) -> None:
    """Refuses any model but the one there is."""
    if name != MODEL:
        raise Fault(
            "no-such-model", N_("There is no model “%(model)s” here; the one there is is called “zhengtong”."),
            params={"model": name[:60]}, where=Location(field="model"), status=404,
        )  # fmt: skip


def _messages(given: Any) -> list[tuple[str, str]]:
    if not isinstance(given, list) or not given:
        raise _invalid("messages", N_("There must be a list of messages."))
    if len(given) > MOST_MESSAGES:
        raise _invalid("messages", N_("These are too many messages; begin a new conversation."))
    return [_message(each, place) for place, each in enumerate(given)]


def _message(given: Any, place: int) -> tuple[str, str]:
    role = given.get("role") if isinstance(given, Mapping) else None
    if not isinstance(role, str) or role not in ROLES:
        raise _invalid(f"messages[{place}].role", N_("A message must have one of the known roles."))
    return role, _text(given.get("content"), role, f"messages[{place}].content")


def _text(content: Any, role: str, where: str) -> str:
    if isinstance(content, str):
        return content
    if content is None and role != "user":
        return ""
    if isinstance(content, list):
        texts = [p.get("text") for p in content if isinstance(p, Mapping) and p.get("type") in ("text", "input_text")]
        if all(isinstance(text, str) for text in texts) and (len(texts) == len(content) or role != "user"):
            return "\n".join(str(text) for text in texts)
    raise _invalid(where, N_("The content of a message must be text; pictures and sound cannot be read here."))


def _invalid(where: str, message: str) -> Fault:
    return Fault("invalid-request", message, where=Location(field=where or None))
