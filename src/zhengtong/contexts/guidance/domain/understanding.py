"""Understand: what is asked, in which language, about which facets, following what, and whether it may be answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from opencc import OpenCC

from zhengtong.contexts.guidance.domain import reading
from zhengtong.contexts.guidance.domain.dialogue import Remembered, Resolved, resolve
from zhengtong.contexts.guidance.domain.jurisdiction import elsewhere
from zhengtong.contexts.guidance.domain.limits import Limit, limit_of
from zhengtong.contexts.guidance.domain.needs import NeedText, needs_of
from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.words import BARE_ACTIONS, residue


@dataclass(frozen=True)
class Understood:
    """``resolved`` has one entry per need, in the order of the message."""

    text: str
    simplified: str
    language: Language
    limit: Limit | None
    resolved: tuple[Resolved, ...]

    @property
    def needs(self) -> tuple[NeedText, ...]:
        return tuple(r.need for r in self.resolved)

    @property
    def names_no_matter(self) -> bool:
        """Only a facet (那要多少钱) or only what to do (补办) is said, and nothing was spoken of before."""
        first = self.resolved[0]
        if len(self.resolved) != 1 or first.kind != "new":
            return False
        left = residue(self.simplified)
        return left in BARE_ACTIONS or (bool(first.need.facets) and not left)


@cache
def _converter() -> Any:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to Simplified, for looking up only; what a person wrote is shown as written."""
    return text if text.isascii() else _converter().convert(text)


def understand(
    typed: str,
    *,
    before: Sequence[Remembered] = (),
    region: str | None = None,
    local_names: frozenset[str] = frozenset(),
) -> Understood:
    """Read a message in the light of the turns ``before`` it.

    Args:
        region: division code of the catalogue, to notice what belongs to another government.

    Raises:
        Fault: it cannot be a question (empty, too long, no text, no words).
    """
    text = reading.read(typed)
    language = reading.language_of(text)
    simplified = simplify(text)
    limit = limit_of(simplified) or elsewhere(simplified, region=region, local_names=local_names)
    needs = needs_of(simplified)
    if len(needs) == 1:
        resolved: tuple[Resolved, ...] = (resolve(simplified, needs[0], before),)
    else:
        resolved = tuple(Resolved("new", need) for need in needs)
    if limit and limit.state == "out_of_scope" and resolved[0].kind in ("variation", "same_item"):
        limit = None  # a follow-up names a place as a circumstance, not as the office to go to
    return Understood(text, simplified, language, limit, resolved)
