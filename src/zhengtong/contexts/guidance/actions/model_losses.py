"""Where a single question was lost on its way to the right item: the first stage after which it could not be won.

- ``understanding``: a limit was met, no matter was read, or the message was taken apart wrongly
- ``retrieval``: the right item is not among all those found
- ``ranking``: it was found, but ordered too low to be first, or to be shown to the model
- ``choice``: it was first, or among those shown to the model, and was not taken
"""

from __future__ import annotations

from collections.abc import Sequence

from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.facets import facets_of
from zhengtong.contexts.guidance.domain.needs import NeedText
from zhengtong.contexts.guidance.domain.reply import DECLINES
from zhengtong.contexts.guidance.domain.scoring import Row, Tally, gold_codes
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.contexts.guidance.queries import retrieval
from zhengtong.platform.ai import service as ai

STAGES = ("understanding", "retrieval", "ranking", "choice")
_LIMITS = DECLINES - {"unknown"}


def losses(tally: Tally) -> dict[str, int]:
    """Counts by stage of the single questions answered wrongly; each line of ``details`` gets its ``lost``."""
    counts = dict.fromkeys(STAGES, 0)
    wrong = [row for row in tally.details if row["kind"] == "single" and not row["right"]]
    for row in wrong:
        row["lost"] = stage = _stage(row)
        counts[stage] += 1
    return {"n": len(wrong), **counts}


def _stage(row: Row) -> str:
    queries: Sequence[str] = row["queries"]
    if len(queries) != 1 or row["state"] in _LIMITS:
        return "understanding"
    text = simplify(row["text"])
    resolved = Resolved("new", NeedText(text, queries[0], facets_of(text)))
    [found] = retrieval.items_for([resolved], offered=_reach())
    right = gold_codes(row)
    place = next((number for number, code in enumerate(found.order) if code in right), None)
    if place is None:
        return "retrieval"
    return "choice" if place < _reach() else "ranking"


def _reach() -> int:
    """How many of the items found could still be taken: those that the model is shown, else the first."""
    if ai.chat_model() is None or "choose" not in ai.chat_use().uses:
        return 1
    return ai.chat_use().choices
