"""Speaking instead of typing, and being read to: ``/speech/`` for pages, ``/api/v1/speech`` for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST
from ninja import Router, Schema
from pydantic import Field

from zhengtong.contexts.guidance.actions.hear import Heard, hear
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ui.service import in_words

_LONGEST_PASSAGE = 500
router = Router(tags=["guidance"])


class HeardOut(Schema):
    """A draft for its speaker to read, change and send; nothing was asked with it."""

    text: Annotated[str, Field(description="What was said, as far as it was understood.")]
    model: str


@router.post(
    "/speech",
    response=HeardOut,
    summary="A recording (WebM, Ogg, WAV, M4A, MP3) becomes text to confirm",
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
def speech(request: HttpRequest, language: Literal["zh-hans", "en"] = "zh-hans") -> dict[str, Any]:
    """The recording is the body of the request: at most 5 MB and one minute. Neither it nor the text is kept."""
    return _plain(hear(_recording(request), language=language))


@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """The same for the page's button; always JSON, with what went wrong in the reader's words."""
    try:
        found: dict[str, Any] = _plain(hear(_recording(request), language=get_language() or "zh-hans"))
        response = JsonResponse(found)
    except Fault as fault:
        response = JsonResponse({"code": fault.code, "detail": in_words(fault)}, status=fault.status)
        if fault.code == "speech-too-large":
            # the rest of the body is still on its way and nobody will read it
            response["Connection"] = "close"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """A passage of a page, spoken by this server for a browser without a voice: WAV."""
    synthesiser = ai.synthesiser()
    text = request.POST.get("text", "").strip()[:_LONGEST_PASSAGE]
    try:
        if synthesiser is None or not text:
            raise Fault("voice-off", N_("This service cannot read aloud."), N_("Read it on the screen."), status=404)
        sound = synthesiser.speak(text, language="en" if request.POST.get("language") == "en" else "zh")
    except Fault as fault:
        return JsonResponse({"code": fault.code, "detail": in_words(fault)}, status=fault.status)
    response = HttpResponse(sound, content_type="audio/wav")
    response["Cache-Control"] = "no-store"
    return response


def _plain(heard: Heard) -> dict[str, Any]:
    return {"text": heard.text, "model": heard.model}


def _recording(request: HttpRequest) -> bytes:
    """The body, read here and not by Django, which would put a larger one into a file."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > ai.SPEECH_BYTES:
        raise ai.speech_too_large()
    return bytes(request.read(ai.SPEECH_BYTES + 1))
