"""The links of the header. A context adds its own from ``apps.ready()``; this package names no context."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext


@dataclass(frozen=True)
class NavLink:
    """``label`` is an English message id (mark it with ``gettext_noop``); ``url_name`` is reversed when shown."""

    label: str
    url_name: str
    order: int = 50
    secondary: bool = False  # left out in elder mode
    footer: bool = False  # in the footer instead of the header
    person: bool = False  # leads to a person: beside the telephone, at the foot and in elder mode at the head


@dataclass(frozen=True)
class ShownLink:
    label: str
    url: str
    current: bool
    secondary: bool
    footer: bool = False
    person: bool = False


@dataclass(frozen=True)
class OfficialPage:
    """A page of officials that the one who is signed in may open."""

    label: str
    url: str


_links: dict[str, NavLink] = {}
_official_pages: list[Callable[[HttpRequest], Iterable[OfficialPage]]] = []
_waiting: list[Callable[[HttpRequest], Mapping[str, int]]] = []
OFFICIAL_PATH = "/staff/"


def add_navigation(link: NavLink) -> None:
    """Show this link in the header (or footer) of every page. Adding it twice shows it once."""
    _links[link.url_name] = link


def shown_links(path: str) -> tuple[ShownLink, ...]:
    """The links in order, translated; one whose page does not exist in this installation is left out."""
    shown = []
    for link in sorted(_links.values(), key=lambda each: (each.order, each.url_name)):
        try:
            url = reverse(link.url_name)
        except NoReverseMatch:
            continue
        shown.append(
            ShownLink(
                gettext(link.label),
                url,
                current=path == url,
                secondary=link.secondary,
                footer=link.footer,
                person=link.person,
            )
        )
    return tuple(shown)


def official_pages_from(provider: Callable[[HttpRequest], Iterable[OfficialPage]]) -> None:
    """Show these pages in the second bar of every page of officials; the one who knows the roles provides them."""
    if provider not in _official_pages:
        _official_pages.append(provider)


def official_links(request: HttpRequest) -> tuple[ShownLink, ...]:
    """The pages that this official may open, on a page of officials; a page further down belongs to the nearest."""
    user = getattr(request, "user", None)
    if not request.path.startswith(OFFICIAL_PATH) or user is None or not user.is_authenticated:
        return ()
    pages = [page for provider in _official_pages for page in provider(request)]
    nearest = max((page.url for page in pages if request.path.startswith(page.url)), key=len, default="")
    return tuple(ShownLink(page.label, page.url, current=page.url == nearest, secondary=False) for page in pages)


def waiting_from(provider: Callable[[HttpRequest], Mapping[str, int]]) -> None:
    """How much waits for the official behind a page, by the name of its address; shown on the overview."""
    if provider not in _waiting:
        _waiting.append(provider)


def waiting(request: HttpRequest) -> dict[str, int]:
    """What waits for the one who is signed in: name of an address -> how many."""
    return {name: number for provider in _waiting for name, number in provider(request).items()}
