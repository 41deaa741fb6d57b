"""What is known of a person that makes some items likelier than others, without ruling any out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhengtong.contexts.guidance.domain.region_said import region_of
from zhengtong.contexts.guidance.domain.reply import Known

# options of the shared fact business-form, as the vocabulary of audiences calls them
_AUDIENCE_OF_FORM = {"company": "company", "sole-trader": "self-employed"}


@dataclass(frozen=True)
class Leaning:
    """``region``: division code, ``audience``: key of the vocabulary; None where nothing is known."""

    region: str | None = None
    audience: str | None = None


NOTHING = Leaning()


def leaning_of(known: Iterable[Known]) -> Leaning:
    """The division and the sort of applicant that were spoken of; the one said later counts."""
    facts = tuple(known)
    who = [
        (each.turn, each.value if each.key == "audience" else _AUDIENCE_OF_FORM.get(each.value, ""))
        for each in facts
        if each.key in ("audience", "business-form") and each.value
    ]
    latest = max(who, key=lambda each: each[0], default=(0, ""))[1]
    return Leaning(region_of(facts), latest or None)
