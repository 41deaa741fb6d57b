"""HTML to text: what a reader sees, nothing that a browser would run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SKIPPED = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "head",
    "select",
    "button",
    "form",
    "nav",
}
_BLOCK = {
    "p", "div", "section", "article", "li", "ul", "ol", "table", "tr", "blockquote", "pre", "dl", "dt", "dd",
    "header", "footer", "main", "aside", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.title = ""
        self._skipping: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        if tag in _SKIPPED:
            self._skipping.append(tag)
        if self._skipping:
            return
        if tag == "br":
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" | ")
        elif tag in _BLOCK:
            self.parts.append("\n")
            if re.fullmatch("h[1-6]", tag):
                self.parts.append("#" * int(tag[1]) + " ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag in self._skipping:
            while self._skipping and self._skipping.pop() != tag:
                pass
            return
        if not self._skipping and tag in _BLOCK:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if not self._skipping:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_to_text(markup: str) -> tuple[str, str]:
    """(title, text): headings as Markdown headings, cells divided by |, no tags, scripts or comments."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = [
        re.sub(r"^(?:\| )+|[ \t]+", " ", line).strip().removeprefix("| ") for line in "".join(parser.parts).split("\n")
    ]
    text = "\n".join(line for line in lines if line and not re.fullmatch(r"#{1,6}", line))
    return re.sub(r"\s+", " ", parser.title).strip(), text
