"""One question, one SQL statement: BM25 and vectors, filtered alike, fused by reciprocal ranks."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
from django.db import connection

from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import tuning
from zhengtong.platform.search.entries import Hit, Prepared, Query, Result
from zhengtong.platform.search.preparation import prepare
from zhengtong.platform.search.segmentation import DIMENSIONS, term_number


def search(query: Query) -> Result:
    """The best entries, or with ``group`` the best entry of each group, best first."""
    started = time.perf_counter()
    prepared = prepare(query.text)
    ready = time.perf_counter()
    vector = _question_vector(prepared) if query.mode != "lexical" else None
    embedded = time.perf_counter()
    hits = _run(query, prepared, vector)
    done = time.perf_counter()
    timings = {"prepare": ready - started, "embed": embedded - ready, "database": done - embedded}
    return Result(hits, prepared, {name: seconds * 1000 for name, seconds in timings.items()})


def _question_vector(prepared: Prepared) -> np.ndarray[Any, np.dtype[np.float32]] | None:
    embedder = ai.embedder()
    if embedder is None or not prepared.terms:
        return None
    vector: np.ndarray[Any, np.dtype[np.float32]] = embedder.queries([prepared.normalised])[0]
    return vector


_LEXICAL = """
asked AS (
    SELECT kind, term, max(weight) AS weight
    FROM unnest(%(kinds_of_terms)s::text[], %(terms)s::int[], %(weights)s::real[]) AS given (kind, term, weight)
    GROUP BY kind, term
),
sizes AS (SELECT kind, sum(entries) AS n FROM search_size WHERE kind = ANY(%(kinds)s::text[]) GROUP BY kind),
known AS MATERIALIZED (
    SELECT a.term, s.n, f.df, a.weight * ln(1 + (s.n - f.df + 0.5) / (f.df + 0.5)) AS idf
    FROM asked a JOIN sizes s USING (kind)
    CROSS JOIN LATERAL (SELECT sum(entries) AS df FROM search_frequency WHERE term = a.term) AS f
    WHERE f.df > 0 AND s.n > 0
),
finding AS MATERIALIZED (
    SELECT coalesce(
        (SELECT array_agg(term) FROM known WHERE df <= greatest(n * %(frequent)s::float8, 20)),
        (SELECT array_agg(term) FROM (SELECT term FROM known ORDER BY df LIMIT 2) AS rarest)
    ) AS terms
),
weighed AS MATERIALIZED (
    SELECT ('{' || string_agg(term || ':' || idf::real, ',' ORDER BY term) || '}/' || %(dimensions)s)::sparsevec AS idf
    FROM known WHERE idf > 0
),
lexical AS MATERIALIZED (
    SELECT e.id FROM search_entry e
    WHERE e.terms && (SELECT terms FROM finding) AND <filters>
    ORDER BY (e.weights <#> (SELECT idf FROM weighed)) * <role_weight>, e.id
    LIMIT %(candidates)s
)"""
_VECTOR = """
nearest AS MATERIALIZED (<branches>)"""
_BRANCH = """(
    SELECT e.id FROM search_entry e
    WHERE e.kind = '<kind>' AND e.vector IS NOT NULL AND <filters>
    ORDER BY e.vector::halfvec(<dimensions>) <=> %(vector)s::halfvec(<dimensions>) LIMIT %(candidates)s
)"""
_FUSION = """
found AS (<found>),
scored AS (
    SELECT e.id, <unit> AS unit, <role_weight> AS factor, <lexical_score> AS lexical, <similarity> AS similarity
    FROM found JOIN search_entry e USING (id)
),
units AS (
    SELECT unit, max(lexical * factor) FILTER (WHERE lexical > 0) AS lexical, max(similarity) AS similarity,
        (array_agg(id ORDER BY greatest(lexical, 0) * factor DESC NULLS LAST, similarity DESC NULLS LAST, id))[1] AS by_words,
        (array_agg(id ORDER BY similarity DESC NULLS LAST, id))[1] AS by_vector
    FROM scored GROUP BY unit
),
ranked AS (
    SELECT *,
        CASE WHEN lexical IS NOT NULL THEN rank() OVER (ORDER BY lexical DESC NULLS LAST) END AS lexical_rank,
        CASE WHEN similarity IS NOT NULL THEN rank() OVER (ORDER BY similarity DESC NULLS LAST) END AS vector_rank
    FROM units
),
fused AS (
    SELECT *, coalesce(%(lexical_weight)s / (%(rrf_k)s + lexical_rank), 0)
            + coalesce(%(vector_weight)s / (%(rrf_k)s + vector_rank), 0) AS score,
        CASE WHEN lexical_rank <= coalesce(vector_rank, lexical_rank) THEN by_words ELSE by_vector END AS id
    FROM ranked
)
SELECT e.kind, e.key, e.object, e.role, e.title, e.text, f.score::float8, f.lexical::float8, f.lexical_rank,
    f.similarity::float8, f.vector_rank, e.attributes::text
FROM fused f JOIN search_entry e ON e.id = f.id
WHERE f.score > 0
ORDER BY f.score DESC, f.lexical DESC NULLS LAST, e.kind, e.key
LIMIT %(limit)s
"""


def _run(
    query: Query, prepared: Prepared, vector: np.ndarray[Any, np.dtype[np.float32]] | None
) -> tuple[Hit, ...]:
    use_words = query.mode != "vector" and bool(prepared.terms)
    if not query.kinds or query.limit < 1 or not (use_words or vector is not None):
        return ()
    sql, params = _statement(query, prepared, vector, use_words)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(Hit(*row[:-1], attributes=json.loads(row[-1])) for row in cursor.fetchall())


def _statement(
    query: Query, prepared: Prepared, vector: np.ndarray[Any, np.dtype[np.float32]] | None, use_words: bool
) -> tuple[str, dict[str, Any]]:
    filters, params = _filters(query)
    params |= {
        "kinds": list(query.kinds), "limit": query.limit, "candidates": max(tuning.CANDIDATES, 4 * query.limit),
        "rrf_k": tuning.RRF_K, "lexical_weight": tuning.LEXICAL_WEIGHT, "vector_weight": tuning.VECTOR_WEIGHT,
    }  # fmt: skip
    parts, found = [], []
    if use_words:
        parts.append(_LEXICAL)
        found.append("SELECT id FROM lexical")
        params |= _word_params(query, prepared)
    if vector is not None:
        branches = [
            _BRANCH.replace("<kind>", kind.replace("'", "''").replace("%", "%%")) for kind in query.kinds
        ]
        parts.append(_VECTOR.replace("<branches>", " UNION ALL ".join(branches)))
        found.append("SELECT id FROM nearest")
        params["vector"] = "[" + ",".join(f"{value:.5f}" for value in vector.tolist()) + "]"
    pieces = {
        "<found>": " UNION ".join(found),
        "<unit>": "e.kind || ' ' || e.object" if query.group else "e.id",
        "<lexical_score>": "-(e.weights <#> (SELECT idf FROM weighed))" if use_words else "NULL::float8",
        "<similarity>": "1 - (e.vector::halfvec(<dimensions>) <=> %(vector)s::halfvec(<dimensions>))"
        if vector is not None else "NULL::float8",
        "<role_weight>": _role_weight(),
        "<filters>": filters,
    }  # fmt: skip
    sql = "WITH " + ",".join([*parts, _FUSION])
    for name, piece in pieces.items():
        sql = sql.replace(name, piece)
    return sql.replace("<dimensions>", str(len(vector) if vector is not None else 0)), params


def _word_params(query: Query, prepared: Prepared) -> dict[str, Any]:
    weighted = [*((term, 1.0) for term in prepared.terms), *prepared.expansions][: tuning.MAX_TERMS]
    rows = [(kind, term_number(kind, word), weight) for kind in query.kinds for word, weight in weighted]
    return {
        "kinds_of_terms": [kind for kind, _, _ in rows],
        "terms": [term for _, term, _ in rows],
        "weights": [weight for _, _, weight in rows],
        "frequent": tuning.FREQUENT_SHARE,
        "dimensions": DIMENSIONS,
    }


def _filters(query: Query) -> tuple[str, dict[str, Any]]:
    conditions, params = ["TRUE"], {}  # type: tuple[list[str], dict[str, Any]]
    if query.region:
        conditions.append("(e.region IS NULL OR e.region = ANY(%(regions)s::text[]))")
        params["regions"] = _with_ancestors(query.region)
    if query.audience:
        conditions.append("(e.audience = '{}' OR %(audience)s = ANY(e.audience))")
        params["audience"] = query.audience
    if query.on:
        conditions.append(
            "(e.valid_from IS NULL OR e.valid_from <= %(on)s) AND (e.valid_to IS NULL OR e.valid_to > %(on)s)"
        )
        params["on"] = query.on
    return " AND ".join(conditions), params


def _with_ancestors(code: str) -> list[str]:
    """A division code (GB/T 2260, 6 digits, or 9 or 12 for towns and villages) and those it lies in, in any length."""
    digits = code.rstrip("0")
    steps = [2, 4, 6, 9, 12]
    prefixes = {code[:step] for step in steps if step < len(digits)} | {code, ""}
    ancestors = {code}
    for prefix in prefixes - {code}:
        ancestors |= {prefix.ljust(size, "0") for size in (6, 9, 12)}
    ancestors |= {digits.ljust(size, "0") for size in (6, 9, 12) if len(digits) <= size}
    return sorted(ancestors)


def _role_weight() -> str:
    if not tuning.role_weights:
        return "1.0"
    cases = " ".join(
        f"WHEN e.kind = '{kind}' AND e.role = '{role}' THEN {weight}"
        for (kind, role), weight in sorted(tuning.role_weights.items())
    )
    return f"(CASE {cases} ELSE 1.0 END)"
