"""Pages."""

from django.urls import URLPattern, path

from zhengtong.platform.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern] = [
    path("staff/jobs/", views.listing, name="listing"),
    path("staff/jobs/<int:number>/try-again/", views.try_again, name="try-again"),
]
