"""An item as a page shows it: texts in the reader's language, every fact with the numbers of its sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from zhengtong.contexts.catalog.domain.item import Hall, LegalBasis, Limit, Place, ServiceItem, Sources
from zhengtong.contexts.catalog.domain.opening import Span
from zhengtong.contexts.catalog.domain.reading import web_address
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.sources import Source, law_page
from zhengtong.kernel.text import Bilingual
from zhengtong.platform.packs import service as packs
from zhengtong.platform.rules import service as rules
from zhengtong.platform.ui.service import days, source_for_reader, yuan


@dataclass
class Citations:
    """Numbers for sources in the order in which they are first cited, from 1."""

    numbers: dict[Source, int] = field(default_factory=dict)

    def cite(self, sources: Iterable[Source]) -> list[int]:
        return [self.numbers.setdefault(linked(source), len(self.numbers) + 1) for source in sources]

    @property
    def sources(self) -> list[Source]:
        return list(self.numbers)


def linked(source: Source) -> Source:
    """A law with the address of its article here; other sources keep only web addresses."""
    if source.kind == "law" and not source.url:
        return replace(source, url=law_page(source.title, source.locator))
    return source if web_address(source.url) or not source.url else replace(source, url="")


class ItemPresenter:
    """Builds what the template of an item shows; ask for ``sources`` last."""

    def __init__(self, item: ServiceItem, language: str, moment: datetime, departments: Mapping[str, str]) -> None:
        """``departments``: names by key, of those that hold a paper already."""
        self.item = item
        self.language = language
        self.moment = moment
        self.citations = Citations()
        self._names = condition_names(item, language)
        self._held_by = departments

    def text(self, value: Bilingual | None) -> str:
        return value.in_language(self.language) if value else ""

    def when(self, condition: Mapping[str, Any] | None) -> str:
        """The condition as a sentence; empty for none."""
        if not condition:
            return ""
        try:
            return rules.render(rules.parse(condition), self.language, self._names)
        except Fault:
            return ""  # an unknown form of condition is a finding of the pack check; the page stays readable

    def page(self) -> dict[str, Any]:
        """Everything but the sources, which are numbered on the way."""
        item = self.item
        own = self.citations.cite([item.source])
        page = {
            "item": item,
            "title": self.text(item.title),
            "summary": self.text(item.summary),
            "own": own,
            "facts": self.facts(),
            "conditions": self.statements(item.conditions),
            "situations": self.situations(),
            "materials": self.materials(),
            "fees": self.fees(),
            "limits": self.limits(),
            "steps": [
                {
                    "name": self.text(s.name),
                    "text": self.text(s.text),
                    "when": self.when(s.when),
                    "cites": self.citations.cite(s.sources),
                }
                for s in item.steps
            ],
            "places": [self.place(place) for place in item.places],
            "laws": self.laws(),
            "notes": self.statements(item.notes),
            "rows": self.rows(own),
            "online_url": web_address(item.channels.online_url),
            "phone": telephone(item.phones.consult or item.department.phone),
        }
        return page | {"sources": [self._named(source) for source in self.citations.sources]}

    def _named(self, source: Source) -> Source:
        """The item itself under its name in the reader's language."""
        own = source.kind == "item" and self.language.startswith("en")
        names = (self.text(self.item.title), self.text(self.item.department.name))
        return replace(source, title=" · ".join(filter(None, names))) if own else source

    def statements(self, statements: Sequence[Any]) -> list[dict[str, Any]]:
        return [{"text": self.text(s.text), "cites": self.citations.cite(s.sources)} for s in statements]

    def facts(self) -> list[dict[str, Any]]:
        """The strip of first facts: only those that are stated."""
        item, found = self.item, []
        if item.channels.visits is not None:
            visits = item.channels.visits
            value = gettext("No visit") if visits == 0 else gettext("%(count)s at most") % {"count": visits}
            found.append({"name": gettext("Visits"), "value": value, "icon": "pin",
                          "cites": self.citations.cite([item.source])})  # fmt: skip
        limit = item.limits.promised or item.limits.statutory
        if limit:
            found.append({"name": gettext("Time"), "value": limit_text(limit), "icon": "clock",
                          "cites": self.citations.cite(limit.sources)})  # fmt: skip
        if item.fees:
            fee = item.fees[0]
            more = gettext("more fees below") if len(item.fees) > 1 else ""
            found.append({"name": gettext("Fee"), "value": yuan(fee.amount), "hint": more, "icon": "coin",
                          "cites": self.citations.cite(fee.sources)})  # fmt: skip
        if item.materials:
            always = sum(material.need == "required" for material in item.materials)
            sometimes = sum(material.need == "conditional" for material in item.materials)
            value = (
                ngettext("%(count)s paper", "%(count)s papers", always) % {"count": always}
                if always
                else gettext("Nothing as a rule")
            )
            more = gettext("%(count)s more in some cases") % {"count": sometimes} if sometimes else ""
            found.append({"name": gettext("To bring"), "value": value, "hint": more, "icon": "doc",
                          "cites": self.citations.cite([item.source])})  # fmt: skip
        return found

    def situations(self) -> list[dict[str, Any]]:
        return [
            {
                "question": self.text(situation.question),
                "why": self.text(situation.why),
                "options": [self.text(option.label) for option in situation.options],
            }
            for situation in self.item.situations
        ]

    def materials(self) -> list[dict[str, Any]]:
        found = []
        for material in self.item.materials:
            when = self.when(material.when)
            note = self.text(material.note)
            only = gettext("Only if: %(condition)s.") % {"condition": when} if when else ""
            found.append(
                {
                    "key": material.key,
                    "name": self.text(material.name),
                    "need": material.need,
                    "form": material.form,
                    "copies": material.copies,
                    "held_by": self._held_by.get(material.held_by, material.held_by),
                    "note": " ".join(filter(None, (only, note))),
                    "cites": self.citations.cite(material.sources),
                }
            )
        return found

    def fees(self) -> list[dict[str, Any]]:
        return [
            {
                "name": self.text(fee.name),
                "amount": yuan(fee.amount),
                "unit": self.text(fee.unit),
                "when": self.when(fee.when),
                "cites": self.citations.cite(fee.sources),
            }
            for fee in self.item.fees
        ]

    def limits(self) -> list[dict[str, Any]]:
        limits = self.item.limits
        named = ((gettext("By law"), limits.statutory), (gettext("Promised"), limits.promised))
        return [
            {"name": name, "value": limit_text(limit), "cites": self.citations.cite(limit.sources)}
            for name, limit in named
            if limit is not None
        ]

    def laws(self) -> list[dict[str, Any]]:
        return [
            {
                "title": _basis_title(basis),
                "url": law_page(basis.law, basis.article) if basis.law else web_address(basis.url),
                "point": self.text(basis.point),
                "cites": self.citations.cite([basis.source]),
            }
            for basis in self.item.legal_basis
        ]

    def place(self, place: Place) -> dict[str, Any]:
        found = {
            "text": self.text(place.text),
            "windows": self.text(place.windows),
            "cites": self.citations.cite(place.sources),
        }
        return found | (hall_facts(place.hall, self.language, self.moment) if place.hall else {})

    def rows(self, own: Sequence[int]) -> list[dict[str, Any]]:
        """Everything else that the catalogue says, line by line."""
        item = self.item
        yes_no: dict[bool | None, str] = {True: gettext("Yes"), False: gettext("No")}
        outcome, called = item.outcome, (gettext("Enquiries"), gettext("Complaints"))
        entries: list[tuple[str, str, Sources | None]] = [
            (gettext("Department"), self.text(item.department.name), None),
            (gettext("Kind of matter"), self.text(item.kind.name), None),
            (gettext("Who may apply"), self._join(self.text(term.name) for term in item.audience), None),
            (gettext("What you get"), self.text(outcome.name) if outcome else "", outcome.sources if outcome else None),
            (gettext("Catalogue entry"), item.catalogue if item.catalogue != item.title.zh else "", None),
            (gettext("Variant"), item.variant, None),
            (gettext("Themes"), self._join(self.text(theme.name) for theme in item.themes), None),
            (gettext("Online"), yes_no.get(item.channels.online, ""), None),
            (gettext("At a window"), yes_no.get(item.channels.window, ""), None),
            (gettext("By appointment"), yes_no.get(item.channels.booking, ""), None),
            (gettext("By courier"), yes_no.get(item.channels.courier, ""), None),
            (gettext("Self-service"), yes_no.get(item.channels.self_service, ""), None),
            (gettext("Enquiries"), item.phones.consult or item.department.phone, None),
            (gettext("Complaints"), item.phones.complain, None),
            (gettext("Code of the matter"), item.code, None),
        ]
        return [
            {"name": name, "value": value, "cites": self.citations.cite(sources) if sources else list(own),
             "url": f"tel:{value}" if name in called and telephone(value) else ""}
            for name, value, sources in entries
            if value
        ]  # fmt: skip

    def _join(self, texts: Iterable[str]) -> str:
        return pgettext("between the parts of one fact", ", ").join(texts)


