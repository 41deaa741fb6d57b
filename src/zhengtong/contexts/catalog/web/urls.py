"""Pages of this context."""

from django.urls import URLPattern, path

from zhengtong.contexts.catalog.web import views

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("items/", views.index, name="index"),
    path("items/<str:code>/", views.item, name="item"),
]
