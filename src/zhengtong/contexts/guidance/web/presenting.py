"""A reply as the pages show it: one route for each need, the facets asked first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from zhengtong.contexts.guidance.domain.reply import Fact, Need, Offered, Reply
from zhengtong.contexts.guidance.domain.turning_to import CARING, FIRST, care_said, heading
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.contexts.guidance.web.marks import with_wide_marks
from zhengtong.contexts.guidance.web.passage_presenting import passage_groups, passages_first
from zhengtong.contexts.guidance.web.plan_presenting import plan_view
from zhengtong.contexts.guidance.web.standing import (
    HERE,
    asked_url,
    asking_of,
    need_url,
    step_page,
    step_url,
    stop_titles,
    told_of,
    way_titles,
    whole_url,
)

STRIP_ICONS = {"visits": "walk", "time": "clock", "fee": "wallet", "materials": "doc"}
UNSURE = ("limit",)


@dataclass(frozen=True)
class Choice:
    """An item that can be taken instead."""

    title: str
    department: str
    url: str
    why: str
    apart: str = ""


class NeedView:
    """One need for the template; every attribute is a list that may be empty."""

    def __init__(self, need: Need, reply: Reply, number: int) -> None:
        self.need = need
        self.number = number
        self.title = need.chosen_title
        self.anchor = f"need-{number}"
        self.item_url = next((o.url for o in need.offered if o.code == need.chosen), "")
        self.choices = [_choice(o, reply, need) for o in need.offered if o.code != need.chosen]
        # what is close behind and alike, with what tells the two apart
        self.twin = next((c for c in self.choices if c.apart), None) if need.state == "answered" else None
        self.perhaps = [_choice(o, reply, need) for o in need.perhaps]
        # while something is asked the person is at the first stop, then at the papers
        self.place = {"who": HERE, "bring": ""} if need.question else {"who": "done", "bring": HERE}
        self.landing_url = need_url(reply, number)
        self.first_step_url = step_url(reply, number, 1)
        self._facts = need.facts
        self._language = reply.language

    @property
    def way(self) -> list[dict[str, str]]:
        """The whole way on one line, each stop a link to its place on the page."""
        return [
            {"name": name, "state": self.place.get(stop, ""), "url": f"#{self.anchor}-{stop}"}
            for stop, name in way_titles().items()
        ]

    def group(self, name: str) -> list[dict[str, Any]]:
        return [_row(f) for f in self._facts if f.group == name]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What was asked for by name, to be said before everything else; materials have their own list."""
        wanted = [facet for facet in self.need.facets if facet not in ("materials", "condition")]
        groups = [group for facet in wanted for group in (("payout", "fee") if facet == "fee" else (facet,))]
        rows = [_row(f) for group in groups for f in self._facts if f.group == group]
        return [row for row in rows if row["value"]][:8]

    @property
    def strip(self) -> list[dict[str, Any]]:
        """The first facts: visits, time, fee, materials."""
        shown = []
        for name, found in (("visits", self._visits()), ("time", self._first("time")), ("fee", self._first("fee"))):
            if found is not None and found.tag != "missing":
                row = {**_row(found), "name": _strip_names()[name], "icon": STRIP_ICONS[name]}
                shown.append(row | {"hint": self._more_fees() or row["hint"]} if name == "fee" else row)
        return [*shown, *self._to_bring()]

    def _to_bring(self) -> list[dict[str, Any]]:
        tags = [f.tag for f in self._facts if f.group == "materials" and f.tag != "missing"]
        if not tags:
            return []
        always, sometimes = tags.count("") + tags.count("required"), tags.count("conditional")
        value = ngettext("%(count)s paper", "%(count)s papers", always) % {"count": always}
        hint = gettext("%(count)s more in some cases") % {"count": sometimes}
        return [
            {
                "name": _strip_names()["materials"],
                "value": value if always else gettext("Nothing as a rule") if sometimes else gettext("Nothing"),
                "hint": hint if sometimes else "",
                "icon": STRIP_ICONS["materials"],
                "counted": bool(always),
            }
        ]

    @property
    def ways(self) -> list[dict[str, str]]:
        """What can be done without going there, and what cannot: short marks."""
        yes = say("yes", self._language)
        words = {say(channel, self._language): both for channel, both in _channel_words().items()}
        return [
            {"name": words[f.label][0 if f.value == yes else 1], "tone": "ok" if f.value == yes else ""}
            for f in self._facts
            if f.group == "online" and f.label in words
        ]

    @property
    def terms(self) -> list[dict[str, Any]]:
        """What it costs and how long it takes."""
        return [_row(f) for group in ("payout", "fee", "time") for f in self._facts if f.group == group]

    @property
    def online_url(self) -> str:
        href = next((f.href for f in self._facts if f.group == "online" and f.href), "")
        return href if href.startswith(("https://", "http://", "/")) else ""

    def _first(self, group: str) -> Fact | None:
        """What holds for everybody comes before what holds in some cases."""
        found = [f for f in self._facts if f.group == group]
        return next((f for f in found if f.tag != "conditional"), found[0] if found else None)

    def _more_fees(self) -> str:
        return gettext("more fees below") if len([f for f in self._facts if f.group == "fee"]) > 1 else ""

    def _visits(self) -> Fact | None:
        online = [f for f in self._facts if f.group == "online"]
        return next((f for f in online if any(c.isdigit() for c in f.value)), None)

    @property
    def materials(self) -> list[dict[str, Any]]:
        found = [f for f in self._facts if f.group == "materials" and f.tag != "missing"]
        return [
            {"key": f"m{n}", "name": f.value, "need": f.tag or "required", "note": f.note, "cites": list(f.sources)}
            for n, f in enumerate(found, start=1)
        ]

    @property
    def not_needed(self) -> list[dict[str, Any]]:
        """What does not concern this person, with the reason; papers need no label, their names say what they are."""
        papers = say("materials", self._language)
        return [{**row, "group_shown": row["name"] != papers} for row in self.group("not_needed")]

    @property
    def key(self) -> str:
        return self.need.chosen or self.anchor

    def __getattr__(self, name: str) -> list[dict[str, Any]]:
        """``view.places`` is ``view.group("place")`` and so on."""
        groups = {
            "conditions": "condition", "places": "place", "online": "online", "phones": "phone", "steps": "steps",
            "outcomes": "outcome", "notes": "note", "laws": "law", "summaries": "summary", "times": "time", "fees": "fee",  # noqa: E501
        }  # fmt: skip
        if name not in groups:
            raise AttributeError(name)
        return self.group(groups[name])