def _basis_title(basis: LegalBasis) -> str:
    name, article = source_for_reader("law", basis.name, basis.article)
    return f"{name} {article}".strip() if name != basis.name else f"《{basis.name}》{basis.article}"


def telephone(text: str) -> str:
    """The number if the text is one that can be dialled, else nothing: an import may hold several, or words."""
    return text if re.fullmatch(r"\+?[0-9][0-9 ()-]{2,20}", text) else ""


def condition_names(item: ServiceItem, language: str) -> dict[str, str]:
    """What fields and values of the item's conditions are called."""
    names: dict[str, str] = {}
    for situation in item.situations:
        names[situation.key] = f"“{situation.question.in_language(language)}”"
        for option in situation.options:
            names[f"{situation.key}={option.key}"] = f"“{option.label.in_language(language)}”"
    return names


def limit_text(limit: Limit) -> str:
    """A time limit in words."""
    return gettext("On the spot") if limit.days == 0 else days(limit.days, limit.unit)


def city_now() -> datetime:
    """The moment in the city's own time."""
    city = packs.city()
    return timezone.now().astimezone(ZoneInfo(city.time_zone if city else "Asia/Shanghai"))


def hall_facts(hall: Hall, language: str, moment: datetime) -> dict[str, Any]:
    """A hall with its hours today and whether it is open."""
    facts: dict[str, Any] = {
        "name": hall.name.in_language(language),
        "address": hall.address.in_language(language),
        "entrance": hall.entrance.in_language(language),
        "transit": hall.transit.in_language(language),
        "phone": hall.phone,
        "note": hall.note.in_language(language) if hall.note else "",
    }
    if hall.hours is None:
        return facts
    off = packs.days_off()
    is_open = hall.hours.open_at(moment, holidays=off.holidays, workdays=off.workdays)
    opens = None if is_open else hall.hours.next_opening(moment, holidays=off.holidays, workdays=off.workdays)
    return facts | {
        "open": is_open,
        "opens": date_format(opens, "l H:i") if opens else "",
        "today": _spans(hall.hours.on(moment.date(), holidays=off.holidays, workdays=off.workdays)),
        "week": _week(hall),
    }


def _spans(spans: Sequence[Span]) -> str:
    return pgettext("between the parts of one fact", ", ").join(map(str, spans)) or gettext("closed")


def _week(hall: Hall) -> list[dict[str, str]]:
    """Days with the same hours on one line."""
    assert hall.hours is not None
    labels = [gettext("Mon"), gettext("Tue"), gettext("Wed"), gettext("Thu"), gettext("Fri"), gettext("Sat"),
              gettext("Sun")]  # fmt: skip
    lines: list[tuple[int, int, tuple[Span, ...]]] = []
    for number, spans in enumerate(hall.hours.week):
        if lines and lines[-1][2] == spans:
            lines[-1] = (lines[-1][0], number, spans)
        else:
            lines.append((number, number, spans))
    return [
        {"days": labels[a] if a == b else f"{labels[a]}–{labels[b]}", "hours": _spans(spans)} for a, b, spans in lines
    ]
