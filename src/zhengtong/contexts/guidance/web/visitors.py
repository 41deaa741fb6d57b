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
    """Where this comes from; "" where it shows a key, or nobody counts."""
    kind, value = caller_of(request)
    return value if kind == "address" else ""


def caller_of(request: HttpRequest) -> tuple[str, str]:
    """("key", its name), ("address", the address) or ("", ""), as whoever counts requests has found it."""
    kind, _, value = str(request.META.get("zhengtong.caller", "")).partition(":")
    return kind, value
