"""The gate before a new version of the pack: its questions are asked of it before anybody else asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions import quality
from zhengtong.contexts.guidance.domain.quality import Difference, Marks, difference
from zhengtong.contexts.guidance.models import QualityRun
from zhengtong.kernel.actors import system
from zhengtong.kernel.errors import Fault
from zhengtong.platform.jobs import service as jobs
from zhengtong.platform.packs import service as packs
from zhengtong.platform.search import service as search

Progress = Callable[[str], None]
# without patience a version that needs more new vectors than this (about 15 s) is measured after it went live
_MOST_VECTORS = 200
_TOLD_EVERY = 80
_ACTOR = system("pack-load")


@dataclass(frozen=True)
class _Seen:
    """How the version in use answers, and the kept run that says so, if there is one."""

    marks: Marks
    run: QualityRun | None


class QualityGate:
    """Compares the new version with the one in use, question by question."""

    def ready(self, *, pack: str, patient: bool, progress: Progress | None) -> None:
        """The version in use is measured unless it was; its texts that have no meaning yet get it first.

        Nothing waits for this. Where it cannot be measured the new version is all the same, with nothing beside it.
        """
        current = packs.current()
        if not patient or current is None:
            return
        tell = _teller(progress)
        _vectors(tell, lambda: None)
        kept = quality.latest(pack)
        if current.pack_id == pack and (kept is None or kept.digest != current.digest):
            tell("quality before")
            quality.measure_current(occasion="load", actor=_ACTOR, progress=progress)

    def before(self, trial: packs.Trial) -> object:
        """What the version in use can do, from its last run. None where the new one is measured afterwards."""
        if trial.replaces is None or trial.replaces.pack_id != trial.version.pack_id:
            return None
        kept = quality.latest(trial.version.pack_id)
        if kept is not None and kept.digest == trial.replaces.digest:
            return _Seen(kept.questions, kept)
        return _Seen({}, None) if trial.patient else None

    def after(self, trial: packs.Trial, seen: object) -> None:
        """Ask everything of the new version.

        Raises:
            Refused: too many questions that were answered rightly are not any more, or none could be asked.
        """
        if not isinstance(seen, _Seen) or (not trial.patient and quality.waiting_vectors() > _MOST_VECTORS):
            jobs.enqueue("guidance.measure-quality", once="guidance.measure-quality", occasion="start")
            return
        try:
            tell = _teller(trial.progress)
            _vectors(tell, trial.give_way)
            tell("quality")
            found = quality.run(trial.version, progress=trial.progress, between=trial.give_way)
        except Fault as fault:
            self._unmeasured(trial, seen, fault)
            return
        if found is None:
            return
        changed = difference(seen.marks, found.marks)
        accepted = trial.actor.identifier if changed.too_many and trial.accept else ""

        def keep(*, live: bool) -> QualityRun:
            return quality.keep(
                trial.version, found, occasion="load", actor=trial.actor, baseline=seen.run, changed=changed,
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


def _vectors(tell: Progress, between: Callable[[], None]) -> None:
    """New texts need their meaning, or the new version would look worse than it is."""
    waiting = quality.waiting_vectors()
    if not waiting:
        return
    tell(f"vectors {waiting}")

    def told(done: int) -> None:
        if done % _TOLD_EVERY == 0:
            tell(f"vectors {done}/{waiting}")
        between()

    search.fill_vectors(kinds=("item",), progress=told)


def _teller(progress: Progress | None) -> Progress:
    return progress or (lambda _text: None)
