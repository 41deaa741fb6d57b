"""The WSGI application that granian serves; see docs/adr/0002."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from zhengtong.config.senders import whole_body

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengtong.config.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, with every answer that is no stream handed over as one piece: the server then sends it by itself, and the
    thread is free for the next person while somebody with a slow line still reads."""
    whole_body(environ)
    answer = _django(environ, start_response)
    if getattr(answer, "streaming", True):  # also a file, which the server's wrapper has taken over
        return answer
    try:
        return [answer.content]  # type: ignore[attr-defined]
    finally:
        answer.close()
