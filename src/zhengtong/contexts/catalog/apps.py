"""What is offered: service items and one-things."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_


class CatalogConfig(AppConfig):
    name = "zhengtong.contexts.catalog"
    label = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        from zhengtong.contexts.catalog.importers import pack_sections  # noqa: PLC0415
        from zhengtong.contexts.people import service as people  # noqa: PLC0415
        from zhengtong.platform.ui.service import NavLink, add_navigation  # noqa: PLC0415

        pack_sections.register()
        people.register_permissions(
            {"catalog.enrich": N_("Decide about other words for service items")}, of_departments={"catalog.enrich"}
        )
        add_navigation(NavLink(N_("Matters"), "catalog:index", order=10))
