"""The SQL of a search."""

from __future__ import annotations

from typing import Any

from zhengtong.platform.search import tuning
from zhengtong.platform.search.entries import Prepared, Query
from zhengtong.platform.search.questions import Vector
from zhengtong.platform.search.segmentation import DIMENSIONS, term_number

_LEXICAL = """
asked AS (
    SELECT * FROM unnest(%(term_kinds)s::text[], %(terms)s::int[], %(weights)s::real[]) AS given (kind, term, weight)
),
sizes AS (SELECT kind, sum(entries) AS n FROM search_size WHERE kind = ANY(%(kinds)s::text[]) GROUP BY kind),
known AS MATERIALIZED (
    SELECT a.kind, a.term, s.n, f.df, a.weight * ln(1 + (s.n - f.df + 0.5) / (f.df + 0.5)) AS idf,
        sum(f.df) OVER by_rarity AS total, row_number() OVER by_rarity AS place
    FROM asked a JOIN sizes s USING (kind)
    CROSS JOIN LATERAL (SELECT sum(entries) AS df FROM search_frequency WHERE term = a.term) AS f
    WHERE f.df > 0 AND s.n > 0
    WINDOW by_rarity AS (PARTITION BY a.kind ORDER BY f.df, a.term ROWS UNBOUNDED PRECEDING)
),
finding AS MATERIALIZED (
    SELECT array_agg(term) AS terms FROM known
    WHERE place <= 2 OR (df <= greatest(n * %(frequent)s::float8, %(frequent_floor)s)
                         AND total <= %(budget)s + n * %(budget_share)s::float8)
),
weighed AS MATERIALIZED (
    SELECT ('{' || string_agg(term || ':' || idf::real, ',' ORDER BY term)
        || '}/<dimensions_of_words>')::sparsevec AS idf
    FROM (SELECT term, max(idf) AS idf FROM known GROUP BY term) AS terms WHERE idf > 0
),
lexical AS MATERIALIZED (
    SELECT e.id, (e.weights <#> (SELECT idf FROM weighed)) * <role_weight> AS below
    FROM search_entry e
    WHERE e.terms && (SELECT terms FROM finding) AND e.kind = ANY(%(kinds)s::text[]) AND <filters>
    ORDER BY below, e.id
    LIMIT %(candidates)s
)"""
# settings of pgvector for this statement alone: as many neighbours as are asked for, also behind filters; their order
# need not be exact, since all that is found is compared exactly below
_NEAREST = """
meant AS MATERIALIZED (
    SELECT CASE WHEN set_config('hnsw.ef_search', %(ef_search)s, true) || set_config('hnsw.iterative_scan',
        'relaxed_order', true) <> '' THEN %(vector)s::halfvec(<dimensions>) END AS vector
),
nearest AS MATERIALIZED (<branches>)"""
_BRANCH = """(
    SELECT e.id FROM search_entry e
    WHERE e.kind = '<kind>' AND e.vector IS NOT NULL AND <filters>
    ORDER BY e.vector::halfvec(<dimensions>) <=> (SELECT vector FROM meant) LIMIT %(candidates)s
)"""
_FUSION = """
found AS (<found>),
scored AS (
    SELECT e.id, e.role, <unit> AS unit, <vector_weight> AS vector_weight,
        <lexical_score> * <role_weight> AS lexical, <similarity> AS similarity
    FROM found JOIN search_entry e USING (id)
),
units AS (
    SELECT unit, <lexical_of_unit> AS lexical, max(similarity) AS similarity, max(vector_weight) AS vector_weight,
        (array_agg(id ORDER BY lexical DESC NULLS LAST, similarity DESC NULLS LAST, id))[1] AS by_words,
        (array_agg(id ORDER BY similarity DESC NULLS LAST, id))[1] AS by_vector
    FROM <scored> GROUP BY unit
),
ranked AS (
    SELECT *,
        CASE WHEN lexical > 0 THEN rank() OVER (ORDER BY lexical DESC NULLS LAST) END AS lexical_rank,
        CASE WHEN similarity IS NOT NULL THEN rank() OVER (ORDER BY similarity DESC NULLS LAST) END AS vector_rank
    FROM units
),
fused AS (
    SELECT *, <score> AS score,
        CASE WHEN lexical_rank <= coalesce(vector_rank, lexical_rank) THEN by_words ELSE by_vector END AS id
    FROM ranked
)
SELECT e.kind, e.key, e.object, e.role, e.title, e.text, f.score::float8, nullif(f.lexical, 0)::float8,
    f.lexical_rank, f.similarity::float8, f.vector_rank, e.attributes::text
FROM fused f JOIN search_entry e ON e.id = f.id
WHERE f.score IS NOT NULL
ORDER BY f.score DESC, f.lexical DESC NULLS LAST, e.kind, e.key
LIMIT %(limit)s
"""
_BY_RANKS = """coalesce(%(lexical_weight)s / (%(rrf_k)s + lexical_rank), 0)
            + coalesce(vector_weight / (%(rrf_k)s + vector_rank), 0)"""
# standard scores over all that was found; what has no score of a sort is in the middle of that sort
_BY_SCORES = """%(lexical_weight)s * coalesce((nullif(lexical, 0) - avg(nullif(lexical, 0)) OVER ())
                / nullif(stddev_pop(lexical) FILTER (WHERE lexical > 0) OVER (), 0), 0)
            + vector_weight * coalesce((similarity - avg(similarity) OVER ())
                / nullif(stddev_pop(similarity) OVER (), 0), 0)"""
