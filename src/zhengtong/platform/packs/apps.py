"""City packs."""

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "zhengtong.platform.packs"
    label = "packs"
    verbose_name = "Packs"
