"""``load``: a checked pack into the database, in one transaction, as a new version that nothing changes any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.kernel.actors import Actor, system
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.service import record_audit

from .checking import Progress, checked, core_folder
from .city import forget_city
from .files import PackFile, content_digest, read_folder
from .findings import Report
from .gates import LOCK, GaveWay, Refused, Trial, gates
from .models import CurrentVersion, PackBlob, PackVersion
from .sections import PackView, section_of, sections

_MOST_TRIES = 6  # a load that had to give way so often keeps its place in the end, and others wait


class PackRefused(Fault):
    """The pack has errors; ``report`` holds them all."""

    def __init__(self, report: Report) -> None:
        first = report.errors[0]
        super().__init__(
            code="pack-refused",
            message=N_("The pack %(pack)s has %(errors)s errors and was not loaded; the first: %(first)s"),
            remedy=N_("“zhengtong pack check” lists them all."),
            params={"pack": report.pack, "errors": len(report.errors), "first": f"{first.place}: {first.text()}"},
            status=422,
        )
        self.report = report


def current(layer: str = "city") -> PackVersion | None:
    """The version in use, or None."""
    row = CurrentVersion.objects.select_related("version").filter(layer=layer).first()
    return row.version if row else None


def load(
    folder: Path,
    *,
    actor: Actor,
    layer: str = "city",
    progress: Progress | None = None,
    accept: bool = False,
    patient: bool = True,
) -> PackVersion:
    """Check the pack and make it the city's. The same content again changes nothing.

    Two loads at once wait for one another. While a gate measures, others who change data go first: the load is undone
    and begins again after them. What the pack no longer has is withdrawn, never deleted. ``accept`` and ``patient``:
    see :class:`gates.Trial`.

    Raises:
        PackRefused: the check found errors; nothing was changed.
        Refused: a gate kept the version out; nothing was changed but the gate's own record.
    """
    if layer == "city":
        ensure_core()
    report, pack = checked(folder, layer=layer, progress=progress)
    if not report.ok:
        raise PackRefused(report)
    loaded = current(layer)
    if layer == "city" and (loaded is None or loaded.digest != report.digest):
        for gate in gates():
            gate.ready(pack=report.pack, patient=patient, progress=progress)
    try:
        return _stored(pack, report, _Wishes(actor, accept, patient, progress))
    except Refused as refused:
        if refused.keep is not None:
            refused.keep()
        raise
    finally:
        forget_city()


@dataclass(frozen=True)
class _Wishes:
    """How a load was asked for."""

    actor: Actor
    accept: bool
    patient: bool
    progress: Progress | None


def _stored(pack: PackView, report: Report, wishes: _Wishes) -> PackVersion:
    for _ in range(_MOST_TRIES - 1):
        try:
            return _store(pack, report, wishes, yielding=True)
        except GaveWay:
            if wishes.progress:
                wishes.progress("others first")
    return _store(pack, report, wishes, yielding=False)


def ensure_core() -> PackVersion:
    """Load ``packs/core`` when it is not the loaded one; a read of a few small files otherwise."""
    loaded = current("core")
    if loaded is not None:
        files, _ = read_folder(core_folder(), "core")
        if content_digest(files) == loaded.digest:
            return loaded
    return load(core_folder(), actor=system("pack-loader"), layer="core")


def is_current(folder: Path, *, layer: str = "city") -> bool:
    """Whether what is loaded is exactly this folder; much cheaper than a load that changes nothing."""
    loaded = current(layer)
    return loaded is not None and content_digest(read_folder(folder, layer)[0]) == loaded.digest


@transaction.atomic
def _store(pack: PackView, report: Report, wishes: _Wishes, *, yielding: bool) -> PackVersion:
    actor, progress = wishes.actor, wishes.progress
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    before = current(pack.layer)
    if before is not None and before.digest == report.digest:
        return before
    version = _version(pack, report, actor)
    trial = Trial(version, before, actor, wishes.accept, wishes.patient, yielding, progress)
    passing = [(gate, gate.before(trial)) for gate in gates()] if pack.layer == "city" else []
    had = {_section_name(path) for path in before.manifest} if before else set()
    for section in sections():
        files = [file for file in pack.files if _section_name(file.path) == section.name]
        if files or section.name in had:
            if progress:
                progress(section.name)
            section.load(files, version, actor)
    CurrentVersion.objects.update_or_create(layer=pack.layer, defaults={"version": version})
    for gate, seen in passing:
        gate.after(trial, seen)
    record_audit(
        actor=actor,
        verb="pack.load",
        subject=f"pack:{version.pack_id}",
        detail={
            "layer": version.layer, "version": version.version, "digest": version.digest,
            "files": len(pack.files), "counts": dict(report.counts),
            "replaces": before.digest if before else None,
        },
    )  # fmt: skip
    return version


def _section_name(path: str) -> str:
    section = section_of(path)
    return section.name if section else ""


def _version(pack: PackView, report: Report, actor: Actor) -> PackVersion:
    _store_blobs(pack.files)
    calendar = next((file.data for file in pack.files if file.path == "calendar.yaml"), None)
    return PackVersion.objects.create(
        layer=pack.layer,
        pack_id=report.pack,
        version=str(pack.settings.get("version", "")),
        digest=report.digest,
        settings=dict(pack.settings),
        calendar=calendar or {},
        manifest={file.path: file.digest for file in pack.files},
        counts=dict(report.counts),
        loaded_by=actor.identifier,
    )


def _store_blobs(files: Sequence[PackFile]) -> None:
    PackBlob.objects.bulk_create(
        [PackBlob(digest=file.digest, content=file.content) for file in {f.digest: f for f in files}.values()],
        ignore_conflicts=True,
        batch_size=100,
    )


def files_of(version: PackVersion, prefix: str = "") -> dict[str, bytes]:
    """The files of a loaded version, all or those under a folder such as ``questions/``: path -> content."""
    wanted = {path: digest for path, digest in version.manifest.items() if path.startswith(prefix)}
    contents = PackBlob.objects.in_bulk(list(wanted.values()))
    return {path: bytes(contents[digest].content) for path, digest in sorted(wanted.items())}


def export(folder: Path, *, layer: str = "city") -> int:
    """Write the files of the current version into an empty or new folder; returns how many.

    Raises:
        Fault: no pack is loaded, or the folder has something in it.
    """
    version = current(layer)
    if version is None:
        raise Fault("no-pack", N_("No pack is loaded."), N_("Load one with “zhengtong pack load FOLDER”."), status=404)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Fault(
            "folder-not-empty", N_("%(folder)s is there already and is not an empty folder."),
            N_("Name a new folder."), params={"folder": str(folder)},
        )  # fmt: skip
    files = files_of(version)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(files)
