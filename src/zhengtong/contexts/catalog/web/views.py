"""Pages of the catalogue: one item, all items by department, theme and letter, one-things."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from zhengtong.contexts.catalog import service
from zhengtong.contexts.catalog.web.presenting import ItemPresenter, city_now
from zhengtong.contexts.people import service as people
from zhengtong.kernel.errors import Fault
from zhengtong.kernel.text import whole_number
from zhengtong.platform.ui.service import theme_of

PAGE = 24
LARGE = 6  # choices to a page in elder mode


def _language() -> str:
    return get_language() or "zh-hans"


def no_item(code: str) -> Fault:
    """For an address that no item has."""
    return Fault(
        "no-item", N_("There is no matter with the code %(code)s."), N_("Look for it in the list of all matters."),
        {"code": code[:80]}, status=404,
    )  # fmt: skip


@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one item; ``?revision=3`` shows it as it was."""
    number = request.GET.get("revision", "")
    found = _revision(code, number) if number else service.item(code)
    if found is None:
        raise no_item(code)
    holders = {material.held_by for material in found.materials if material.held_by}
    names = {
        key: department.name.in_language(_language())
        for key, department in (people.departments_by_key(holders) if holders else {}).items()
    }
    presenter = ItemPresenter(found, _language(), city_now(), names)
    related = service.titles(found.related) if found.related else {}
    context = presenter.page() | {
        "related": [
            {"name": related[key].title.in_language(_language()), "code": key}
            for key in found.related
            if key in related
        ],
        "revisions": service.revisions(code),
        "department": found.department.name.in_language(_language()),
    }
    return render(request, "catalog/item.html", context)


def _revision(code: str, number: str) -> service.ServiceItem | None:
    found = service.item_revision(code, int(number)) if number.isdecimal() and len(number) < 10 else None
    if found is None and service.item(code) is not None:
        raise Fault(
            "no-revision", N_("There is no revision %(number)s of this matter."),
            N_("Open the matter: its revisions are listed on its page."), {"number": number[:20]}, status=404,
        )  # fmt: skip
    return found


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All items in force, by department, theme or letter."""
    chosen = {name: request.GET.get(name, "")[:80] for name in ("department", "theme", "letter", "audience", "kind")}
    if theme_of(request) == "elder" and not any(value for name, value in chosen.items() if name != "theme"):
        return _few_at_a_time(request, chosen["theme"])
    listed = service.list_items(**chosen, page=whole_number(request.GET.get("page"), 1), size=PAGE)
    paginator = Paginator(range(listed.total), PAGE)
    groups = {
        "departments": service.departments_with_items(),
        "themes": service.themes_with_items(),
        "letters": service.letters(),
    }
    language = _language()
    names = {group.key: group.name.in_language(language) for each in groups.values() for group in each}
    active = [names.get(value, value) for value in chosen.values() if value]
    context = {
        "items": [
            {
                "code": line.code,
                "title": line.title.in_language(language),
                "department": line.department.name.in_language(language),
                "kind": line.kind.name.in_language(language),
            }
            for line in listed.items
        ],
        "total": listed.total,
        "page_of": paginator.get_page(listed.page),
        "chosen": chosen,
        "active": active,
        "one_things": [
            {"key": each.key, "title": each.title.in_language(language)} for each in service.one_things()
        ] if not active else [],
    } | {
        name: [{"key": g.key, "name": g.name.in_language(language), "count": g.count} for g in found]
        for name, found in groups.items()
    }  # fmt: skip
    return render(request, "catalog/index.html", context)


def _few_at_a_time(request: HttpRequest, key: str) -> HttpResponse:
    """Elder mode: what it is about, then the matters of that; a theme that does not exist asks again."""
    number = whole_number(request.GET.get("page"), 1)
    language = _language()
    themes = service.elderly_first(service.themes_with_items())
    theme = next((group for group in themes if group.key == key), None)
    if theme is None and themes:
        page: Page[Any] = Paginator(themes, LARGE).get_page(number)
        choices = [
            {
                "name": group.name.in_language(language), "hint": group.hint.in_language(language),
                "icon": group.icon or "tag", "url": f"?{urlencode({'theme': group.key})}",
            }
            for group in page.object_list
        ]  # fmt: skip
    else:
        listed = service.list_items(theme=theme.key if theme else "", page=number, size=LARGE)
        page = Paginator(range(listed.total), LARGE).get_page(listed.page)
        choices = [
            {
                "name": line.title.in_language(language), "hint": line.department.name.in_language(language),
                "icon": "doc", "url": reverse("catalog:item", args=[line.code]),
            }
            for line in listed.items
        ]  # fmt: skip
    about = theme.name.in_language(language) if theme else ""
    context = {"choices": choices, "page_of": page, "key": theme.key if theme else "", "theme": about}
    return render(request, "catalog/index_elder.html", context)
