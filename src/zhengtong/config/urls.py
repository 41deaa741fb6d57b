"""Every address of the product, in one place."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from zhengtong.config.rest import api, docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/docs/", docs, name="api-docs"),
    path("api/docs", RedirectView.as_view(url="/api/docs/")),
    path("api/v1/", api.urls),
    path("i18n/language/", set_language, name="set_language"),
    path("", include("zhengtong.platform.ui.urls")),
    path("", include("zhengtong.platform.ledger.urls")),
    path("", include("zhengtong.platform.jobs.urls")),
    path("", include("zhengtong.contexts.people.web.urls")),
    path("", include("zhengtong.contexts.catalog.web.urls")),
    path("", include("zhengtong.contexts.knowledge.web.urls")),
    path("", include("zhengtong.contexts.guidance.web.urls")),
]

handler400 = "zhengtong.platform.ui.views.bad_request"
handler403 = "zhengtong.platform.ui.views.forbidden"
handler404 = "zhengtong.platform.ui.views.not_found"
handler500 = "zhengtong.platform.ui.views.server_error"
