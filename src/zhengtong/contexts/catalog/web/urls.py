"""Pages of this context."""

from django.urls import URLPattern, path

from zhengtong.contexts.catalog.web import views

app_name = "catalog"
urlpatterns: list[URLPattern] = [
    path("items/", views.index, name="index"),
    path("items/<str:code>/", views.item, name="item"),
    path("one-things/<str:key>/", views.one_thing, name="one_thing"),
]
