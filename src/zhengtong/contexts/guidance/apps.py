"""A question becomes a sourced guide."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "zhengtong.contexts.guidance"
    label = "guidance"
    verbose_name = "Guidance"
