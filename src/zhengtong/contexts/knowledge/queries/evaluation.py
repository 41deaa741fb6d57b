"""How well the article that settles a situation is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.knowledge.domain.names import bare_name
from zhengtong.contexts.knowledge.domain.numbering import normalise_label
from zhengtong.contexts.knowledge.queries.answering import search_articles
from zhengtong.contexts.knowledge.queries.laws import find_article, today
from zhengtong.kernel.errors import Fault, Location

DEPTH = 10
CANDIDATES = 30  # of the best by words that are compared by vector, too


@dataclass(frozen=True)
class Scenario:
    """A situation and the article that settles it."""

    text: str
    law: str
    article: str


@dataclass(frozen=True)
class LawEvaluation:
    """Shares of scenarios whose article is among the first k found; ``mrr`` over the first ten.

    ``not_in_force_cited`` counts those of the first five found that do not hold on the day, looked up anew by name
    and number.
    """

    n: int
    recall_at_1: float
    recall_at_3: float
    recall_at_5: float
    mrr: float
    not_in_force_cited: int

    def as_data(self) -> dict[str, float | int]:
        """For ``--json``."""
        return {
            "n": self.n,
            "recall_at_1": round(self.recall_at_1, 4),
            "recall_at_3": round(self.recall_at_3, 4),
            "recall_at_5": round(self.recall_at_5, 4),
            "mrr": round(self.mrr, 4),
            "not_in_force_cited": self.not_in_force_cited,
        }


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """One JSON object a line with scenario, law, article.

    Raises:
        Fault: with file and line, where a line has another form; or no line at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(
            "scenarios-unreadable", N_("%(path)s cannot be read as UTF-8 text."), params={"path": str(path)}
        ) from error
    found = [
        _scenario(line, Location(str(path), number)) for number, line in enumerate(text.splitlines(), 1) if line.strip()
    ]
    if not found:
        raise Fault("scenarios-empty", N_("%(path)s has no scenarios."), params={"path": str(path)})
    return tuple(found)


def _scenario(line: str, where: Location) -> Scenario:
    try:
        row = json.loads(line)
        scenario = Scenario(row["scenario"], row["law"], row["article"])
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise Fault(
            "scenario-form",
            N_("A scenario needs the fields scenario, law and article, one JSON object a line."),
            where=where,
        ) from error
    if not all(isinstance(value, str) and value.strip() for value in (scenario.text, scenario.law, scenario.article)):
        raise Fault("scenario-form", N_("scenario, law and article must be texts that are not empty."), where=where)
    return scenario


def evaluate_laws(
    scenarios: Sequence[Scenario], *, on: date | None = None, progress: Callable[[int, int], None] | None = None
) -> LawEvaluation:
    """Look for every scenario's article among those in force on the day."""
    day = on or today()
    # First every vector that is missing, so that a scenario is measured as it will be answered: with all of them.
    steps = 2 * len(scenarios)
    for done, scenario in enumerate(scenarios, start=1):
        search_articles(scenario.text, on=day, limit=1, embed_missing=CANDIDATES)
        if progress:
            progress(done, steps)
    ranks: list[int] = []
    not_in_force = 0
    for done, scenario in enumerate(scenarios, start=1):
        found = search_articles(scenario.text, on=day, limit=DEPTH)
        gold = (bare_name(scenario.law), normalise_label(scenario.article))
        ranks.append(next((rank for rank, a in enumerate(found, 1) if (a.law, a.label) == gold), 0))
        not_in_force += sum(1 for a in found[:5] if not _holds(a.law, a.label, a.version, day))
        if progress:
            progress(len(scenarios) + done, steps)
    return LawEvaluation(
        n=len(ranks),
        recall_at_1=_share(ranks, 1),
        recall_at_3=_share(ranks, 3),
        recall_at_5=_share(ranks, 5),
        mrr=sum(1 / rank for rank in ranks if rank) / len(ranks),
        not_in_force_cited=not_in_force,
    )


def _holds(law: str, label: str, version: int, day: date) -> bool:
    article = find_article(law, label, on=day)
    return article is not None and article.in_force and article.version == version


def _share(ranks: Sequence[int], k: int) -> float:
    return sum(0 < rank <= k for rank in ranks) / len(ranks)
