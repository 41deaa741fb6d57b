"""Pages for staff."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path

from zhengtong.contexts.people.web import key_views, password_views, views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("staff/", views.staff, name="staff"),
    path("staff/password/", password_views.password, name="password"),
    path("staff/keys/", key_views.keys, name="keys"),
    path("staff/keys/<slug:prefix>/revoke/", key_views.revoke, name="revoke_key"),
    path("staff/sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("staff/sign-out/", LogoutView.as_view(next_page="/"), name="sign_out"),
]
