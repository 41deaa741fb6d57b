"""Things joined by an "and" that are one matter of the catalogue: 结婚证和离婚证都丢了 is one need, not two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhengtong.contexts.guidance.domain.choosing import Choice
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.facets import facets_of


def one_for_each_matter(
    resolved: Sequence[Resolved], choices: Sequence[Choice]
) -> tuple[tuple[int, ...], tuple[Resolved, ...]]:
    """(places of the needs that stay, these needs): what one matter answers is one need, with all that it is about."""
    together: dict[tuple[str, str], list[int]] = {}
    for place, (each, choice) in enumerate(zip(resolved, choices, strict=True)):
        matter = choice.offered[0].code if each.need.joined and choice.verdict != "unknown" else str(place)
        together.setdefault((each.need.joined, matter), []).append(place)
    groups = tuple(together.items())
    said = [joined for (joined, _), _ in groups]
    return (
        tuple(places[0] for _, places in groups),
        tuple(_put([resolved[p] for p in places], alone=said.count(joined) == 1) for (joined, _), places in groups),
    )


def _put(same: Sequence[Resolved], *, alone: bool) -> Resolved:
    """The first of what one matter answers, in the person's words for all of it."""
    first = same[0]
    if len(same) == 1:
        return first
    text = first.need.joined if alone else "；".join(each.need.text for each in same)
    return replace(first, need=replace(first.need, text=text, facets=facets_of(text)))
