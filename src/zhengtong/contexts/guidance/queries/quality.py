"""Reading runs of the pack's questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhengtong.contexts.guidance.domain.quality import figures_of
from zhengtong.contexts.guidance.models import QualityRun

_MOST_RUNS = 60
_LIST = (
    "id", "pack", "label", "digest", "occasion", "state", "trouble", "measured", "seconds", "figures", "regressions",
    "repaired", "live", "made_by", "accepted_by", "baseline_id",
)  # fmt: skip


def latest_quality(pack: str, *, live: bool = True) -> dict[str, Any] | None:
    """The latest run in the form that the command line prints; None where there is none yet."""
    row = (
        QualityRun.objects.filter(pack=pack, live=live).select_related("baseline").order_by("-measured", "-pk").first()
    )
    return summary(row) if row else None


def summary(row: QualityRun) -> dict[str, Any]:
    """A run as plain data: figures beside those of the run it is compared with, and what is newly wrong."""
    before = {(kind, name): share for kind, name, share, _ in figures_of(row.baseline.figures)} if row.baseline else {}
    newly = set(row.regressions)
    return {
        "run": row.pk, "pack": row.pack, "version": row.label, "digest": row.digest, "state": row.state,
        "trouble": row.trouble, "seconds": row.seconds, "questions": len(row.questions), "live": row.live,
        "accepted_by": row.accepted_by,
        "figures": [
            {"kind": kind, "name": name, "share": share, "n": n, "before": before.get((kind, name))}
            for kind, name, share, n in figures_of(row.figures)
        ],
        "newly_wrong": [each for each in row.wrong if each["id"] in newly],
        "repaired": row.repaired,
    }  # fmt: skip


def runs() -> Sequence[QualityRun]:
    """The latest runs, newest first, without the questions themselves: one query."""
    return list(QualityRun.objects.only(*_LIST).order_by("-measured", "-pk")[:_MOST_RUNS])


def one_run(number: int) -> QualityRun | None:
    """A run with everything."""
    return QualityRun.objects.select_related("baseline").filter(pk=number).first()
