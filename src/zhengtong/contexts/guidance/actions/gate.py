"""The gate before a new version of the pack: its questions are asked of it before anybody else asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions import quality
from zhengtong.contexts.guidance.domain.quality import Difference, Marks, difference
from zhengtong.contexts.guidance.models import QualityRun
from zhengtong.kernel.errors import Fault
from zhengtong.platform.jobs import service as jobs
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

Progress = Callable[[str], None]
# without patience a version that needs more new vectors than this (about 15 s) is measured after it went live
_MOST_VECTORS = 200


@dataclass(frozen=True)
class _Seen:
    """How the version in use answers, and the kept run that says so, if there is one."""

    marks: Marks
    run: QualityRun | None
    waiting: int


class QualityGate:
    """Compares the new version with the one in use, question by question."""

    def ready(self, *, patient: bool, progress: Progress | None) -> None:
        """Texts of the version in use that have no vector yet get it now, so that the load need not wait for them."""
        if patient and packs.current() is not None:
            _vectors(progress)

    def before(self, trial: packs.Trial) -> object:
        """What the version in use can do: from its last run, or measured now. None where it is measured afterwards."""
        if trial.replaces is None or trial.replaces.pack_id != trial.version.pack_id:
            return None
        kept = quality.latest(trial.version.pack_id)
        waiting = quality.waiting_vectors()
        if kept is not None and kept.digest == trial.replaces.digest:
            return _Seen(kept.questions, kept, waiting)
        if not trial.patient:
            return None
        _tell(trial.progress, "quality before")
        try:
            _vectors(trial.progress)
            found = quality.run(trial.replaces, progress=trial.progress)
        except Fault:
            return _Seen({}, None, waiting)  # nothing to compare with; the new version is measured all the same
        if found is None:
            return _Seen({}, None, waiting)
        run = quality.keep(trial.replaces, found, occasion="load", actor=trial.actor, baseline=kept, changed=None)
        return _Seen(run.questions, run, 0)

    def after(self, trial: packs.Trial, seen: object) -> None:
        """Ask everything of the new version.

        Raises:
            Refused: too many questions that were answered rightly are not any more, or none could be asked.
        """
        if not isinstance(seen, _Seen) or (not trial.patient and quality.waiting_vectors() > _MOST_VECTORS):
            jobs.enqueue("guidance.measure-quality", once="guidance.measure-quality", occasion="start")
            return
        try:
            _vectors(trial.progress)
            _tell(trial.progress, "quality")
            found = quality.run(trial.version, progress=trial.progress)
        except Fault as fault:
            self._unmeasured(trial, seen, fault)
            return
        if found is None:
            return
        changed = difference(seen.marks, found.marks)
        accepted = trial.actor.identifier if changed.too_many and trial.accept else ""

        def keep(*, live: bool) -> QualityRun:
            baseline = seen.run if live or seen.run is None or _kept(seen.run) else None
            return quality.keep(
                trial.version, found, occasion="load", actor=trial.actor, baseline=baseline, changed=changed,
                live=live, accepted_by=accepted,
            )  # fmt: skip

        if changed.too_many and not trial.accept:
            raise _refusal(changed, trial.version.pack_id, lambda: keep(live=False))
        keep(live=True)

    def _unmeasured(self, trial: packs.Trial, seen: _Seen, fault: Fault) -> None:
        reason = fault.message % fault.params

        def keep(*, live: bool) -> QualityRun:
            return quality.keep(
                trial.version, None, occasion="load", actor=trial.actor, baseline=None, changed=None, live=live,
                accepted_by=trial.actor.identifier if live else "", trouble=reason,
            )  # fmt: skip

        if trial.accept:
            keep(live=True)
            return
        refused = packs.Refused(fault.code, fault.message, fault.remedy, fault.params, status=fault.status)
        refused.keep, refused.pack = lambda: keep(live=False), trial.version.pack_id
        raise refused from fault


def _refusal(changed: Difference, pack: str, keep: Callable[[], object]) -> packs.Refused:
    refused = packs.Refused(
        "quality-regressed",
        N_("%(count)s of %(compared)s questions that were answered rightly are not any more: %(ids)s"),
        N_("Look at them on the page of quality, or load with --accept-regressions, which is recorded with your name."),
        {"count": len(changed.regressions), "compared": changed.compared, "ids": ", ".join(changed.regressions[:20])},
        status=422,
    )
    refused.keep, refused.pack = keep, pack
    return refused


def _kept(run: QualityRun) -> bool:
    """A run that was made within the refused load went with it."""
    return QualityRun.objects.filter(pk=run.pk).exists()


def _vectors(progress: Progress | None) -> None:
    """New texts need their meaning, or the new version would look worse than it is."""
    waiting = quality.waiting_vectors()
    if waiting:
        _tell(progress, f"vectors {waiting}")
        told = (
            (lambda done: _tell(progress, f"vectors {done}/{waiting}") if done % 80 == 0 else None)
            if progress
            else None
        )
        search.fill_vectors(kinds=("item",), progress=told)


def _tell(progress: Progress | None, text: str) -> None:
    if progress:
        progress(text)
