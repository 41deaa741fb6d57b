"""The city as every page needs it, kept in memory and looked at again when another version is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from zhengtong.kernel.kept import Kept
from zhengtong.kernel.text import Bilingual

from .models import CurrentVersion, PackVersion

CHECK_SECONDS = 2.0


@dataclass(frozen=True)
class Division:
    """A district, county or town of the city. ``words``: what else people call it, in either language."""

    code: str
    name: Bilingual
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    """What ``pack.yaml`` says about the city."""

    id: str
    name: Bilingual
    code: str
    sample: bool
    notice: Bilingual
    hotline: str
    service_hours: Bilingual
    languages: tuple[str, ...]
    time_zone: str
    version: str
    divisions: tuple[Division, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)  # of its own documents: Chinese to English


@dataclass(frozen=True)
class DaysOff:
    """Days that are not as the week says: public holidays, and weekend days that are worked."""

    holidays: frozenset[date]
    workdays: frozenset[date]
    years: frozenset[int]


@dataclass(frozen=True)
class _Known:
    version: int
    city: City | None
    days: DaysOff


_NOTHING = _Known(0, None, DaysOff(frozenset(), frozenset(), frozenset()))


def forget_city() -> None:
    """Look at the database again on the next call."""
    _known.doubt()


def city() -> City | None:
    """The city of the loaded pack, or None. At most one small query every two seconds."""
    return _current().city


def days_off() -> DaysOff:
    """Holidays and worked weekend days of the loaded pack's ``calendar.yaml``."""
    return _current().days


def _current() -> _Known:
    if connection.in_atomic_block:  # where another state may be seen than outside
        _known.doubt()
    return _known()


def _read(known: _Known | None) -> _Known:
    identifier = CurrentVersion.objects.filter(layer="city").values_list("version_id", flat=True).first()
    if identifier is None:
        return _NOTHING
    if known is not None and known.version == identifier:
        return known
    return _of(PackVersion.objects.get(pk=identifier))


_known = Kept(_read, seconds=CHECK_SECONDS)


def _of(version: PackVersion) -> _Known:
    data: dict[str, Any] = version.settings
    city = City(
        id=version.pack_id,
        name=Bilingual.of(data.get("name")),
        code=str(data.get("division_code", "")),
        sample=bool(data.get("sample")),
        notice=Bilingual.of(data.get("notice")),
        hotline=str(data.get("hotline", "")),
        service_hours=Bilingual.of(data.get("service_hours")),
        languages=tuple(data.get("languages", ("zh",))),
        time_zone=str(data.get("time_zone", "Asia/Shanghai")),
        version=version.version,
        divisions=tuple(
            Division(each["code"], Bilingual.of(each["name"]), tuple(each.get("words", ())))
            for each in data.get("divisions", ())
        ),
        titles={each["zh"]: each["en"] for each in data.get("titles", ())},
    )
    return _Known(version.pk, city, _days(version.calendar))


def _days(calendar: dict[str, Any]) -> DaysOff:
    holidays: set[date] = set()
    workdays: set[date] = set()
    years = calendar.get("years", ())
    for year in years:
        for span in year.get("holidays", ()):
            first, last = date.fromisoformat(span["from"]), date.fromisoformat(span["to"])
            holidays.update(first + timedelta(days=offset) for offset in range((last - first).days + 1))
        workdays.update(date.fromisoformat(day) for day in year.get("workdays", ()))
    return DaysOff(frozenset(holidays), frozenset(workdays), frozenset(year["year"] for year in years))
