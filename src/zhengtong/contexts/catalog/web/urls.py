"""Pages of this context."""

from django.urls import URLPattern, path

from zhengtong.contexts.catalog.web import enrichment_views, views

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("items/", views.index, name="index"),
    path("staff/catalogue/words/", enrichment_views.enrichment, name="enrichment"),
    path("items/<str:code>/", views.item, name="item"),
]
