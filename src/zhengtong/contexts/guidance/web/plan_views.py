"""Pages of plans: one for any matters by their codes, one for each one-thing, and the calendar file to take along.

Nothing is stored: the address says what the plan is of, so it can be shared, printed and made again.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain.plan import Plan
from zhengtong.contexts.guidance.domain.plan_calendar import MEDIA_TYPE, calendar_file
from zhengtong.contexts.guidance.domain.reply import Known, Language, SourceList
from zhengtong.contexts.guidance.queries.plans import MOST_ITEMS, Wish, labelled, planned
from zhengtong.contexts.guidance.web.plan_presenting import PlanView
from zhengtong.kernel.errors import Fault
from zhengtong.platform.packs import service as packs

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ANSWER = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,130}):([a-z0-9][a-z0-9_-]{0,60}|)")
_ANSWERS = re.compile(r"a\d{0,2}")
_MOST_ANSWERS = 60
_YEARS = 2  # a plan begins at most so far from today
_TIME_ZONE = "Asia/Shanghai"


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """``?items=a,b`` or ``?one=<key>``, ``&start=2026-12-01&a=<known key>:<option>&way=window``."""
    wish = wish_of(request.GET)
    sources = SourceList()
    found = planned(wish, sources)
    if found is None:
        raise no_plan()
    return _page(request, wish, found, sources)


@require_safe
def one_thing(request: HttpRequest, key: str) -> HttpResponse:
    """A one-thing as a plan that can begin today."""
    bundle = catalog.one_thing(key)
    if bundle is None:
        raise Fault(
            "no-item", N_("There is no matter with the code %(code)s."), N_("Look for it in the list of all matters."),
            {"code": key[:80]}, status=404,
        )  # fmt: skip
    query = request.GET.copy()
    query["one"] = key
    wish = wish_of(query)
    sources = SourceList()
    found = planned(wish, sources) or Plan(steps=(), one_thing=key)
    language = get_language() or "zh-hans"
    about = {
        "title": bundle.title.in_language(language),
        "summary": bundle.summary.in_language(language),
        "notes": [note.in_language(language) for note in bundle.notes],
        "gone": sum(member.item is None for member in bundle.members),
    }
    return _page(request, wish, found, sources, about)


def _page(
    request: HttpRequest, wish: Wish, found: Plan, sources: SourceList, about: dict[str, Any] | None = None
) -> HttpResponse:
    view = PlanView(found, known=labelled(wish, found), in_person=wish.in_person)
    context = {
        "plan": view,
        "sources": sources.rows(),
        "title": found.title or gettext("Your plan"),
        "today": city_today().isoformat(),
        "latest": (city_today() + timedelta(days=365 * _YEARS)).isoformat(),
        "address": request.build_absolute_uri(view.url),
    }
    return render(request, "guidance/plan.html", context | (about or {}))


@require_safe
def plan_calendar(request: HttpRequest) -> HttpResponse:
    """The same plan as an iCalendar file."""
    wish = wish_of(request.GET)
    found = planned(wish, SourceList())
    if found is None:
        raise no_plan()
    city = packs.city()
    view = PlanView(found, known=wish.known, in_person=wish.in_person)
    address = request.build_absolute_uri(f"{reverse('guidance:plan')}?{view.query(start=found.start)}")
    body = calendar_file(
        found, language=wish.language, zone=city.time_zone if city else _TIME_ZONE, address=address, now=timezone.now()
    )
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="plan.ics"'
    return response


def wish_of(query: QueryDict) -> Wish:
    """What the address asks for; parts that cannot be meant are left out.

    Raises:
        Fault: the day is none, or too far away.
    """
    codes = [code for text in query.getlist("items") for code in text.split(",") if _CODE.fullmatch(code)]
    key = query.get("one", "")
    return Wish(
        start=_start(query.get("start", "")),
        language=page_language(),
        items=tuple(dict.fromkeys(codes))[:MOST_ITEMS],
        one_thing=key if _CODE.fullmatch(key) else "",
        # the questions of a form are named a1, a2, …
        known=known_of([text for name in query if _ANSWERS.fullmatch(name) for text in query.getlist(name)]),
        in_person=query.get("way") == "window",
    )


def known_of(answers: list[str]) -> tuple[Known, ...]:
    """``key:value`` as known facts; of one key the last holds, and no value takes it back."""
    read = {m[1]: m[2] for text in answers[:_MOST_ANSWERS] if (m := _ANSWER.fullmatch(text))}
    return tuple(Known(key, value) for key, value in read.items() if value)


def _start(text: str) -> date:
    today = city_today()
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or abs((day - today).days) > 366 * _YEARS:
        raise Fault(
            "plan-start", N_("A plan cannot begin on “%(day)s”."),
            N_("Choose a day from today on, within two years."), {"day": text[:20]},
        )  # fmt: skip
    return day


def no_plan() -> Fault:
    """For an address that names no matter."""
    return Fault(
        "no-plan", N_("This plan names no matter that is offered here."),
        N_("Ask for what you need, or choose matters from the list."), status=404,
    )  # fmt: skip


def city_today() -> date:
    """The day in the city."""
    city = packs.city()
    return timezone.localtime(timezone=ZoneInfo(city.time_zone if city else _TIME_ZONE)).date()


def page_language() -> Language:
    """The language of the page as replies name it."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"
