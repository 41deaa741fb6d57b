"""How far a chat model that always chooses right could bring single questions, behind the protocol of any model.

Everything else is as in any reply: limits, the splitting of the message, what is found, how many are offered, how a
vote is weighed. What is missing to 1 is lost before the choice, or outweighs it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.ask import ask
from zhengtong.contexts.guidance.actions.evaluate import EVALUATION, questions
from zhengtong.contexts.guidance.actions.model_help import ModelHelp
from zhengtong.contexts.guidance.actions.run import Again
from zhengtong.contexts.guidance.domain.choosing import Candidate
from zhengtong.contexts.guidance.domain.memory import Memory
from zhengtong.contexts.guidance.domain.model_choice import Verdict
from zhengtong.contexts.guidance.domain.model_prompts import LETTERS, NONE
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.domain.scoring import Row, gold_codes
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai

DEPTHS = (5, 10, 20, 40, 60, 100)
_REWRITING = ("rewrite", "refine")
_SECONDS = 600.0  # nobody waits
Progress = Callable[[int, int], None]


@dataclass
class Knowing:
    """A chat model that says what it was told once; anything else is asked of ``other``."""

    other: ai.ChatModel | None
    says: str = ""

    @property
    def name(self) -> str:
        return self.other.name if self.other else "perfect-choice"

    def complete(self, request: ai.ChatRequest) -> ai.ChatReply:
        if self.says:
            said, self.says = self.says, ""
            return ai.ChatReply(said, self.name)
        if self.other is None:
            raise Fault("model-unavailable", N_("No chat model is configured."))
        return self.other.complete(request)

    def stream(self, request: ai.ChatRequest) -> Iterator[str]:
        yield self.complete(request).text


class PerfectChooser(ModelHelp):
    """Names the right item, in the words of the protocol, if it is among those that it is shown."""

    right: Collection[str] = ()

    def choose_among(
        self, question: str, candidates: tuple[Candidate, ...], conditions: Callable[[Sequence[str]], dict[str, str]]
    ) -> tuple[tuple[Candidate, ...], Verdict]:
        """As of any model; the answer is known beforehand."""
        shown = [c.code for c in candidates[: self.use.choices]]
        place = next((n for n, code in enumerate(shown) if code in self.right), None)
        names = LETTERS if len(shown) <= len(LETTERS) else [str(n + 1) for n in range(len(shown))]
        assert isinstance(self.model, Knowing)
        self.model.says = names[place] if place is not None else NONE if names is LETTERS else "0"
        return super().choose_among(question, candidates, conditions)


def ceiling(file: Path, *, progress: Progress | None = None) -> dict[str, Any]:
    """Shares of the single questions of a file (see ``questions``), 0 to 1.

    ``among_k``: the right item is among the first ``k`` candidates of a need. ``offered``: how many the model is shown.
    ``reached``: the right item is the first of the reply once the model has chosen it; ``failed``: replies that had to
    do without the model. ``rewritten``: the same where the configured model rewrites or splits the message first, None
    where none does.

    Raises:
        Fault: the file cannot be read, with the line.
    """
    singles = [row for row in questions(file) if row.get("kind", "single") == "single"]
    real = ai.chat_model()
    use = ai.chat_use() if real else ai.ChatUse()
    choices = use.choices if use.large else ai.LARGE_CHOICES
    rewriting = tuple(name for name in use.uses if name in _REWRITING) if real else ()
    passes = 2 if rewriting else 1
    found: list[dict[str, Any]] = []
    for uses in ((), rewriting)[:passes]:
        told = _telling(progress, len(found) * len(singles), passes * len(singles))
        found.append(_measured(singles, real, ai.ChatUse((*uses, "choose"), True, _SECONDS, _SECONDS, choices), told))
    return {**found[0], "rewritten": found[1] if rewriting else None}


def _telling(progress: Progress | None, before: int, total: int) -> Callable[[int], None]:
    return (lambda done: progress(before + done, total)) if progress else (lambda _done: None)


def _measured(
    rows: Sequence[Row], real: ai.ChatModel | None, use: ai.ChatUse, told: Callable[[int], None]
) -> dict[str, Any]:
    places, first, failed = [], 0, 0
    for number, row in enumerate(rows, start=1):
        right = gold_codes(row)
        place, reply = _asked(row, right, real, use)
        places.append(place)
        first += reply is not None and any(code in right for code in reply.offered_codes()[:1])
        failed += reply is not None and bool(reply.without)
        told(number)
    among = {f"among_{k}": _share(sum(p is not None and p < k for p in places), len(rows)) for k in DEPTHS}
    return {"n": len(rows), **among, "offered": use.choices, "reached": _share(first, len(rows)), "failed": failed}


def _asked(
    row: Row, right: Collection[str], real: ai.ChatModel | None, use: ai.ChatUse
) -> tuple[int | None, Reply | None]:
    """The place of the right item among everything found, from 0, and the reply; None if it cannot be read."""
    chooser = PerfectChooser(Knowing(real), use)
    chooser.right = right
    again = Again(model=chooser)
    try:
        reply = ask(row["text"], actor=EVALUATION, record=False, channel="evaluate", memory=Memory(), again=again)
    except Fault:  # a question that cannot be read
        return None, None
    found = again.run.found if again.run else ()
    places = [n for each in found for n, code in enumerate(each.order) if code in right]
    return min(places, default=None), reply


def _share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None
