"""Who may open the pages of officials."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from zhengtong.contexts.people import service as people
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.text import whole_number

View = Callable[..., HttpResponse]
READ, REVIEW, EDIT = "guidance.read", "guidance.review", "catalog.edit"


def has(request: HttpRequest, permission: str) -> bool:
    """Whether the person who is signed in may do this, everywhere."""
    return isinstance(request.user, PermissionsMixin) and request.user.has_perm(permission)


def needs(permission: str, *, somewhere: str = "") -> Callable[[View], View]:
    """Signed in and allowed; never kept by a cache.

    ``somewhere``: who has this permission in any one department is let in, too; the view keeps to that department.
    """

    def protect(view: View) -> View:
        @wraps(view)
        def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has(request, permission) and not (somewhere and people.may_somewhere(request.user, somewhere)):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return login_required(protected)

    return protect


def version_seen(request: HttpRequest) -> int:
    """The version of the row that the page showed when the form was made; 0, which no row has, for nonsense."""
    return whole_number(request.POST.get("version"))


def in_vain(request: HttpRequest, *fields: str) -> list[str]:
    """What was typed into a form that is no longer on the page, since somebody else was faster: to be copied."""
    return [text for name in fields if (text := request.POST.get(name, "").strip()[:4000])]


def official(request: HttpRequest) -> Actor:
    """The person who is signed in, as an actor."""
    return Actor("person", request.user.get_username())
