"""REST: items, departments, themes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhengtong.contexts.catalog import service
from zhengtong.contexts.catalog.web.views import no_item
from zhengtong.contexts.people import service as people

router = Router(tags=["catalogue"])


class Text(Schema):
    zh: str = ""
    en: str = ""


class NamedOut(Schema):
    key: str
    name: Text


class ItemLine(Schema):
    code: str
    title: Text
    department: NamedOut
    kind: NamedOut


class ItemsOut(Schema):
    total: int
    page: int
    pages: int
    items: list[ItemLine]


class GroupOut(Schema):
    key: str
    name: Text
    count: int


class GroupsOut(Schema):
    total: int
    page: int
    pages: int
    entries: list[GroupOut]


@router.get("/items", response=ItemsOut, summary="Service items in force")
def items(  # noqa: PLR0917 - parameters of the address
    request: HttpRequest,
    department: str = "",
    theme: str = "",
    letter: str = "",
    kind: str = "",
    audience: str = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """By pinyin of the title; filters are combined."""
    listed = service.list_items(
        department=department, theme=theme, letter=letter, kind=kind, audience=audience, page=page, size=size
    )
    return {
        "total": listed.total,
        "page": listed.page,
        "pages": listed.pages,
        "items": [
            {
                "code": line.code,
                "title": asdict(line.title),
                "department": {"key": line.department.key, "name": asdict(line.department.name)},
                "kind": {"key": line.kind.key, "name": asdict(line.kind.name)},
            }
            for line in listed.items
        ],
    }


@router.get("/items/{code}", response=dict[str, Any], summary="One service item with the source of every fact")
def item(request: HttpRequest, code: str) -> dict[str, Any]:
    """All facts in the current revision. ``source`` is where facts without sources of their own come from."""
    found = service.item(code)
    if found is None:
        raise no_item(code)
    return asdict(found)


def _page(entries: list[dict[str, Any]], page: int, size: int) -> dict[str, Any]:
    pages = max(1, -(-len(entries) // size))
    page = min(page, pages)
    return {
        "total": len(entries),
        "page": page,
        "pages": pages,
        "entries": entries[(page - 1) * size : page * size],
    }


@router.get("/departments", response=GroupsOut, summary="Departments with the number of their items")
def departments(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Also departments that have no item."""
    counts = {group.key: group.count for group in service.departments_with_items()}
    entries = [
        {"key": each.key, "name": asdict(each.name), "count": counts.get(each.key, 0)} for each in people.departments()
    ]
    return _page(entries, page, size)


@router.get("/themes", response=GroupsOut, summary="Themes with the number of their items")
def themes(
    request: HttpRequest,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """In the order of the pack."""
    found = service.themes_with_items(empty=True)
    return _page([{"key": g.key, "name": asdict(g.name), "count": g.count} for g in found], page, size)
