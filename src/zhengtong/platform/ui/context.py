"""What every page knows."""

from __future__ import annotations

from django.http import HttpRequest

from zhengtong.platform.ui.shell import shell_of


def shell(request: HttpRequest) -> dict[str, object]:
    """The frame of the page, as ``shell``."""
    return {"shell": shell_of(request)}
