"""Background work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zhengtong.platform.jobs"
    label = "jobs"
    verbose_name = "Jobs"