def _channel_words() -> dict[str, tuple[str, str]]:
    """Where something can be done by a channel, and where it cannot."""
    return {
        "channel-online": (gettext("Can be done online"), gettext("Cannot be done online")),
        "channel-booking": (gettext("Can be booked online"), gettext("Cannot be booked online")),
        "channel-courier": (gettext("Can be sent by post"), gettext("Cannot be sent by post")),
        "channel-self_service": (gettext("Self-service machine"), gettext("No self-service machine")),
    }


def _strip_names() -> dict[str, str]:
    return {
        "visits": gettext("Visits"), "time": gettext("How long"), "fee": gettext("Fee"), "materials": gettext("To bring"),  # noqa: E501
    }  # fmt: skip


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.label, "value": fact.value, "hint": fact.note, "note": fact.note, "url": fact.href,
        "tag": fact.tag, "cites": list(fact.sources), "parts": dict(fact.parts),
    }  # fmt: skip


def _choice(offered: Offered, reply: Reply, need: Need) -> Choice:
    query = {"q": need.text if len(reply.needs) > 1 else reply.question, "item": offered.code, "c": reply.conversation}
    url = f"{reverse('guidance:guide')}?{urlencode(query)}"
    return Choice(offered.title, offered.department, url, listed(offered.why), _joined(offered.apart))


