"""What only people's browsers need: sessions, who is signed in, messages, the policy for scripts.

A program on the REST interface shows a key or nothing and gets JSON: it passes these by, which saves it a tenth of a
millisecond. All else, as problems in words and limits of size, holds for both.
"""

from __future__ import annotations

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

PROGRAMS = "/api/v1/"


class _OnPages(MiddlewareMixin):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(PROGRAMS):
            return self.get_response(request)  # type: ignore[return-value]  # nothing here is asynchronous
        return super().__call__(request)  # type: ignore[return-value]


class Sessions(_OnPages, SessionMiddleware):
    """Of pages alone."""


class SignedIn(_OnPages, AuthenticationMiddleware):
    """Of pages alone."""


class Messages(_OnPages, MessageMiddleware):
    """Of pages alone."""


class ScriptPolicy(_OnPages, CSPMiddleware):
    """Of pages alone; what programs get is no page, and ``nosniff`` keeps a browser from taking it for one."""
