"""The SQL that finds what may answer a question."""

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
_SCORED = """
found AS (SELECT id, max(below) AS below FROM (<found>) AS branches (id, below) GROUP BY id)
SELECT e.id, e.kind, e.key, e.object, e.role, e.title, <lexical_score>, <similarity>, e.attributes::text, <text>
FROM found f JOIN search_entry e USING (id)
ORDER BY e.id
"""


def statement(
    query: Query, prepared: Prepared | None, vector: Vector | None, *, texts: bool = True
) -> tuple[str, dict[str, Any]]:
    """SQL and parameters for the candidates: by words with ``prepared``, by meaning with ``vector``.

    Each comes with its score of both sorts, however it was found.
    """
    filters, params = _filters(query)
    params |= {"kinds": list(query.kinds), "candidates": candidates(query)}
    parts, found = [], []
    if prepared is not None:
        parts.append(_LEXICAL)
        found.append("SELECT id, below FROM lexical")
        params |= _term_params(query, prepared)
    if vector is not None:
        branches = [_BRANCH.replace("<kind>", kind.replace("'", "''").replace("%", "%%")) for kind in query.kinds]
        parts.append(_NEAREST.replace("<branches>", " UNION ALL ".join(branches)))
        found.append("SELECT id, NULL::float8 FROM nearest")
        params |= {"vector": literal(vector), "ef_search": str(min(max(params["candidates"], tuning.EF_SEARCH), 1000))}
    pieces = {
        "<found>": " UNION ALL ".join(found),
        "<lexical_score>": "coalesce(-f.below, -(e.weights <#> (SELECT idf FROM weighed)) * <role_weight>)"
        if prepared is not None else "NULL::float8",
        "<similarity>": "1 - (e.vector::halfvec(<dimensions>) <=> (SELECT vector FROM meant))"
        if vector is not None else "NULL::float8",
        "<role_weight>": _role_weight(),
        "<text>": "e.text" if texts else "''",
        "<filters>": filters,
        "<dimensions_of_words>": str(DIMENSIONS),
        "<dimensions>": str(len(vector) if vector is not None else 0),
    }  # fmt: skip
    sql = "WITH " + ",".join([*parts, _SCORED])
    for name, piece in pieces.items():
        sql = sql.replace(name, piece)
    return sql, params


def candidates(query: Query) -> int:
    """How many entries each branch hands on."""
    return max(tuning.CANDIDATES, 2 * query.limit)


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


def _role_weight() -> str:
    if not tuning.role_weights:
        return "1.0"
    cases = " ".join(
        f"WHEN e.kind = '{kind}' AND e.role = '{role}' THEN {weight}"
        for (kind, role), weight in sorted(tuning.role_weights.items())
    )
    return f"(CASE {cases} ELSE 1.0 END)"
