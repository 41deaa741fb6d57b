"""Models behind protocols."""

from django.apps import AppConfig


class AiConfig(AppConfig):
    name = "zhengtong.platform.ai"
    label = "ai"
    verbose_name = "Ai"
