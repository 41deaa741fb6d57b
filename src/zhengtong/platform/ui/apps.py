"""Base pages, tokens, themes."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "zhengtong.platform.ui"
    label = "ui"
    verbose_name = "Ui"
