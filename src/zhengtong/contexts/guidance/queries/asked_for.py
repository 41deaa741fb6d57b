"""Which matters people ask about most, from the latest answers; read once in a while, shown on the home page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Func, JSONField, Value
from django.db.models.fields.json import KT

from zhengtong.contexts.guidance.models import Turn
from zhengtong.kernel.kept import Kept

KEEP_SECONDS = 300.0
_LATEST = 500  # answers looked at
# taken out of the stored reply by the database: replies are long
_CHOSEN = Func("reply", Value("$.needs[*].chosen"), function="jsonb_path_query_array", output_field=JSONField())


@dataclass(frozen=True)
class Asked:
    """Codes of items and keys of one-things, the most asked first."""

    items: tuple[str, ...] = ()
    one_things: tuple[str, ...] = ()


def _look(_: object) -> Asked:
    rows = (
        Turn.objects.filter(state="answered")
        .exclude(channel="evaluate")
        .order_by("-asked")
        .annotate(chosen=_CHOSEN, one_thing=KT("reply__plan__one_thing"))
        .values_list("chosen", "one_thing")[:_LATEST]
    )
    items: Counter[str] = Counter()
    things: Counter[str] = Counter()
    for chosen, thing in rows:
        items.update({code for code in chosen or () if code})
        things.update([thing] if thing else [])
    return Asked(_most(items), _most(things))


asked_for = Kept(_look, seconds=KEEP_SECONDS)
"""Kept for some minutes in this process: the front page must not wait for a count."""


def _most(counted: Counter[str]) -> tuple[str, ...]:
    return tuple(key for key, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def by_asked(keys: Iterable[str], asked: Iterable[str]) -> list[str]:
    """``keys`` with those that are asked for first; the others stay in their order."""
    place = {key: number for number, key in enumerate(asked)}
    return sorted(keys, key=lambda key: place.get(key, len(place)))
