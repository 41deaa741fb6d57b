"""One index for every context."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "zhengtong.platform.search"
    label = "search"
    verbose_name = "Search"
