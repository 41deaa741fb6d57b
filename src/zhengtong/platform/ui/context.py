"""What every page knows."""

from __future__ import annotations

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Theme and city name for the page frame."""
    return {}
