"""Where a fact comes from. Nothing is shown to a person without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

SourceKind = Literal["law", "policy", "document", "item", "register", "city", "standard"]


@dataclass(frozen=True)
class Source:
    """``key`` is for machines (``law:<name>#<article>``, ``item:<code>``), the rest is shown to people."""

    kind: SourceKind
    title: str
    locator: str = ""
    url: str = ""
    key: str = ""

    def as_data(self) -> dict[str, Any]:
        """A JSON object without empty fields."""
        fields = {"kind": self.kind, "title": self.title, "locator": self.locator, "url": self.url, "key": self.key}
        return {name: value for name, value in fields.items() if value}


def law_source(law: str, article: str = "") -> Source:
    """A law by its full name, or one of its articles."""
    return Source(kind="law", title=law, locator=article, key=f"law:{law}#{article}" if article else f"law:{law}")


def law_page(law: str, article: str = "") -> str:
    """The address of a law, or of an article of it, on this site."""
    return f"/laws/{quote(law, safe='')}/" + (f"{quote(article, safe='')}/" if article else "")


def item_page(code: str) -> str:
    """The address of a service item on this site."""
    return f"/items/{quote(code, safe='')}/"
