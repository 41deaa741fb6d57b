"""Registered algorithms, acts, the sealed log."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "zhengtong.platform.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from . import tasks  # noqa: F401, PLC0415 - declares the job
