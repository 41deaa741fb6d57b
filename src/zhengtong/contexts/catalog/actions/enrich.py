"""Filing other words for items for review, and deciding about them. What an item says is never touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from zhengtong.contexts.catalog.actions.store import publish
from zhengtong.contexts.catalog.domain.enrichment import Draft, refusal
from zhengtong.contexts.catalog.models import EnrichmentDraft, Item
from zhengtong.kernel.actors import Actor
from zhengtong.platform.ledger import service as ledger
from zhengtong.platform.search import service as search


@dataclass(frozen=True, slots=True)
class Filed:
    """How many drafts were filed, were there already, and were refused, by reason."""

    filed: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def file_drafts(*, drafts: Iterable[Draft], origin: str, actor: Actor) -> Filed:
    """File drafts for review. One that is there already, in whatever state, stays as it is."""
    wanted = list(drafts)
    titles = dict(Item.objects.filter(code__in={d.code for d in wanted}, in_force=True).values_list("code", "title_zh"))
    refused: Counter[str] = Counter()
    rows: list[EnrichmentDraft] = []
    for draft in wanted:
        reason = "item" if draft.code not in titles else refusal(draft, titles[draft.code])
        if reason:
            refused[reason] += 1
            continue
        rows.append(
            EnrichmentDraft(
                item_id=draft.code, role=draft.role, language=draft.language, text=draft.text, origin=origin,
                made_by=actor.identifier,
            )
        )  # fmt: skip
    before = EnrichmentDraft.objects.filter(item_id__in=titles).count()
    EnrichmentDraft.objects.bulk_create(rows, ignore_conflicts=True)
    filed = EnrichmentDraft.objects.filter(item_id__in=titles).count() - before
    if filed:
        ledger.record_audit(
            actor=actor, verb="enrichment.filed", subject=origin, detail={"filed": filed, "items": sorted(titles)}
        )
    return Filed(filed, len(rows) - filed, refused)


@transaction.atomic
def decide_drafts(
    *, numbers: Collection[int], accept: bool, actor: Actor, departments: Collection[str] | None = None
) -> int:
    """Accept or reject drafts; returns how many changed. Accepted ones are searched at once, others no longer.

    ``departments``: those of other departments' items stay as they are; None: the actor may decide about all.
    """
    state = EnrichmentDraft.State.ACCEPTED if accept else EnrichmentDraft.State.REJECTED
    open_to_all = EnrichmentDraft.objects.select_for_update(of=("self",)).filter(pk__in=numbers).exclude(state=state)
    allowed = open_to_all if departments is None else open_to_all.filter(item__department__in=departments)
    rows = list(allowed.order_by("pk"))
    if not rows:
        return 0
    EnrichmentDraft.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, decided=timezone.now(), decided_by=actor.identifier
    )
    if accept:
        publish({row.item_id for row in rows})
    else:
        search.delete(kind="item", keys=[f"{row.item_id}#enriched{row.pk}" for row in rows])
    ledger.record_audit(
        actor=actor,
        verb="enrichment.accepted" if accept else "enrichment.rejected",
        subject=rows[0].item_id if len({row.item_id for row in rows}) == 1 else "several",
        detail=[{"item": row.item_id, "role": row.role, "text": row.text} for row in rows],
    )
    return len(rows)
