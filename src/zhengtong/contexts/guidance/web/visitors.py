"""Who is at a page for everyone."""

from __future__ import annotations

from django.http import HttpRequest

from zhengtong.kernel.actors import ANONYMOUS, Actor


def account_of(request: HttpRequest) -> str:
    """The name of the account; "" for everybody else."""
    return request.user.get_username() if request.user.is_authenticated else ""


def actor_of(request: HttpRequest) -> Actor:
    """Whoever signed in, or somebody."""
    account = account_of(request)
    return Actor("person", account) if account else ANONYMOUS


def address_of(request: HttpRequest) -> str:
    """Where this comes from, as whoever counts what is sent has found it; "" where nobody counts."""
    kind, _, value = str(request.META.get("zhengtong.caller", "")).partition(":")
    return value if kind == "address" else ""
