"""The links of the header. A context adds its own from ``apps.ready()``; this package names no context."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext


@dataclass(frozen=True)
class NavLink:
    """``label`` is an English message id (mark it with ``gettext_noop``); ``url_name`` is reversed when shown."""

    label: str
    url_name: str
    order: int = 50
    secondary: bool = False  # left out of the header in elder mode
    footer: bool = False  # in the footer instead of the header


@dataclass(frozen=True)
class ShownLink:
    label: str
    url: str
    current: bool
    secondary: bool
    footer: bool = False


_links: dict[str, NavLink] = {}


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
            ShownLink(gettext(link.label), url, current=path == url, secondary=link.secondary, footer=link.footer)
        )
    return tuple(shown)
