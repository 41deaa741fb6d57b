"""Who: accounts, roles, departments."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "zhengtong.contexts.people"
    label = "people"
    verbose_name = "People"
