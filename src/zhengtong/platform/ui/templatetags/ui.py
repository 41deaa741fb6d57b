"""The components of pages. ``docs/how-to/look.md`` lists them with examples; ``/style/`` shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_noop as N_

from zhengtong.platform.ui.shell import Shell
from zhengtong.platform.ui.titles import source_for_reader

register = template.Library()

TONE_ICONS = {"ok": "check", "warn": "warn", "bad": "cross"}
NOTE_ICONS = {"ok": "check", "warn": "warn", "bad": "warn"}
SOURCE_KINDS = {
    "law": pgettext_lazy("kind of source", "Law"),
    "policy": pgettext_lazy("kind of source", "Policy"),
    "document": pgettext_lazy("kind of source", "Document"),
    "item": pgettext_lazy("kind of source", "Service item"),
    "register": pgettext_lazy("kind of source", "Register"),
    "city": pgettext_lazy("kind of source", "City"),
    "standard": pgettext_lazy("kind of source", "Standard"),
}
MATERIAL_FORMS = {"original": N_("Original"), "copy": N_("Copy"), "electronic": N_("Electronic")}


@register.simple_tag
def service_name(shell: Shell | None) -> str:
    """The name of the service as residents know it: the city's, or a plain one before a pack is loaded."""
    if not shell or not shell.city:
        return gettext("Government services")
    return gettext("%(city)s Government Services") % {"city": shell.city}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words; it never stands alone, so screen readers skip it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_block_tag
def side(content: str) -> SafeString:
    """The column beside the main one; nothing at all when a page leaves it empty."""
    return format_html('<div class="side">{}</div>', content) if content.strip() else SafeString("")


@register.simple_block_tag(takes_context=True)
def part(
    context: Context, content: str, title: str, anchor: str = "", *, fold: bool = False, narrow: bool = False
) -> SafeString:
    """A part of a long page under its heading; in elder mode a row that opens, so that the page stays one screen.

    ``anchor``: its id. It lies inside, because a link to what lies inside opens a folded part. ``fold``: a row that
    opens in every theme. ``narrow``: one that is open, but for narrow screens with scripts.
    """
    shell = context.get("shell")
    place = format_html('<span id="{}"></span>', anchor) if anchor else ""
    fold = fold or bool(shell and shell.elder)
    if not fold and not narrow:
        return format_html("<section>{}<h2>{}</h2>{}</section>", place, title, content)
    return format_html(
        '<details class="card part"{}><summary><h2>{}</h2></summary><div class="stack">{}{}</div></details>',
        "" if fold else SafeString(" open data-narrow"),
        title,
        place,
        content,
    )


# marks ---------------------------------------------------------------------------------------------


@register.simple_tag
def tag(text: object, tone: str = "") -> SafeString:
    """A short state. ``tone``: ok | warn | bad | accent; the first three carry a drawing beside the colour."""
    drawing = icon(TONE_ICONS[tone]) if tone in TONE_ICONS else ""
    return format_html('<span class="tag {}">{}{}</span>', tone, drawing, text)


@register.simple_block_tag
def note(content: str, tone: str = "", title: str = "") -> SafeString:
    """Something to watch for. ``tone``: none | ok | warn | bad."""
    head = format_html('<p class="note-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="note {}">{}<div class="note-body">{}{}</div></div>',
        tone,
        icon(NOTE_ICONS.get(tone, "info")),
        head,
        content,
    )


@register.inclusion_tag("ui/components/ai_label.html")
def ai_label(
    *, written: bool = False, cited: object = True, receipt: str = "", receipt_url: str = "", report_url: str = ""
) -> dict[str, Any]:
    """The visible label that GB 45438-2025 asks for on machine-made content.

    ``written``: a language model wrote words on the page. ``cited``: facts are stated. ``receipt``: code in the ledger.
    """
    made = {"written": written, "cited": cited}
    return {**made, "receipt": receipt, "receipt_url": receipt_url, "report_url": report_url}


# sources -------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def cite(context: Context, *numbers: object) -> SafeString:
    """Small numbers that lead to ``source_list``: ``{% cite 1 3 %}`` or ``{% cite fact.cites %}``."""
    shell = context.get("shell")
    wanted: list[str] = []
    for number in numbers:
        wanted.extend([str(n) for n in number] if isinstance(number, list | tuple) else [str(number)])
    links = []
    for number in (n for n in wanted if n):
        times = 1
        if shell:
            shell.citations[number] += 1
            times = shell.citations[number]
        prefix = shell.source_prefix if shell else ""
        label = gettext("Source %(number)s") % {"number": number}
        links.append((prefix, number, times, prefix, number, label, number))
    return format_html_join(
        "", '\u2060<sup class="cite" id="{}cite-{}-{}"><a href="#{}source-{}" aria-label="{}">{}</a></sup>', links
    )


