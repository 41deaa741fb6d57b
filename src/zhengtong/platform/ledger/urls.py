"""Pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

app_name = "ledger"
urlpatterns: list[URLPattern] = [
    path("ledger/", views.check, name="check"),
    path("ledger/<str:code>/", views.show, name="receipt"),
    path("ledger/<str:code>/receipt.json", views.download, name="download"),
    path("algorithms/", views.registered, name="algorithms"),
]
