"""Citations of law as people write them: 《民法典》第一千零四十六条第一款."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from zhengtong.contexts.knowledge.domain.numbering import NUMBER, parse_article, to_chinese, to_int

# what may stand between two parts, a line break of a PDF with it; without an end, a page of blanks takes hours
GAP = r"\s{0,8}"
PARTS = (
    rf"第?{GAP}(?P<article>{NUMBER}){GAP}条(?:{GAP}之{GAP}(?P<inserted>{NUMBER}))?"
    rf"(?:{GAP}第?{GAP}(?P<paragraph>{NUMBER}){GAP}款)?"
    rf"(?:{GAP}第?{GAP}[（(]?(?P<item>{NUMBER})[）)]?{GAP}项)?"
    rf"(?:{GAP}第?{GAP}(?P<subitem>{NUMBER}){GAP}目)?"
)
_LOCATOR = re.compile(rf"^\s*{PARTS}\s*$")
_QUOTE = re.compile(r"^[^“\"「\n]{0,24}[“\"「](?P<quote>[^”\"」]{4,})[”\"」]")


@dataclass(frozen=True)
class Citation:
    """What is cited, as written, and where it stands in the text it was found in.

    ``unresolved``: the text does not say by itself which law or provision is meant (本法第三条, 前款).
    """

    law: str
    article: str
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None
    quote: str = ""
    start: int = 0
    end: int = 0
    unresolved: bool = False

    @property
    def locator(self) -> str:
        """第十一条第二款第（三）项."""
        text = self.article
        text += f"第{to_chinese(self.paragraph)}款" if self.paragraph else ""
        text += f"第（{to_chinese(self.item)}）项" if self.item else ""
        return text + (f"第{self.subitem}目" if self.subitem else "")


def parse_locator(locator: str) -> Citation | None:
    """第十一条第二款 alone, without a law."""
    match = _LOCATOR.match(locator)
    return citation(match, law="", start=0, end=len(locator)) if match else None


def quoted_after(text: str, end: int) -> str:
    """What is quoted within a few words behind a citation; "" if nothing is."""
    found = _QUOTE.match(text[end : end + 2_000])
    return found["quote"] if found else ""


def citation(match: re.Match[str], *, law: str, start: int, end: int, quote: str = "") -> Citation | None:
    """The citation that a match of ``PARTS`` stands for; None where its number is none."""
    number = parse_article(f"第{match['article']}条" + (f"之{match['inserted']}" if match["inserted"] else ""))
    if number is None:
        return None
    parts = {name: to_int(match[name]) if match[name] else None for name in ("paragraph", "item", "subitem")}
    return Citation(
        law=law, article=number.label, quote=quote, start=start, end=end,
        paragraph=parts["paragraph"], item=parts["item"], subitem=parts["subitem"],
    )  # fmt: skip


def same_text(quote: str, original: str) -> bool:
    """Whether the quotation stands in the original, apart from spaces, widths and punctuation; … skips words."""
    source = _letters(original)
    position = 0
    parts = [part for part in (_letters(p) for p in re.split(r"…+|\.{3,}", quote)) if part]
    for part in parts:
        found = source.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return bool(parts)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
