"""Background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zhengtong.platform.jobs"
    label = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        # events are delivered by a job, which must be declared in every process
        from zhengtong.platform.jobs import events  # noqa: F401, PLC0415
