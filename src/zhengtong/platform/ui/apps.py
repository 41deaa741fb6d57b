"""Base pages, tokens, themes."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_

from zhengtong.platform.ui.navigation import NavLink, add_navigation


class UiConfig(AppConfig):
    name = "zhengtong.platform.ui"
    label = "ui"
    verbose_name = "Ui"

    def ready(self) -> None:
        add_navigation(NavLink(N_("For developers"), "api-docs", order=80, footer=True, secondary=True))
