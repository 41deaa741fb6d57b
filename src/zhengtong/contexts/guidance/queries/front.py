"""What the home page offers: examples to try, themes, one-things, matters often needed, and other ways in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.queries.asked_for import asked_for, by_asked
from zhengtong.contexts.guidance.queries.finding import page_of

_EXAMPLES = 4
_POPULAR = 8
_ONE_THINGS = 8


def front(language: str, *, elder: bool = False) -> dict[str, Any]:
    """The context of ``ui/home.html``; in elder mode with what concerns the elderly in front."""
    things = told = _one_things()
    codes = _popular(things)
    known = catalog.items([*codes, *(member.code for thing in things for member in thing.members)])
    themes: Sequence[Any] = catalog.themes_with_items()
    icons = {theme.key: theme.icon for theme in themes if theme.icon}
    if elder:
        themes = catalog.elderly_first(themes)
        theirs = {theme.key for theme in themes if "elderly" in theme.audience}
        things = sorted(things, key=lambda thing: not _mostly(theirs, thing, known))
        told = [thing for thing in things if _mostly(theirs, thing, known)]
        codes = sorted(codes, key=lambda code: not _of(theirs, known.get(code)))
    popular = [known[code] for code in codes if code in known][:_POPULAR]
    tiles = [
        {
            "name": thing.title.in_language(language), "hint": thing.summary.in_language(language) if thing.summary else "",  # noqa: E501
            "url": page_of("one-thing", thing.key), "icon": _icon(thing, known, icons),
        }
        for thing in things
    ]  # fmt: skip
    return {
        "examples": _examples(told[: _EXAMPLES // 2], popular, language),
        "themes": [
            {
                "name": theme.name.in_language(language), "icon": theme.icon or "doc",
                "hint": theme.hint.in_language(language), "url": f"/items/?{urlencode({'theme': theme.key})}",
            }
            for theme in themes
        ],
        "one_things": tiles[:_ONE_THINGS],
        "more_one_things": tiles[_ONE_THINGS:],
        "popular": [
            {"name": item.title.in_language(language), "url": page_of("item", item.code)} for item in popular
        ],
        "matters_url": "/items/",
        "laws_url": "/laws/",
        "tools": _tools(),
    }  # fmt: skip


def _of(themes: Set[str], item: Any) -> bool:
    return item is not None and any(theme.key in themes for theme in item.themes)


def _mostly(themes: Set[str], thing: Any, items: Mapping[str, Any]) -> bool:
    """More than half of its matters belong to one of the themes."""
    return sum(_of(themes, items.get(member.code)) for member in thing.members) * 2 > len(thing.members)


def _one_things() -> list[Any]:
    known = {thing.key: thing for thing in catalog.one_things()}
    return [known[key] for key in by_asked(known, asked_for().one_things)]


def _icon(thing: Any, items: Mapping[str, Any], icons: Mapping[str, str]) -> str:
    """The drawing of the theme that most of its matters belong to."""
    members = [items[member.code] for member in thing.members if member.code in items]
    themes = Counter(theme.key for item in members for theme in item.themes if theme.key in icons)
    return icons[themes.most_common(1)[0][0]] if themes else ""


def _popular(things: Sequence[Any]) -> list[str]:
    """What is asked most; until people have asked, what most one-things need, then the first of the catalogue."""
    needed = Counter(member.code for thing in things for member in thing.members)
    often = sorted(needed, key=lambda code: -needed[code])
    codes = list(dict.fromkeys([*asked_for().items, *often]))
    if len(codes) < _POPULAR:
        codes += [line.code for line in catalog.list_items(size=_POPULAR).items if line.code not in codes]
    return codes[: 2 * _POPULAR]  # some may be out of force by now


def _tools() -> list[dict[str, str]]:
    return [
        {
            "name": gettext("Talk it through"), "icon": "person", "url": "/chat/",
            "hint": gettext("Ask on and on, as with a person at the desk."),
        },
        {
            "name": gettext("Is this article of law true?"), "icon": "scale", "url": "/citations/",
            "hint": gettext("Paste any text: every law it cites is checked."),
        },
        {
            "name": gettext("Check a receipt"), "icon": "shield", "url": "/ledger/",
            "hint": gettext("See how an answer came about, and that nothing was changed."),
        },
    ]  # fmt: skip


def _examples(things: Sequence[Any], items: Sequence[Any], language: str) -> list[dict[str, str]]:
    asked: list[str] = []
    for each in (*things, *items):
        asked += list((each.questions.en if language.startswith("en") else each.questions.zh)[:1])
    return [{"text": text, "url": f"/guide/?{urlencode({'q': text})}"} for text in asked[:_EXAMPLES]]