@register.inclusion_tag("ui/components/sources.html", takes_context=True)
def source_list(context: Context, sources: Sequence[Any]) -> dict[str, Any]:
    """The numbered sources of a page, each with the way back to where it was cited. Put it after the text.

    ``sources``: ``kernel.sources.Source`` objects (or mappings with the same names); number 1 is the first.
    """
    shell = context.get("shell")
    prefix = shell.source_prefix if shell else ""
    rows = []
    for number, source in enumerate(sources, start=1):
        times = shell.citations[str(number)] if shell else 0
        kind = SOURCE_KINDS.get(str(_get(source, "kind")), "")
        title, locator = source_for_reader(str(_get(source, "kind")), _get(source, "title"), _get(source, "locator"))
        rows.append(
            {
                "number": number,
                "kind": kind,
                "title": title,
                "locator": locator,
                "url": _get(source, "url"),
                "back": [f"{prefix}cite-{number}-{turn}" for turn in range(1, times + 1)],
            }
        )
    return {"rows": rows, "prefix": prefix}


@register.simple_tag(takes_context=True)
def own_sources(context: Context, name: str) -> str:
    """From here on numbers lead to the next ``source_list``, whose anchors begin with ``name``: for a page that
    shows several answers, each with sources of its own."""
    shell = context.get("shell")
    if shell:
        shell.source_prefix = f"{name}-"
        shell.citations.clear()
    return ""


# a matter ------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/facts.html", takes_context=True)
def facts(context: Context, entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The strip of first facts. Each entry: ``name``, ``value``, optional ``icon``, ``hint``, ``cites``."""
    return {"entries": list(entries), "shell": context.get("shell")}


@register.inclusion_tag("ui/components/rows.html", takes_context=True)
def rows(context: Context, entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Name beside value, line by line. Each entry: ``name``, ``value``, optional ``cites``, ``url``."""
    return {"entries": list(entries), "shell": context.get("shell")}


@register.simple_block_tag
def route(content: str) -> SafeString:
    """The way through a matter; holds ``stop`` blocks."""
    return format_html('<ol class="route">{}</ol>', content)


@register.simple_block_tag
def stop(content: str, title: str, number: object = "", state: str = "") -> SafeString:
    """One stop of a route. ``state``: done | here | none (still to come); ``number`` as shown in the circle."""
    here = format_html('<span class="stop-here">{}</span>', gettext("You are here:")) if state == "here" else ""
    done = format_html('<span class="visually-hidden">{}</span>', gettext("Done:")) if state == "done" else ""
    return format_html(
        '<li class="stop {}"{}><span class="stop-mark" aria-hidden="true">{}</span>'
        '<h2 class="stop-title">{}{}{}</h2><div class="stop-body">{}</div></li>',
        state,
        SafeString(' aria-current="step"') if state == "here" else "",
        icon("check") if state == "done" else number,
        done,
        here,
        title,
        content,
    )


@register.inclusion_tag("ui/components/materials.html", takes_context=True)
def materials(context: Context, entries: Iterable[Mapping[str, Any]], name: str = "materials") -> dict[str, Any]:
    """A checklist that the reader can tick (kept in the browser) and print.

    Each entry: ``key``, ``name``, ``need`` (required | conditional | already-held), optional ``form`` (original |
    copy | electronic), ``copies``, ``held_by``, ``note``, ``cites``. ``name``: what the ticks are kept under,
    for example the item's code.
    """
    shown = [{**entry, "form_text": _form_text(entry)} for entry in entries]
    # what everybody brings comes before what only some do; what nobody brings is a list of its own
    apart = ("conditional", "already-held")
    return {
        "bring": [entry for entry in shown if entry.get("need") not in apart],
        "sometimes": [entry for entry in shown if entry.get("need") == "conditional"],
        "held": [entry for entry in shown if entry.get("need") == "already-held"],
        "list_name": name,
        "shell": context.get("shell"),
    }


def _form_text(entry: Mapping[str, Any]) -> str:
    form = MATERIAL_FORMS.get(str(entry.get("form") or ""))
    copies = entry.get("copies")
    parts = [gettext(form)] if form else []
    if copies:
        parts.append(ngettext("%(count)s copy", "%(count)s copies", int(copies)) % {"count": copies})
    return pgettext("between the parts of one fact", ", ").join(parts)


@register.inclusion_tag("ui/components/thinking.html")
def thinking(steps: Iterable[Mapping[str, Any]], stream_url: str = "") -> dict[str, Any]:
    """What was done to find the answer. Each step: ``name``, ``text``, optional ``state`` (doing | unsure |
    waiting). With ``stream_url`` the list grows from server-sent events (``static/ui/js/stream.js``)."""
    return {"steps": list(steps), "stream_url": stream_url}


# moving about --------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/breadcrumbs.html")
def breadcrumbs(*pairs: str) -> dict[str, Any]:
    """``{% breadcrumbs name url name url here %}``: names with addresses, the page itself last without one."""
    trail = [(pairs[i], pairs[i + 1] if i + 1 < len(pairs) else "") for i in range(0, len(pairs), 2)]
    # the home page always comes first by itself
    trail = [(name, url) for name, url in trail if url != "/"]
    return {"trail": trail}


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any, name: str = "page") -> dict[str, Any]:
    """Page numbers for a ``django.core.paginator.Page``; ``name`` carries them, other parameters are kept."""
    request = context.get("request")
    kept = [(k, v) for k, values in (request.GET.lists() if request else []) if k != name for v in values]
    prefix = urlencode(kept)
    return {
        "page": page,
        "prefix": f"?{prefix}&{name}=" if prefix else f"?{name}=",
        "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
    }


