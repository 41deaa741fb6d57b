"""What was kept of a reply, and what was found when it was made again, as rows for a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.actions.replay import Replayed
from zhengtong.contexts.guidance.actions.run import Run
from zhengtong.contexts.guidance.queries.retrieval import Found
from zhengtong.contexts.guidance.web.presenting import listed
from zhengtong.platform.ui.service import moment

WHY = 4  # of what made a score, the largest parts


def rests_on(basis: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept with the act; empty where nothing was."""
    call = basis.get("call")
    if not call:
        return {}
    revisions = basis.get("revisions", {})
    titles = catalog.titles(list(revisions)) if revisions else {}
    rows = [
        (gettext("Asked at"), moment(datetime.fromisoformat(call["now"]), "s")),
        (gettext("Turns before"), call["before"]),
        (gettext("Language of the page"), call["language"]),
        (gettext("Region"), call.get("region", "")),
        (gettext("Matter picked"), call.get("item", "")),
        (gettext("Answers picked"), listed(f"{k} = {v or '?'}" for k, v in call.get("answers", {}).items())),
        (gettext("Taken back"), "、".join(call.get("forget", ()))),
        (gettext("Version of the product"), basis.get("product")),
        (gettext("Model for meanings"), basis.get("embeddings") or ""),
        (gettext("State of the index"), " · ".join(f"{kind} {n}" for kind, n in basis.get("index", {}).items())),
    ]
    return {
        "masked": call.get("masked", False),
        "rows": [{"name": name, "value": value} for name, value in rows if value != ""],
        "items": [
            {"code": code, "title": titles[code].title.zh if code in titles else code, "revision": number}
            for code, number in revisions.items()
        ],
        "model": basis.get("model"),
    }


def understood_of(run: Run) -> list[dict[str, Any]]:
    """Each need as it was understood, and facts with the words they were read from."""
    if run.understood is None:
        return []
    return [
        {
            "text": each.need.text, "kind": each.kind, "query": each.need.query,
            "facets": "、".join(each.need.facets), "because": each.because,
        }
        for each in run.understood.resolved
    ]  # fmt: skip


def candidates_of(found: Replayed) -> list[dict[str, Any]]:
    """Every candidate of every need, with the largest parts of its score and what became of it."""
    chosen = [need.chosen for need in found.now.needs]
    offered = set(found.now.offered_codes())
    rows = []
    for place, each in enumerate(found.run.found):
        taken = chosen[place] if place < len(chosen) else None
        rows.append(
            {
                "looked_up": each.looked_up,
                "confidence": each.confidence,
                "absent": each.absent.name.zh if each.absent else "",
                "words": [f"{said} → {means}" for said, means in each.understood_as],
                "rows": _rows(each, taken, offered),
            }
        )
    return rows


def _rows(found: Found, chosen: str | None, offered: set[str]) -> list[dict[str, Any]]:
    why = {ranked.code: _largest(ranked) for ranked in found.ranked}
    best = found.candidates[0].score if found.candidates else 0.0
    return [
        {
            "code": c.code, "title": c.title, "department": c.department, "score": c.score, "behind": best - c.score,
            "similarity": c.similarity, "lexical": c.lexical, "why": why.get(c.code, ""),
            "chosen": c.code == chosen, "offered": c.code in offered,
        }
        for c in found.candidates
    ]  # fmt: skip


def _largest(ranked: Any) -> str:
    parts = sorted(ranked.contributions, key=lambda part: -abs(part.amount))[:WHY]
    return " · ".join(f"{part.feature} {part.amount:+.2f}" for part in parts)
