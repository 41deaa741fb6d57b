"""``documents/**`` of a pack, and the check of every reference to law."""

from __future__ import annotations

import difflib
import io
import weakref
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.knowledge import service
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs


class DocumentsSection(packs.PlainSection):
    """Policies and guides of the city, as Markdown with front matter."""

    name = "documents"
    pattern = "documents/**"
    order = 60
    schema: Mapping[str, Any] | None = None

    def check(self, files: Sequence[packs.PackFile], pack: packs.PackView) -> Iterable[packs.Finding]:
        keys: dict[str, str] = {}
        for file in files:
            try:
                records = service.read_records(io.BytesIO(file.content), file.path, _options(pack.layer))
            except Fault as fault:
                where = fault.where
                yield packs.Finding(
                    "error", fault.code, fault.message, fault.params, file.path, where.line if where else None,
                    where.field if where else None, fault.remedy,
                )  # fmt: skip
                continue
            for record in records:
                if record.key in keys:
                    yield file.finding(
                        "error",
                        "duplicate-code",
                        N_("The key %(key)s is already used by %(other)s."),
                        key=record.key,
                        other=keys[record.key],
                    )
                keys[record.key] = file.path
                if record.valid_from is None:
                    yield file.finding(
                        "warning", "no-date", N_("The document does not say from when it holds."), (),
                        N_("Add published or effective to the front matter."),
                    )  # fmt: skip

    def load(self, files: Sequence[packs.PackFile], pack: packs.PackVersion, actor: Actor) -> int:
        options = _options(pack.layer)
        records = [r for f in files for r in service.read_records(io.BytesIO(f.content), f.path, options)]
        service.store_versions(records=records, actor=actor)
        service.withdraw_missing(origin=options.origin, kept=[r.key for r in records], actor=actor)
        return len(records)


def _options(layer: str) -> service.Options:
    return service.Options(origin=f"pack:{layer}")


class LawReferences:
    """Judges ``{law: …, article: …}``; without any laws stored it says so once for each check of a pack."""

    def __init__(self) -> None:
        self._told: weakref.ref[packs.PackView] | None = None

    def __call__(self, reference: Mapping[str, str], pack: packs.PackView) -> packs.Finding | None:
        if not service.has_laws():
            return self._no_laws(pack)
        name, article = str(reference.get("law", "")), str(reference.get("article", ""))
        found = service.law(name)
        if found is None:
            return _unknown_law(name)
        if not found.in_force:
            return packs.Finding(
                "error", "law-not-in-force", N_("%(law)s is not in force today."), {"law": found.name},
                remedy=N_("Refer to the law that took its place."),
            )  # fmt: skip
        return _article(found.key, article) if article else None

    def _no_laws(self, pack: packs.PackView) -> packs.Finding | None:
        if self._told is not None and self._told() is pack:
            return None
        self._told = weakref.ref(pack)
        return packs.Finding(
            "warning", "laws-absent", N_("References to law were not checked: no laws are imported yet."),
            remedy=N_("Run zhengtong import laws, then check again."),
        )  # fmt: skip


def _unknown_law(name: str) -> packs.Finding | None:
    """Only laws are held: regulations and rules of departments cannot be judged."""
    if not name.rstrip("》").endswith(("法", "法典")):
        return None
    known = [law.name for law in service.list_laws(limit=1000)[0]]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return packs.Finding(
        "error", "law-unknown", N_("There is no law “%(law)s”."), {"law": name, "near": near[0] if near else ""},
        remedy=N_("Did you mean “%(near)s”?") if near else N_("Give its full name."),
    )  # fmt: skip


def not_an_article(article: str) -> packs.Finding:
    """For what stands where an article is to be named."""
    return packs.Finding(
        "error", "article-form", N_("“%(article)s” is not an article."), {"article": article},
        remedy=N_("Write it as 第十一条 or 第十一条第二款."),
    )  # fmt: skip


def _article(law: str, article: str) -> packs.Finding | None:
    if service.parse_locator(article) is None:
        return not_an_article(article)
    check = service.check_reference(law, article)
    if not check.exists:
        return packs.Finding(
            "error", "article-unknown", N_("%(law)s has no %(article)s."), {"law": law, "article": article},
            remedy=N_("Look the article up on its page under /laws/."),
        )  # fmt: skip
    if not check.in_force:
        return packs.Finding(
            "error", "article-not-in-force", N_("%(article)s of %(law)s is not in force today."),
            {"law": law, "article": article},
            remedy=N_("Refer to the article that took its place."),
        )  # fmt: skip
    return None
