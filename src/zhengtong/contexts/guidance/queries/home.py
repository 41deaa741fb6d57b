"""Where this house stands: region of the catalogue, names that count as here, the hotline."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import Error as DatabaseTrouble

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.region_said import LocalPlace
from zhengtong.kernel.kept import Kept
from zhengtong.platform.packs import service as packs

KEEP_SECONDS = 60.0
HOTLINE = "12345"  # the number of government service lines all over China (国办发〔2020〕53号)


@dataclass(frozen=True)
class Home:
    """``region``: division code, None where neither a pack nor the catalogue says. ``places``: divisions and halls."""

    region: str | None = None
    names: frozenset[str] = frozenset()
    hotline: str = HOTLINE
    places: tuple[LocalPlace, ...] = ()


def _look(known: Home | None) -> Home:
    try:
        return _found()
    except DatabaseTrouble:
        if known is None:
            raise
        return known


def _found() -> Home:
    city = packs.city()
    if city is not None:
        short = city.name.zh.removesuffix("市").removesuffix("县")
        names = frozenset(n for n in (short, city.name.en.lower()) if n)
        return Home(city.code or None, names, city.hotline or HOTLINE, _places(city))
    return Home(_usual_region())


def _places(city: packs.City) -> tuple[LocalPlace, ...]:
    divisions = [LocalPlace(each.code, each.name, each.words) for each in city.divisions]
    known = {each.code for each in divisions}
    halls = [LocalPlace(each.region, each.name, hall=True) for each in catalog.halls() if each.region in known]
    return (*divisions, *halls)


def _usual_region() -> str | None:
    """The province in which most items of a catalogue without a pack are handled."""
    codes = [summary.code for summary in catalog.list_items(size=60).items]
    provinces = Counter(item.region[:2] for item in catalog.items(codes).values() if item.region)
    return f"{provinces.most_common(1)[0][0]}0000" if provinces else None


_known = Kept(_look, seconds=KEEP_SECONDS)


def home() -> Home:
    """Kept for a minute; the last known where the database is away."""
    try:
        return _known()
    except DatabaseTrouble:
        return Home()


forget_home = _known.forget