def listed(parts: Iterable[str]) -> str:
    """Parts of one line, each of which may hold commas."""
    return pgettext("between parts that hold commas", "; ").join(parts)


def _joined(apart: str) -> str:
    """What tells two matters apart, without the stops that its parts bring along."""
    return " · ".join(part.rstrip("。；;. ") for part in apart.split(" · "))


def steps_of(reply: Reply) -> list[dict[str, Any]]:
    """How it thought, for the ``thinking`` component; what was considered and left stands line by line."""
    # what was understood is quoted in it
    said = [
        [with_wide_marks(text) if reply.language != "en" else text for text in step.details] for step in reply.trace
    ]
    return [
        {
            "name": step.said,
            "text": listed(details),
            "lines": details if len(details) > 2 else [],
            "state": "unsure" if step.name in UNSURE else "",
        }
        for step, details in zip(reply.trace, said, strict=True)
    ]


def page_of(reply: Reply, *, need: int = 0, step: int = 0, everything: bool = False) -> dict[str, Any]:
    """The context of the guide page and of a bubble of the chat.

    ``need``, ``step``: one matter of several, and one stop of its route, on a page of its own. ``everything``: all
    at once, nothing asked and nothing folded.
    """
    every = [NeedView(need, reply, number) for number, need in enumerate(reply.needs, start=1)]
    views = _once(every)
    one_thing = _one_thing(reply, every, need, step)
    landing = one_thing["landing"]
    return {
        "reply": reply,
        "needs": views,
        "answered": [v for v in views if v.need.state == "answered"],
        # a detail of what was said before: what was answered then is not said again
        "follows": reply.turn > 1 and any(v.asked for v in views),
        "steps": steps_of(reply),
        "receipt_url": reverse("ledger:receipt", args=[reply.receipt]) if reply.receipt else "",
        "report_url": f"{reverse('guidance:feedback')}?{urlencode({'receipt': reply.receipt})}"
        if reply.receipt
        else "",
        "tone": _tone(reply.state),
        "heading": heading(reply.state, reply.reason, reply.language),
        "care": care_said(reply),
        "person_first": reply.contacts[:FIRST] if reply.reason in CARING else reply.contacts,
        "passages": passage_groups(reply),
        "passages_first": passages_first(reply),
        "many": len(views) > 1,
        # of several matters each is folded under what it comes to, so that the plan of all stays in sight
        "fold": not everything and sum(v.need.state == "answered" for v in views) > 1,
        "titles": stop_titles(),
        "asking": asking_of(reply, only=landing.number if landing and need else 0),
        "plan": plan_view(reply.plan, reply.known),
        "told": told_of(reply),
        "told_now": told_of(replace(reply, known=tuple(k for k in reply.known if k.turn == reply.turn))),
        "everything": everything,
        "whole_url": whole_url(reply) if reply.receipt else "",
        "guide_url": need_url(reply, 0) if reply.receipt else asked_url(reply),
        **one_thing,
    }


def _once(views: Sequence[NeedView]) -> list[NeedView]:
    """Without needs that come to a matter which an earlier one came to: a story may name it twice."""
    first = {view.need.chosen: view.number for view in reversed(views) if view.need.state == "answered"}
    return [view for view in views if first.get(view.need.chosen, view.number) == view.number]


def _one_thing(reply: Reply, views: Sequence[NeedView], need: int, step: int) -> dict[str, Any]:
    """For elder mode: the matter in hand and the step. Only a reply that is kept can be read in steps."""
    number = need or (1 if len(_once(views)) == 1 or step else 0)
    landing = views[number - 1] if 1 <= number <= len(views) and views[number - 1].need.chosen else None
    by_steps = bool(reply.receipt) and any(v.need.chosen for v in views) and (landing is not None or len(views) > 1)
    pager = step_page(reply, number, step) if by_steps else None
    return {"landing": landing if by_steps else None, "by_steps": by_steps, "pager": pager}


def _tone(state: str) -> str:
    return {"distress": "bad", "unsafe": "warn", "search_down": "warn", "answered": "ok"}.get(state, "")
