"""Pages of laws, policies and documents."""

from django.urls import URLPattern, path

from zhengtong.contexts.knowledge.web import citations, views

app_name = "knowledge"
urlpatterns: list[URLPattern] = [
    path("laws/", views.laws, name="laws"),
    path("laws/<str:law>/", views.law, name="law"),
    path("laws/<str:law>/<str:article>/", views.article, name="article"),
    path("citations/", citations.check, name="citations"),
    path("documents/", views.documents, name="documents"),
    path("documents/<str:key>/", views.document, name="document"),
    path("staff/documents/new/", views.new_document, name="new_document"),
]
