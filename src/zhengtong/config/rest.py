"""The REST API: one NinjaAPI, a router from each context, problem+json errors (RFC 9457)."""

from __future__ import annotations

from ninja import NinjaAPI

from zhengtong import __version__

api = NinjaAPI(title="Zhengtong", version=__version__, urls_namespace="api-1")
