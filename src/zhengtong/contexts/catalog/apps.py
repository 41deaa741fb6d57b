"""What is offered: service items and one-things."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "zhengtong.contexts.catalog"
    label = "catalog"
    verbose_name = "Catalog"
