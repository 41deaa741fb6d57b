"""Pages for officials: what people ask and how replies end, what is not answered, quality."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zhengtong.contexts.guidance.actions.feedback import open_case
from zhengtong.contexts.guidance.actions.grouping import group_soon
from zhengtong.contexts.guidance.domain.quality import figures_of
from zhengtong.contexts.guidance.queries import quality, states, unanswered
from zhengtong.contexts.guidance.queries.conversations import with_receipt
from zhengtong.contexts.guidance.queries.days import monday_of
from zhengtong.contexts.guidance.web.staff_access import READ, REVIEW, has, needs, official
from zhengtong.contexts.guidance.web.staff_words import (
    FIGURES,
    OCCASIONS,
    SHORT_FIGURES,
    channel_name,
    language_name,
    state_name,
    why_name,
)

LONGEST_DAYS = 400
_USUAL_DAYS = {"day": 7, "week": 56}


@require_safe
@needs(READ)
def overview(request: HttpRequest) -> HttpResponse:
    """How often replies ended in which state, and the masked questions behind each number."""
    wanted = _filter(request)
    found = states.counts(wanted)
    listed = states.questions(wanted, older=request.GET.get("older", ""))
    context = {
        "wanted": wanted,
        "rows": _rows(found, wanted),
        "periods": [{"day": day, "n": found.by_period[day]} for day in found.periods],
        "all": found.all,
        "channels": _options(found.channels, wanted.channel, channel_name),
        "languages": _options(found.languages, wanted.language, language_name),
        "states": [
            {"key": s, "name": state_name(s), "chosen": s == wanted.state, "n": found.totals[s]}
            for s in states.SHOWN_STATES
        ],
        "asked": [
            {
                "row": row,
                "state": state_name(row.state),
                "reason": why_name(row.reason),
                "channel": channel_name(row.channel),
                "language": language_name(row.language),
            }
            for row in listed.rows
        ],
        "older": _address(wanted, older=listed.older) if listed.older else "",
        "latest": _address(wanted) if request.GET.get("older") else "",
        "state_name": state_name(wanted.state) if wanted.state else "",
    }
    return render(request, "guidance/staff/states.html", context)


def _filter(request: HttpRequest) -> states.Filter:
    """What the address asks for; anything that cannot be read narrows nothing."""
    given = request.GET
    period: states.Period = "week" if given.get("period") == "week" else "day"
    last = _day(given.get("to")) or timezone.localdate()
    first = _day(given.get("from")) or last - timedelta(days=_USUAL_DAYS[period] - 1)
    first = min(max(first, last - timedelta(days=LONGEST_DAYS)), last)
    state = given.get("state", "")
    return states.Filter(
        first, last, period, state if state in states.SHOWN_STATES else "",
        given.get("channel", "")[:12].replace("\0", ""), given.get("language", "")[:10].replace("\0", ""),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 9000 else None


def _address(wanted: states.Filter, **changes: Any) -> str:
    known = {
        "period": wanted.period, "from": wanted.first.isoformat(), "to": wanted.last.isoformat(),
        "state": wanted.state, "channel": wanted.channel, "language": wanted.language,
    }  # fmt: skip
    return "?" + urlencode({k: v for k, v in {**known, **changes}.items() if v})


def _rows(found: states.Counts, wanted: states.Filter) -> list[dict[str, Any]]:
    """A line for every state of the closed set, also those that never came up: zero is news too."""
    lines = []
    for state in states.SHOWN_STATES:
        cells = []
        for start in found.periods:
            until = min(start + timedelta(days=0 if wanted.period == "day" else 6), wanted.last)
            begin = max(start, wanted.first)
            number = found.cells[start, state]
            url = _address(wanted, state=state, **{"from": begin.isoformat(), "to": until.isoformat()})
            cells.append({"day": start, "n": number, "url": f"{url}#asked" if number else ""})
        total = found.totals[state]
        lines.append(
            {
                "state": state, "name": state_name(state), "cells": cells, "total": total,
                "share": total / found.all if found.all else 0.0, "chosen": state == wanted.state,
                "url": f"{_address(wanted, state=state)}#asked",
            }
        )  # fmt: skip
    return lines


def _options(counted: Any, chosen: str, name: Any) -> list[dict[str, Any]]:
    keys = sorted(set(counted) | ({chosen} if chosen else set()))
    return [{"key": key, "name": name(key), "n": counted[key], "chosen": key == chosen} for key in keys if key]


@require_POST
@needs(REVIEW)
def file_turn(request: HttpRequest, receipt: str) -> HttpResponse:
    """Make a case of a stored reply that nobody has reported."""
    found = with_receipt(receipt).first()
    if found is None:
        raise Http404
    case = open_case(found, origin="unanswered", actor=official(request))
    return redirect("guidance:case", case.pk)


@require_safe
@needs(READ)
def not_answered(request: HttpRequest) -> HttpResponse:
    """Groups of questions that got no answer or a wrong one, week by week."""
    weeks = unanswered.weeks()
    this = monday_of(timezone.localdate())
    wanted = _day(request.GET.get("week"))
    week = monday_of(wanted) if wanted else (weeks[0] if weeks else this)
    rows = unanswered.groups(week)
    if request.GET.get("form") == "csv":
        header = [gettext(t) for t in ("Week", "How often", "Asked as", "States", "Examples", "Near")]
        response = HttpResponse(unanswered.as_csv(rows, header), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="not-answered-{week.isoformat()}.csv"'
        return response
    context = {
        "week": week,
        "weeks": sorted({*weeks, week, this}, reverse=True),
        "groups": [
            {"row": row, "states": [(state_name(s), n) for s, n in sorted(row.states.items(), key=lambda p: -p[1])]}
            for row in rows
        ],
        "total": sum(row.count for row in rows),
        "made": rows[0].made if rows else None,
        "csv": f"?{urlencode({'week': week.isoformat(), 'form': 'csv'})}",
        "may_review": has(request, REVIEW),
    }
    return render(request, "guidance/staff/unanswered.html", context)


@require_POST
@needs(REVIEW)
def group_again(request: HttpRequest) -> HttpResponse:
    """Group a week anew, in the background."""
    week = monday_of(_day(request.POST.get("week")) or timezone.localdate())
    group_soon(week, actor=official(request))
    messages.success(request, gettext("The week is grouped anew in the background; look again in a moment."))
    return redirect(f"{reverse('guidance:unanswered')}?{urlencode({'week': week.isoformat()})}")


@require_safe
@needs(READ)
def quality_runs(request: HttpRequest) -> HttpResponse:
    """How the pack's own questions were answered, version by version."""
    rows = quality.runs()
    shown = [_run(row) for row in rows]
    columns = [key for key in SHORT_FIGURES if any(key in run["by_key"] for run in shown)]
    newest: dict[str, Any] = {}
    for run in shown:
        run["live_now"] = run["row"].live and newest.setdefault(run["row"].pack, run) is run
        run["cells"] = [{"name": SHORT_FIGURES[key], "share": run["by_key"].get(key)} for key in columns]
    context = {
        "runs": shown,
        "columns": [SHORT_FIGURES[key] for key in columns],
    }
    return render(request, "guidance/staff/quality.html", context)


def _run(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "occasion": OCCASIONS.get(row.occasion, row.occasion),
        "by_key": {(kind, name): share for kind, name, share, _ in figures_of(row.figures)},
    }


@require_safe
@needs(READ)
def quality_run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: figures beside those before, newly wrong questions, what was repaired, everything wrong."""
    row = quality.one_run(number)
    if row is None:
        raise Http404
    summary = quality.summary(row)
    newly = set(row.regressions)
    context = {
        "run": row,
        "occasion": OCCASIONS.get(row.occasion, row.occasion),
        "figures": [{**f, "title": FIGURES.get((f["kind"], f["name"]), f["name"])} for f in summary["figures"]],
        "newly": [_wrong(each) for each in row.wrong if each["id"] in newly],
        "still": [_wrong(each) for each in row.wrong if each["id"] not in newly],
    }
    return render(request, "guidance/staff/quality_run.html", context)


def _wrong(each: dict[str, Any]) -> dict[str, Any]:
    return {
        **each,
        "state_name": state_name(each["state"]),
        "expected": [" / ".join(group) if isinstance(group, list) else group for group in each["gold"]],
        "got": [need[0] for need in each["offered"] if need],
    }
