"""What the frame of a page knows: the reader's theme and language, and the city's name and telephone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db import Error as DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from zhengtong.platform.packs import service as packs
from zhengtong.platform.packs.service import City
from zhengtong.platform.ui.navigation import OFFICIAL_PATH, ShownLink, official_links, shown_links

THEMES = ("normal", "elder", "contrast")
THEME_COOKIE = "theme"
# 12345 is the public-service hotline of every Chinese city, so it is right even before a city pack is loaded.
HOTLINE = "12345"


@dataclass
class Shell:
    """One page's frame. ``citations`` counts how often each source number was cited so far, for the way back."""

    theme: str = "normal"
    language: str = "zh-hans"
    city: str = ""
    sample: bool = False
    notice: str = ""
    hotline: str = HOTLINE
    service_hours: str = ""
    links: tuple[ShownLink, ...] = ()
    footer_links: tuple[ShownLink, ...] = ()
    person_links: tuple[ShownLink, ...] = ()
    official_links: tuple[ShownLink, ...] = ()
    path: str = "/"
    citations: Counter[str] = field(default_factory=Counter)
    source_prefix: str = ""  # of the anchors of sources, where a page holds several lists of them

    @property
    def elder(self) -> bool:
        return self.theme == "elder"

    @property
    def for_officials(self) -> bool:
        """A page of the desk: nobody there needs to be told to call the hotline."""
        return self.path.startswith(OFFICIAL_PATH)

    @property
    def html_lang(self) -> str:
        return "en" if self.language.startswith("en") else "zh-Hans"

    @property
    def other_language(self) -> str:
        return "zh-hans" if self.language.startswith("en") else "en"


def theme_of(request: HttpRequest) -> str:
    wanted = request.COOKIES.get(THEME_COOKIE, "")
    return wanted if wanted in THEMES else "normal"


def bare_shell(request: HttpRequest | None) -> Shell:
    """The frame without anything from the database, for pages that say the server itself is in trouble."""
    language = get_language() or "zh-hans"
    if request is None:
        return Shell(language=language)
    path = request.get_full_path() if request.method == "GET" else "/"
    return Shell(theme=theme_of(request), language=language, path=path)


def shell_of(request: HttpRequest) -> Shell:
    """The whole frame. A city that cannot be read just now leaves its name out; it never breaks the page."""
    shell = bare_shell(request)
    links = shown_links(request.path)
    shell.links = tuple(link for link in links if not link.footer and not link.person)
    shell.person_links = tuple(link for link in links if link.person)
    shell.footer_links = tuple(link for link in links if link.footer)
    try:
        shell.official_links = official_links(request)
    except DatabaseError:
        shell.official_links = ()  # as for the city below
    city = _city()
    if city is not None:
        shell.city = city.name.in_language(shell.language)
        shell.sample = city.sample
        shell.notice = city.notice.in_language(shell.language)
        shell.hotline = city.hotline or HOTLINE
        shell.service_hours = city.service_hours.in_language(shell.language)
    if shell.sample and not shell.notice:
        shell.notice = gettext("This is an invented sample city. Nothing here is official.")
    return shell


def _city() -> City | None:
    try:
        return packs.city()
    except DatabaseError:
        # the page itself will say what is wrong, if it needs the database too
        return None
