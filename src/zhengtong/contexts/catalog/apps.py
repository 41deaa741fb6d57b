"""What is offered: service items and one-things."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "zhengtong.contexts.catalog"
    label = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        from zhengtong.contexts.catalog.importers import pack_sections

        pack_sections.register()
