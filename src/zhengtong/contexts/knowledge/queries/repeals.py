"""Laws that other laws repealed, read from the articles that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhengtong.contexts.knowledge.domain.names import bare_name, other_names
from zhengtong.contexts.knowledge.domain.validity import repealed_laws
from zhengtong.contexts.knowledge.models import Document, Passage
from zhengtong.kernel.kept import Kept

_KEPT_SECONDS = 120.0


@dataclass(frozen=True)
class Repeal:
    """``name`` is repealed since ``since`` by ``label`` of ``by`` (key), which is called ``by_short``."""

    name: str
    since: date | None
    by: str
    by_short: str
    label: str

    @property
    def cite(self) -> str:
        return f"《{self.by_short}》{self.label}"

    @property
    def url(self) -> str:
        """The page of the article that says so."""
        return f"/laws/{self.by}/{self.label}/"


def repeal_of(name: str) -> Repeal | None:
    """By whom and since when a law of this name is repealed; None where no stored law says so or it holds again."""
    return _known()[0].get(bare_name(name))


def law_names() -> frozenset[str]:
    """Every name, full or short, of a law that is stored or that a stored law repealed."""
    return _known()[1]


def repealed_in(text: str) -> dict[str, Repeal]:
    """Repealed laws that a text names, by the name as written: 合同法, but not within 劳动合同法."""
    if "法" not in text and "条例" not in text:
        return {}
    found: dict[str, Repeal] = {}
    rest = text
    for name in sorted((n for n in law_names() if len(n) > 2 and n in text), key=len, reverse=True):
        if name in rest:
            rest = rest.replace(name, "\n")
            if repeal := repeal_of(name):
                found[name] = repeal
    return found


def _read(_: object) -> tuple[dict[str, Repeal], frozenset[str]]:
    holding: set[str] = set()
    stored: set[str] = set()
    for names, repealed_on in Document.objects.filter(kind="law").values_list("names", "repealed_on"):
        stored.update(names)
        if repealed_on is None:
            holding.update(names)
    passages = (
        Passage.objects.filter(version__document__kind="law", version__withdrawn_at=None, text__contains="同时废止")
        .exclude(version__status__in=("repealed", "superseded"))
        .select_related("version__document")
        .order_by("pk")
    )
    repeals: dict[str, Repeal] = {}
    for passage in passages:
        document = passage.version.document
        since = document.effective_on or passage.version.valid_from
        for full in repealed_laws(passage.text):
            repeal = Repeal(full, since, document.key, document.short_title, passage.label)
            # a law of the same name that holds is the newer one: 1950年公布的《工会法》同时废止
            repeals |= {name: repeal for name in (full, *other_names(full)) if name not in holding}
    return repeals, frozenset(stored | set(repeals))


_known = Kept(_read, seconds=_KEPT_SECONDS)
