"""Retrieve: the needs of a message embedded in one call, then one search and one reading of similarities for each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from zhengtong.contexts.catalog import service as catalog
from zhengtong.contexts.guidance.domain import following, ones_own_division, ranking, ranking_adapter, ranking_lexicon
from zhengtong.contexts.guidance.domain.choosing import Candidate, Choice, choose
from zhengtong.contexts.guidance.domain.dialogue import Resolved
from zhengtong.contexts.guidance.domain.leaning import NOTHING as NO_LEANING
from zhengtong.contexts.guidance.domain.leaning import Leaning
from zhengtong.contexts.guidance.domain.matters import Matter, absent_matter, unheard_paper
from zhengtong.contexts.guidance.domain.ranking_lexicon import Expression
from zhengtong.contexts.guidance.domain.told_around import ASKING_DOMAIN, of_the_need
from zhengtong.contexts.guidance.domain.understanding import simplify
from zhengtong.contexts.guidance.queries.taught import taught
from zhengtong.kernel.kept import Kept
from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import service as search

FOUND = 60
SHOWN = 12
FOUND_FOR_MANY = 200  # where a model chooses among more than are shown: .99 of the right ones are among these
LONGEST_WAIT_MS = 4000  # then the reply says that the search is down
NEARLY_CERTAIN = 0.85
CERTAIN = 0.97
IN_ITS_WORDS = 0.82  # nearness to an item of what it says itself; what it has only a word in common with is below
TITLES_KEPT_SECONDS = 120.0
QUESTIONS_KEPT = 8_192  # 12 MB
ENTRIES_KEPT = 20_000

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Found:
    """Candidates best first, how far the search is to be trusted (0..1), what it made of the words."""

    candidates: tuple[Candidate, ...]
    confidence: float
    absent: Matter | None = None
    by_meaning: bool = False
    understood_as: tuple[tuple[str, str], ...] = ()
    goes_on: bool = False  # with what was spoken of before
    looked_up: str = ""
    ranked: tuple[ranking.Ranked, ...] = ()  # why each candidate scored so, in their order
    order: tuple[str, ...] = ()  # codes of everything found, best first, not only of the candidates
    said: str = ""  # the words looked up for, with the official terms for them
    others: frozenset[str] = frozenset()  # codes of matters of other divisions than the person's
    asks: bool = False  # a matter of another division than the person's fits much better than any of their own


@dataclass(frozen=True)
class Scope:
    """Where to search, the titles of everything there, and what is known that makes some of it likelier."""

    region: str | None
    audience: str | None
    titles: tuple[str, ...]
    leaning: Leaning = NO_LEANING
    offered: int = SHOWN  # candidates to give back

    @property
    def found(self) -> int:
        """How many to look at: more where many are to be given back."""
        return FOUND if self.offered <= SHOWN and not self.leaning.region else FOUND_FOR_MANY


@dataclass(frozen=True)
class _Asked:
    resolved: Resolved
    text: str
    expressions: tuple[Expression, ...]

    @property
    def looked_up(self) -> str:
        return ranking_lexicon.query_text(self.resolved.need.query, self.expressions)

    @property
    def said(self) -> str:
        """What was said, with every official term for it."""
        return " ".join([self.text, *(term.lower() for each in self.expressions for term in each.terms)])


def items_for(
    resolved: Sequence[Resolved],
    *,
    region: str | None = None,
    audience: str | None = None,
    leaning: Leaning = NO_LEANING,
    offered: int = 0,
) -> list[Found]:
    """One search for each need; needs about the item already spoken of are not searched.

    ``region`` and ``audience`` narrow the search; ``leaning`` only orders what it finds. ``offered``: give back at
    least so many, for a model to choose among.
    """
    asked = {n: _asked(r) for n, r in enumerate(resolved) if r.kind not in ("same_item", "other_choice")}
    along = {n: _along(r) for n, r in enumerate(resolved) if n in asked and r.along}
    vectors = _vectors([a.looked_up for a in (*asked.values(), *along.values())])
    keys = [*((n, False) for n in asked), *((n, True) for n in along)]
    vector = dict(zip(keys, vectors, strict=True))
    scope = Scope(region, audience, all_titles(), leaning, max(offered, SHOWN))
    return [
        _follow((asked[n], vector[n, False]), (along[n], vector[n, True]), scope)
        if n in along
        else _search(asked[n], vector[n, False], scope)
        if n in asked
        else _known(r)
        for n, r in enumerate(resolved)
    ]


def _along(resolved: Resolved) -> _Asked:
    """The new words together with the matter before."""
    together = replace(resolved, need=replace(resolved.need, query=resolved.along))
    text = simplify(f"{resolved.need.text} {resolved.along}").lower()
    return _Asked(together, text, (*taught().find(text), *ranking_lexicon.shipped().find(text)))


def _asked(resolved: Resolved) -> _Asked:
    need = resolved.need
    whole = need.text if resolved.kind == "new" and not need.context else f"{need.text} {need.query}"
    text = simplify(whole).lower()
    known = ranking_lexicon.shipped().find(text)
    if resolved.kind == "new":
        known = of_the_need(text, known)
    return _Asked(resolved, text, (*taught().find(text), *known))


def _vectors(texts: list[str]) -> list[Vector | None]:
    embedder = ai.embedder()
    return [_vector(cast(Hashable, embedder), text) if embedder else None for text in texts]


@lru_cache(maxsize=QUESTIONS_KEPT)
def _vector(embedder: Hashable, text: str) -> Vector:
    """What is looked up, as a vector; people ask the same things, and this is the dearest part of an answer."""
    model = cast(ai.Embedder, embedder)
    vector = model.queries([text])[0]
    adapter = ranking_adapter.shipped(model.name)
    return adapter.adapt(vector) if adapter else vector


def _known(resolved: Resolved) -> Found:
    return Found((Candidate(resolved.item or "", resolved.because, 1.0),), 1.0)


def _search(asked: _Asked, vector: Vector | None, scope: Scope) -> Found:
    around = _around(asked, vector, scope)
    question, ranked, near = _ranked(asked, vector, scope, around, around)
    unheard = asked.resolved.kind == "new" and unheard_paper(asked.text, scope.titles)
    sure = 0.0 if unheard else ranking.confidence(question, ranked)
    nearest = max(near[ranked[0].code].values(), default=1.0) if ranked else 1.0
    may_lack = sure < NEARLY_CERTAIN or (sure < CERTAIN and nearest < IN_ITS_WORDS)
    lacks = asked.resolved.kind == "new" and may_lack
    absent = absent_matter(asked.resolved.need.query, scope.titles) if lacks else None
    found = Found(
        tuple(_shown(r, around[r.code], near[r.code], asked) for r in ranked[: scope.offered]),
        sure,
        absent,
        any(near.values()),
        _understood_as(asked),
        looked_up=asked.looked_up,
        ranked=tuple(ranked[: scope.offered]),
        order=tuple(r.code for r in ranked),
        said=asked.said,
        others=_others(around, scope.leaning.region),
    )
    return own_first(found)


def own_first(found: Found) -> Found:
    """What other divisions do comes after what is done where the person is."""
    if not found.others:
        return found
    by_code = {c.code: c for c in found.candidates}
    order, asks = ones_own_division.own_first([(c.code, c.score) for c in found.candidates], found.others)
    return replace(found, candidates=tuple(by_code[code] for code in order), asks=asks)


def _others(hits: Mapping[str, search.Neighbour], region: str | None) -> frozenset[str]:
    """Codes of the matters of other divisions."""
    if not region:
        return frozenset()
    return frozenset(code for code, hit in hits.items() if ranking.elsewhere(region, _division(hit)))


def _around(asked: _Asked, vector: Vector | None, scope: Scope) -> dict[str, search.Neighbour]:
    found = search.neighbours(
        search.Query(
            asked.looked_up, ("item",), limit=scope.found, region=scope.region, audience=scope.audience, vector=vector,
            longest_ms=LONGEST_WAIT_MS,
        )
    )  # fmt: skip
    most = FOUND if scope.offered <= SHOWN else FOUND_FOR_MANY
    near = ones_own_division.kept(found, scope.leaning.region, _division, most)
    return {each.entry.group: each for each in near}


def _division(found: search.Neighbour) -> str | None:
    return found.entry.attributes.get("region") or None


def _ranked(
    asked: _Asked,
    vector: Vector | None,
    scope: Scope,
    around: Mapping[str, search.Neighbour],
    hits: Mapping[str, search.Neighbour],
) -> tuple[ranking.Understood, list[ranking.Ranked], dict[str, Mapping[str, float]]]:
    """``hits`` ranked for this question; those that are not ``around`` it are compared with it first."""
    near: dict[str, Mapping[str, float]] = {code: each.near for code, each in around.items()}
    others = [code for code in hits if code not in around]
    if others and vector is not None:
        near.update(search.similarities("item", others, vector))
    lean = scope.leaning
    question = ranking.Understood(
        asked.text, _terms(asked), lean.region or scope.region, lean.audience or scope.audience
    )
    candidates = [
        ranking.Candidate(_item(entry), near.get(code, {}), score or 0.0) for code, (entry, _, score) in hits.items()
    ]
    return question, ranking.rank(question, candidates), near


def _understood_as(asked: _Asked) -> tuple[tuple[str, str], ...]:
    return tuple((e.expression, e.terms[0]) for e in asked.expressions if e.domain != ASKING_DOMAIN)


def _follow(own: tuple[_Asked, Vector | None], together: tuple[_Asked, Vector | None], scope: Scope) -> Found:
    """A turn that may go on with what was spoken of: found by its own words and together with the matter before."""
    asked = own[0]
    spoken = _in_chinese(asked.resolved.spoken)
    by_own, by_both = _around(*own, scope), _around(*together, scope)
    hits = by_both | by_own
    question, alone, near = _ranked(*own, scope, by_own, hits)
    sure = ranking.confidence(question, [r for r in alone if r.code in by_own])
    _, both, _ = _ranked(*together, scope, by_both, hits)
    ranked = {r.code: r for r in alone}
    titles = {code: _name(hit.entry) for code, hit in hits.items()}
    words = [asked.text, *(term for terms in _terms(asked) for term in terms[:2])]
    ordered = following.order(
        {r.code: r.score for r in alone}, {r.code: r.score for r in both}, titles, words=words, spoken=spoken
    )[: scope.offered]  # fmt: skip
    goes_on = bool(ordered) and (spoken.sure or following.related(titles[ordered[0][0]], spoken))
    absent = None if goes_on or sure >= NEARLY_CERTAIN else absent_matter(asked.resolved.need.query, scope.titles)
    shown = (
        replace(_shown(ranked[code], hits[code], near.get(code, {}), asked), score=score) for code, score in ordered
    )
    found = Found(
        tuple(shown), sure, absent, bool(near), _understood_as(asked), goes_on, together[0].looked_up,
        tuple(ranked[code] for code, _ in ordered), said=asked.said, others=_others(hits, scope.leaning.region),
    )  # fmt: skip
    return own_first(found)


def _in_chinese(spoken: following.Spoken) -> following.Spoken:
    """Titles are compared in Chinese; an English conversation remembers English ones."""
    if not spoken.title.isascii():
        return spoken
    codes = [code for code in (spoken.code, *(code for code, _ in spoken.beside)) if code]
    known = catalog.titles(codes) if codes else {}
    beside = tuple((code, known[code].title.zh) for code, _ in spoken.beside if code in known)
    title = known[spoken.code].title.zh if spoken.code in known else spoken.title
    return replace(spoken, title=title, beside=beside)


def _terms(asked: _Asked) -> tuple[tuple[str, ...], ...]:
    return tuple(e.terms for e in asked.expressions if e.domain != ASKING_DOMAIN)


@lru_cache(maxsize=ENTRIES_KEPT)
def _item(entry: search.Held) -> ranking.Item:
    known = entry.attributes
    return ranking.Item(
        entry.group,
        entry.title,
        parent=str(known.get("parent", "")),
        region=known.get("region") or None,
        audience=tuple(known.get("audience", ())),
        has_conditions=bool(known.get("conditions")),
        has_materials=bool(known.get("materials")),
    )


def _name(entry: search.Held) -> str:
    return str(entry.attributes.get("name") or entry.title)


def _shown(ranked: ranking.Ranked, hit: search.Neighbour, near: Mapping[str, float], asked: _Asked) -> Candidate:
    entry = hit.entry
    words = tuple(dict.fromkeys(e.expression for e in asked.expressions if any(t in entry.title for t in e.terms)))
    return Candidate(
        code=ranked.code,
        title=_name(entry),
        score=ranked.score,
        similarity=max(near.values(), default=0.0),
        lexical=hit.lexical_score or 0.0,
        role=entry.role,
        words=words,
        department=str(entry.attributes.get("department", "")),
    )


def chosen(resolved: Resolved, found: Found) -> Choice:
    """What to do with the candidates of one need."""
    if found.absent is not None:
        offered = found.candidates[:5]
        return Choice("unknown", offered, 0.0, matter=found.absent.name, department=found.absent.department)
    if resolved.kind in ("same_item", "other_choice") or found.goes_on:
        return choose(found.candidates, confidence=found.confidence, threshold=0.0, words=found.said, goes_on=True)
    model = ranking.shipped_model()
    return choose(
        found.candidates,
        confidence=found.confidence,
        threshold=model.decline_below,
        # without vectors the score lacks its largest part and says nothing about nearness
        least_score=model.least_for(resolved.need.text) if found.by_meaning else float("-inf"),
        words=found.said,
        asks=found.asks,
        others=found.others,
    )


def _read_titles(_: object) -> tuple[str, ...]:
    return tuple(item.title.zh for item in catalog.list_items(size=1_000_000).items)


all_titles = Kept(_read_titles, seconds=TITLES_KEPT_SECONDS)
"""Titles of all items in force; read again after two minutes."""
