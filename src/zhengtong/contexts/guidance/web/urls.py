"""Pages of guidance."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhengtong.contexts.guidance.web import views

app_name = "guidance"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("guide/", views.guide, name="guide"),
    path("chat/", views.chat, name="chat"),
    path("chat/stream/", views.chat_stream, name="chat_stream"),
    path("search/", views.search, name="search"),
    path("feedback/", views.feedback, name="feedback"),
]