_BY_ROLE = """(
    SELECT unit, id, role, similarity, vector_weight,
        CASE WHEN row_number() OVER (PARTITION BY unit, role ORDER BY lexical DESC NULLS LAST, id) = 1 THEN lexical END
            AS lexical
    FROM scored
) AS of_roles"""


def statement(query: Query, prepared: Prepared | None, vector: Vector | None) -> tuple[str, dict[str, Any]]:
    """SQL and parameters: by words with ``prepared``, by meaning with ``vector``, fused with both."""
    filters, params = _filters(query)
    params |= {
        "kinds": list(query.kinds), "limit": query.limit, "candidates": max(tuning.CANDIDATES, 2 * query.limit),
        "rrf_k": tuning.RRF_K, "lexical_weight": tuning.LEXICAL_WEIGHT,
    }  # fmt: skip
    parts, found = [], []
    if prepared is not None:
        parts.append(_LEXICAL)
        found.append("SELECT id FROM lexical")
        params |= _term_params(query, prepared)
    if vector is not None:
        branches = [_BRANCH.replace("<kind>", kind.replace("'", "''").replace("%", "%%")) for kind in query.kinds]
        parts.append(_NEAREST.replace("<branches>", " UNION ALL ".join(branches)))
        found.append("SELECT id FROM nearest")
        params |= {"vector": literal(vector), "ef_search": str(min(max(params["candidates"], tuning.EF_SEARCH), 1000))}
    by_roles = query.combine == "roles"
    use_both = prepared is not None and vector is not None
    pieces = {
        "<found>": " UNION ".join(found),
        "<unit>": "e.kind || ' ' || e.object" if query.group else "e.id",
        "<scored>": _BY_ROLE if by_roles else "scored",
        "<lexical_of_unit>": "sum(lexical)" if by_roles else "max(lexical)",
        "<lexical_score>": "-(e.weights <#> (SELECT idf FROM weighed))" if prepared is not None else "NULL::float8",
        "<similarity>": "1 - (e.vector::halfvec(<dimensions>) <=> (SELECT vector FROM meant))"
        if vector is not None else "NULL::float8",
        "<role_weight>": _role_weight(),
        "<score>": _BY_SCORES if query.fuse == "scores" else f"nullif({_BY_RANKS}, 0)",
        "<vector_weight>": _vector_weight(query) if use_both else str(tuning.VECTOR_WEIGHT),
        "<filters>": filters,
        "<dimensions_of_words>": str(DIMENSIONS),
        "<dimensions>": str(len(vector) if vector is not None else 0),
    }  # fmt: skip
    sql = "WITH " + ",".join([*parts, _FUSION])
    for name, piece in pieces.items():
        sql = sql.replace(name, piece)
    return sql, params


def literal(vector: Vector) -> str:
    """A vector as PostgreSQL reads it; halfvec keeps about three digits, so five are enough."""
    return "[" + ",".join(f"{value:.5f}" for value in vector.tolist()) + "]"


def _term_params(query: Query, prepared: Prepared) -> dict[str, Any]:
    rows = {(kind, term_number(kind, term)): w for kind in query.kinds for term, w in prepared.weights}
    return {
        "term_kinds": [kind for kind, _ in rows],
        "terms": [term for _, term in rows],
        "weights": list(rows.values()),
        "frequent": tuning.FREQUENT_SHARE,
        "frequent_floor": tuning.FREQUENT_FLOOR,
        "budget": tuning.CANDIDATE_BUDGET,
        "budget_share": tuning.CANDIDATE_SHARE,
    }


def _filters(query: Query) -> tuple[str, dict[str, Any]]:
    conditions = ["TRUE"]
    params: dict[str, Any] = {}
    if query.region:
        conditions.append("(e.region IS NULL OR e.region = ANY(%(regions)s::text[]))")
        params["regions"] = with_ancestors(query.region)
    if query.audience:
        conditions.append("(e.audience = '{}' OR %(audience)s = ANY(e.audience))")
        params["audience"] = query.audience
    if query.on:
        conditions.append("(e.valid_from IS NULL OR e.valid_from <= %(on)s)")
        conditions.append("(e.valid_to IS NULL OR e.valid_to > %(on)s)")
        params["on"] = query.on
    return " AND ".join(conditions), params


def with_ancestors(code: str) -> list[str]:
    """A division code and the codes of all it lies in, each in 6, 9 and 12 digits.

    Levels as in GB/T 2260 and GB/T 10114: province 2, city 4, county 6, town 9, village 12 digits.
    """
    levels = [2, 4, 6, 9, 12]
    own = next((level for level in levels if not code[level:].strip("0")), len(code))
    prefixes = [code[:level] for level in levels if level <= own]
    return sorted(
        {code} | {prefix.ljust(size, "0") for prefix in prefixes for size in (6, 9, 12) if len(prefix) <= size}
    )


def _vector_weight(query: Query) -> str:
    known = {kind: tuning.vector_weights[kind] for kind in query.kinds if kind in tuning.vector_weights}
    if not known:
        return str(tuning.VECTOR_WEIGHT)
    cases = " ".join(f"WHEN e.kind = '{kind}' THEN {weight}" for kind, weight in sorted(known.items()))
    return f"(CASE {cases} ELSE {tuning.VECTOR_WEIGHT} END)"


def _role_weight() -> str:
    if not tuning.role_weights:
        return "1.0"
    cases = " ".join(
        f"WHEN e.kind = '{kind}' AND e.role = '{role}' THEN {weight}"
        for (kind, role), weight in sorted(tuning.role_weights.items())
    )
    return f"(CASE {cases} ELSE 1.0 END)"
