"""Correct one field of an item: a new revision by a person, the ones before stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog.actions.store import LOCK, search_keys, store_items
from zhengtong.contexts.catalog.domain.correcting import Value, faults, value_at, with_value
from zhengtong.contexts.catalog.models import Item, ItemRevision
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ledger.service import record_audit
from zhengtong.platform.search import service as search

Data = Mapping[str, Any]
Amend = Callable[[Sequence[Data]], Sequence[Data]]
_amendments: dict[str, Amend] = {}


@transaction.atomic
def correct_item(*, code: str, path: str, old: Value, new: Value, source: Data, actor: Actor) -> int:
    """Put ``new`` in the place of ``old`` and return the number of the revision that says so.

    Raises:
        Fault: ``item-unknown``; ``field-gone`` when the item has no such entry any more; ``item-changed-meanwhile``
            when the field no longer holds ``old``; ``correction-refused`` when an item cannot say that.
    """
    with connection.cursor() as cursor:  # the lock of the writers of items: nobody changes it between look and write
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    row = Item.objects.select_related("current").filter(pk=code, in_force=True).first()
    if row is None or row.current is None:
        raise Fault("item-unknown", N_("There is no matter with the code %(code)s."), params={"code": code}, status=404)
    held = value_at(row.current.content, path)
    if held is None:
        raise Fault(
            "field-gone", N_("What this correction is about is no longer in the matter."),
            N_("Look at the matter as it is now, and correct that."), {"code": code, "field": path}, status=409,
        )  # fmt: skip
    if held != old:
        raise Fault(
            "item-changed-meanwhile", N_("This field has changed meanwhile."),
            N_("Look at the matter as it is now, and correct that."), {"code": code, "field": path}, status=409,
        )  # fmt: skip
    content = with_value(row.current.content, path, new, source)
    wrong = faults(content)
    if wrong:
        raise Fault(
            "correction-refused", N_("A matter cannot say that: %(reason)s"), params={"reason": wrong[0]}, status=422
        )
    store_items(contents=[content], origin=row.origin, actor=actor, row_digests={code: row.row_digest})
    _give_meaning(code)
    number = ItemRevision.objects.filter(item_id=code).order_by("-number").values_list("number", flat=True)[0]
    record_audit(
        actor=actor, verb="catalog.item-corrected", subject=f"item:{code}",
        detail={"field": path, "old": old, "new": new, "source": dict(source), "revision": number},
    )  # fmt: skip
    return int(number)


def _give_meaning(code: str) -> None:
    """At once, not in the background some seconds later: until then the item would give way to others."""
    with suppress(Fault):  # a service of embeddings that is away holds up no correction
        search.fill_entries([("item", key) for key in search_keys([code])])


def amend_with(name: str, amend: Amend) -> None:
    """Contents of a pack pass through ``amend`` before they are stored: corrections that the pack does not have yet."""
    _amendments[name] = amend


def amended(contents: Sequence[Data]) -> Sequence[Data]:
    """The contents as they are to be stored."""
    for amend in _amendments.values():
        contents = amend(contents)
    return contents
