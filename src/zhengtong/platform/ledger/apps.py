"""Registered algorithms, acts, the sealed log."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as N_


class LedgerConfig(AppConfig):
    name = "zhengtong.platform.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from zhengtong.platform.ui.service import NavLink, add_navigation  # noqa: PLC0415 - apps first

        from . import tasks  # noqa: F401, PLC0415 - declares the job

        add_navigation(NavLink(N_("Check a receipt"), "ledger:check", order=60, footer=True))
        add_navigation(NavLink(N_("Algorithms in use"), "ledger:algorithms", order=65, footer=True, secondary=True))
