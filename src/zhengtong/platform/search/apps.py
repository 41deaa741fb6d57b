"""One index for every context."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "zhengtong.platform.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        # jobs are declared in every process: the web queues them, the worker runs them
        from zhengtong.platform.search import jobs  # noqa: F401, PLC0415
