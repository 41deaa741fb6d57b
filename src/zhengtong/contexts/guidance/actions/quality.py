"""Ask a pack's own questions of the data as they are, and keep what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from django.db import Error as DatabaseTrouble
from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.evaluate import measured
from zhengtong.contexts.guidance.domain.quality import Difference, difference, marks_of, wrong_ones
from zhengtong.contexts.guidance.domain.scoring import Row, Tally
from zhengtong.contexts.guidance.models import QualityRun, ReviewedQuestion
from zhengtong.contexts.guidance.queries import home, retrieval
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """A run before it is kept."""

    tally: Tally
    rows: Sequence[Row]
    seconds: float

    @property
    def marks(self) -> dict[str, tuple[str, bool]]:
        return marks_of(self.rows, self.tally.details)


def rows_of(version: packs.PackVersion) -> list[dict[str, Any]]:
    """The questions of a version, and those that reviewers filed and the pack does not have yet."""
    rows: list[dict[str, Any]] = []
    for path, content in packs.files_of(version, "questions/").items():
        if path.endswith(".yaml"):
            rows += yaml.safe_load(content) or []
    known = {str(row.get("id", "")) for row in rows}
    filed = ReviewedQuestion.objects.filter(withdrawn=None).order_by("pk").values_list("content", flat=True)
    return rows + [row for row in filed if row["id"] not in known]


def run(
    version: packs.PackVersion, *, progress: Progress | None = None, between: Callable[[], None] | None = None
) -> Measured | None:
    """Ask everything; None where the pack has no questions. ``between`` is called after every question; what it raises
    ends the run. Without a model: it is the pack that is measured, the same way each time, and loading one waits for
    this. ``zhengtong evaluate guidance`` measures with the model that is configured.

    Raises:
        Fault: ``quality-not-measured``: the search or the database gave out meanwhile, so the figures mean nothing.
    """
    rows = rows_of(version)
    if not rows:
        return None
    begun = time.perf_counter()

    def told(done: int, of: int) -> None:
        if progress and (done % 20 == 0 or done == of):
            progress(f"{done}/{of}")
        if between:
            between()

    fresh()
    try:
        with transaction.atomic():  # a savepoint where the caller is in a transaction: what goes wrong stays in here
            waits = _statement_timeout()
            tally = measured(rows, with_model=False, progress=told)
            _statement_timeout(waits)
    except DatabaseTrouble as trouble:
        raise _not_measured(type(trouble).__name__) from trouble
    finally:
        fresh()
    down = [d["id"] for d in tally.details if d["state"] == "search_down"]
    if down:
        raise _not_measured(f"{len(down)} × search_down")
    return Measured(tally, rows, round(time.perf_counter() - begun, 2))


def fresh() -> None:
    """Forget what was read of another state of the data."""
    home.forget_home()
    retrieval.all_titles.forget()
    packs.forget_city()


def _statement_timeout(value: str | None = None) -> str:
    """Read it, or put it back: answering shortens it for the rest of a transaction."""
    with connection.cursor() as cursor:
        if value is None:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [value])
        return value


def _not_measured(reason: str) -> Fault:
    return Fault(
        "quality-not-measured",
        N_("The pack's questions could not be asked: %(reason)s"),
        N_("Try again; if it must go live now, use --accept-regressions, which is recorded."),
        {"reason": reason},
        status=503,
    )


def latest(pack: str) -> QualityRun | None:
    """The last run that was about data in use."""
    return QualityRun.objects.filter(pack=pack, live=True, state="done").order_by("-measured", "-pk").first()


def keep(
    version: packs.PackVersion,
    found: Measured | None,
    *,
    occasion: str,
    actor: Actor,
    baseline: QualityRun | None,
    changed: Difference | None,
    live: bool = True,
    accepted_by: str = "",
    trouble: str = "",
) -> QualityRun:
    """Store a run, audited. A version that was refused is no longer there: only its name is kept."""
    with transaction.atomic():
        row = QualityRun.objects.create(
            version_id=version.pk if live else None,
            pack=version.pack_id, label=version.version, digest=version.digest, occasion=occasion,
            state="failed" if found is None else "done", trouble=trouble,
            seconds=found.seconds if found else 0.0,
            figures=found.tally.figures() if found else {},
            questions=found.marks if found else {},
            wrong=wrong_ones(found.tally.details) if found else [],
            baseline=baseline,
            regressions=list(changed.regressions) if changed else [],
            repaired=list(changed.repaired) if changed else [],
            live=live, made_by=actor.identifier, accepted_by=accepted_by,
        )  # fmt: skip
        ledger.record_audit(
            actor=actor, verb="guidance.quality-measured", subject=f"pack:{version.pack_id}",
            detail={
                "run": row.pk, "version": version.version, "digest": version.digest, "figures": row.figures,
                "regressions": row.regressions, "live": live, "accepted_by": accepted_by, "trouble": trouble,
            },
        )  # fmt: skip
    return row


def measure_current(*, occasion: str, actor: Actor, progress: Progress | None = None) -> QualityRun | None:
    """Measure the version in use against the run before. None without a pack or without questions."""
    version = packs.current()
    if version is None:
        return None
    before = latest(version.pack_id)
    try:
        found = run(version, progress=progress)
    except Fault as fault:
        return keep(version, None, occasion=occasion, actor=actor, baseline=before, changed=None,
                    trouble=fault.message % fault.params)  # fmt: skip
    if found is None:
        return None
    changed = difference(before.questions, found.marks) if before else None
    return keep(version, found, occasion=occasion, actor=actor, baseline=before, changed=changed)


def waiting_vectors() -> int:
    """How many texts of items have no vector yet."""
    done, total = search.vector_progress(["item"])
    return total - done