@register.simple_block_tag
def empty(content: str, title: str, text: str = "", icon_name: str = "search") -> SafeString:
    """Nothing here: says so, and holds what to do next as links."""
    body = format_html("<p>{}</p>", text) if text else ""
    actions = format_html('<div class="actions">{}</div>', content) if content.strip() else ""
    return format_html('<div class="empty">{}<h2>{}</h2>{}{}</div>', icon(icon_name), title, body, actions)


@register.simple_tag
def progress(value: float, maximum: float, label: str) -> SafeString:
    """Long work: a bar with its words and percentage."""
    share = min(100, int(100 * value / maximum)) if maximum else 0
    return format_html(
        '<div class="progress"><p class="progress-head"><span>{}</span><span class="num">{}%</span></p>'
        '<progress value="{}" max="100" aria-label="{}">{}%</progress></div>',
        label,
        share,
        share,
        label,
        share,
    )


# forms ---------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field with its label, help and error; what was typed is kept."""
    choices = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {"field": bound, "choices": choices, "widget": bound.as_widget(attrs=attributes)}


@register.inclusion_tag("ui/components/errors.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Above a form that came back: every error, each a link to its field."""
    return {"form": form, "bad": [bound for bound in form if bound.errors]}


# numbers and dates for people ----------------------------------------------------------------------


@register.filter
def unbroken(text: str) -> str:
    """A number stays on one line with the Chinese word that it counts: for headings."""
    return re.sub(r"(?<=\d) (?=[\u4e00-\u9fff])", "\u00a0", text)


@register.filter
def yuan(amount: object) -> str:
    """``40`` -> ``40 元``; whole amounts without cents; nothing to pay reads as free."""
    try:
        value = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    if value == 0:
        return gettext("Free of charge")
    text = formats.number_format(value, decimal_pos=0 if value == value.to_integral() else 2, force_grouping=True)
    return gettext("CNY %(amount)s") % {"amount": text}


@register.filter
def days(count: object, unit: str = "working") -> str:
    """A time limit in words. ``unit``: working | calendar."""
    number = int(str(count))
    if unit == "working":
        return ngettext("%(count)s working day", "%(count)s working days", number) % {"count": number}
    return ngettext("%(count)s day", "%(count)s days", number) % {"count": number}


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as people write it: 2026年11月21日, or 21 November 2026."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) and timezone.is_aware(value) else value
    if (get_language() or "zh").startswith("zh"):
        return f"{local.year}年{local.month}月{local.day}日"
    return f"{local.day} {formats.date_format(local, 'F Y')}"


@register.filter
def moment(value: datetime | None, precision: str = "") -> str:
    """A point in time as people write it: 11月21日 17:26, or 21 November 17:26; with the year where it is another.

    ``precision``: "s" with the year and the seconds, for those who look something up by them."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    clock = local.strftime("%H:%M:%S" if precision == "s" else "%H:%M")
    written = day(local.date())
    if precision != "s" and local.year == timezone.localdate().year:
        written = written.removeprefix(f"{local.year}年").removesuffix(f" {local.year}")
    return f"{written} {clock}"


@register.simple_tag
def now_here() -> datetime:
    """This moment, for ``moment``."""
    return timezone.now()


@register.filter
def percent(share: float | None) -> str:
    """A share of one: 0.886 -> 88.6%; a dash for what was not measured."""
    return "–" if share is None else f"{100 * share:.1f}".removesuffix(".0") + "%"


def _get(thing: Any, name: str) -> Any:
    return thing.get(name, "") if isinstance(thing, Mapping) else getattr(thing, name, "")
