"""Sealing by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from zhengtong.platform.jobs.service import periodic

from .sealing import seal

BATCH = 5000


@periodic("* * * * *", name="ledger.seal", title=N_("Seal the ledger"), queue="default")
def seal_waiting() -> None:
    """Every minute, until nothing waits. A receipt that is looked at before is sealed then."""
    while seal(limit=BATCH) == BATCH:
        pass
