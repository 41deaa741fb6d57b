"""The assistant in the chat protocol that many programs speak: ``/v1/chat/completions`` and ``/v1/models``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_
from django.views.decorators.csrf import csrf_exempt

from zhengtong import __version__
from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.go_on import going_on
from zhengtong.contexts.guidance.domain import chat_protocol
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.web.openai_form import chunks, completion
from zhengtong.contexts.guidance.web.program_access import program_of, with_access_headers
from zhengtong.contexts.guidance.web.streaming import OnStep, event_stream, told
from zhengtong.contexts.people import service as people
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import only_text
from zhengtong.platform.ui.service import in_words

SCOPE = "assistant"
_BEGAN = 1_777_000_000  # of "created" of the model, which programs expect and nobody reads
View = Callable[..., Any]
# codes and types as the protocol has them, so that programs know what to do
_KNOWN = {
    "key-missing": ("invalid_request_error", "invalid_api_key"),
    "key-unknown": ("invalid_request_error", "invalid_api_key"),
    "key-not-for-this": ("permission_error", "insufficient_permissions"),
    "key-too-often": ("rate_limit_error", "rate_limit_exceeded"),
    "no-such-model": ("invalid_request_error", "model_not_found"),
    "question-too-long": ("invalid_request_error", "context_length_exceeded"),
}
_TOO_LONG_IS = 400  # programs expect it so; 413 makes some of them send the same again


def spoken(*methods: str) -> Callable[[View], View]:
    """Only with a key, only by these methods; every fault in the protocol's form."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                if request.method not in methods:
                    raise Fault("method-not-allowed", N_("This address is not asked that way."),
                                params={"allow": ", ".join(methods)}, status=405)  # fmt: skip
                return view(request, program_of(request, SCOPE), *args, **kwargs)
            except Fault as fault:
                return refusal(fault)

        return guarded

    return wrap


@spoken("POST")
def chat_completions(request: HttpRequest, program: people.Program) -> Any:
    """The last message of the user, answered with what was said before in mind."""
    asked = chat_protocol.read(_body(request))
    language = get_language() or "zh-hans"

    def run(on_step: OnStep | None) -> Reply:
        before = going_on(receipt=asked.receipt, earlier=asked.earlier, actor=program.actor, language=language)
        return ask(
            asked.question, actor=program.actor, language=language, on_step=on_step, channel="openai", **before
        )  # fmt: skip

    address = request.build_absolute_uri("/")
    if not asked.stream:
        return JsonResponse(completion(run(None), address), json_dumps_params={"ensure_ascii": False})
    events = told(run, in_words, lambda reply: completion(reply, address))
    first = next(events, None)
    if first is not None and first[0] == "problem":  # before anything is streamed there is still a status to say it
        return _problem(json.loads(first[1]))
    return event_stream(chunks(_all(first, events), with_usage=asked.usage))


@spoken("GET", "HEAD")
def models(request: HttpRequest, program: people.Program) -> HttpResponse:
    """The one model there is."""
    return JsonResponse({"object": "list", "data": [_model()]})


@spoken("GET", "HEAD")
def model(request: HttpRequest, program: people.Program, name: str) -> HttpResponse:
    """The same, by name."""
    chat_protocol.known_model(name)
    return JsonResponse(_model())


@csrf_exempt
def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Programs know more addresses of the protocol than are here; they are told so in its form."""
    said = N_("There is no /v1/%(rest)s here; there are /v1/chat/completions and /v1/models.")
    return refusal(Fault("unknown-url", said, params={"rest": rest[:60]}, status=404))


def refusal(fault: Fault) -> HttpResponse:
    """A fault in the protocol's form, with the status that programs know."""
    data = {"code": fault.code, "detail": in_words(fault), "status": fault.status}
    response = with_access_headers(_problem(data, (str(fault.where) or None) if fault.where else None), fault)
    if fault.status == 405:
        response["Allow"] = str(fault.params["allow"])
    return response


def _problem(data: dict[str, Any], where: str | None = None) -> HttpResponse:
    usual = ("server_error" if data["status"] >= 500 else "invalid_request_error", data["code"].replace("-", "_"))
    kind, code = _KNOWN.get(data["code"], usual)
    status = _TOO_LONG_IS if code == "context_length_exceeded" else data["status"]
    error = {"message": data["detail"], "type": kind, "param": where, "code": code}
    return JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})


def _body(request: HttpRequest) -> Any:
    try:
        return only_text(json.loads(request.body))
    except RequestDataTooBig as error:
        raise Fault("request-too-large", N_("This request is too large."), status=413) from error
    except (ValueError, RecursionError) as error:
        raise Fault("not-json", N_("The body of the request is not JSON in UTF-8.")) from error


def _all(first: tuple[str, str] | None, rest: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if first is not None:
        yield first
    yield from rest


def _model() -> dict[str, Any]:
    return {
        "id": chat_protocol.MODEL, "object": "model", "created": _BEGAN,
        "owned_by": f"zhengtong {__version__}",
    }  # fmt: skip
