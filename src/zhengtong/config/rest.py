"""The REST API: one NinjaAPI, a router from each context, problem+json errors (RFC 9457)."""

from __future__ import annotations

from ninja import NinjaAPI

from zhengtong import __version__
from zhengtong.contexts.knowledge.web.rest import router as knowledge
from zhengtong.platform.ledger.rest import router as ledger

api = NinjaAPI(title="Zhengtong", version=__version__, urls_namespace="api-1")
api.add_router("", knowledge)
api.add_router("", ledger)
