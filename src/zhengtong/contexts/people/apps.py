"""Who: accounts, roles, departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as N_

if TYPE_CHECKING:
    from django.http import HttpRequest

    from zhengtong.platform.ui.service import OfficialPage


class PeopleConfig(AppConfig):
    name = "zhengtong.contexts.people"
    label = "people"
    verbose_name = gettext_lazy("Accounts, roles and departments")

    def ready(self) -> None:
        from zhengtong.contexts.people.domain import permissions  # noqa: PLC0415
        from zhengtong.contexts.people.importers.pack_sections import DepartmentsSection, RolesSection  # noqa: PLC0415
        from zhengtong.platform.packs import service as packs  # noqa: PLC0415
        from zhengtong.platform.ui.service import NavLink, add_navigation, official_pages_from  # noqa: PLC0415

        permissions.register(
            {
                "accounts.manage": N_("Make accounts and give roles"),
                "keys.manage": N_("Issue and revoke keys for programs"),
                "packs.load": N_("Load a city pack"),
                "jobs.read": N_("See background work"),
                "jobs.retry": N_("Try failed background work again"),
                "ledger.read": N_("Read the ledger"),
                "algorithms.switch": N_("Switch an algorithm off and on"),
                "catalog.edit": N_("Change service items"),
                "knowledge.edit": N_("Change laws and documents"),
            },
            of_departments={"catalog.edit"},
        )
        add_navigation(NavLink(N_("For officials"), "people:staff", order=90, footer=True))
        official_pages_from(_official_pages)
        packs.register(DepartmentsSection())
        packs.register(RolesSection())


def _official_pages(request: HttpRequest) -> list[OfficialPage]:
    from zhengtong.contexts.people.web.views import official_pages  # noqa: PLC0415

    return official_pages(request)
