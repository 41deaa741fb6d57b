"""Pages of the frame."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhengtong.platform.ui import views

app_name = "ui"
urlpatterns: list[URLPattern] = [
    path("theme/", views.set_theme, name="theme"),
    path("style/", views.style, name="style"),
]
