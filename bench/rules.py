"""How fast condition trees are: ``python bench/rules.py [--rows 1000000] [--json]``. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date

import numpy as np

from zhengtong.platform.rules.service import Batch, evaluate, parse, rows_of

TODAY = date(2026, 11, 20)
TREE = parse(
    {
        "all": [
            {"field": "born", "op": "age_ge", "value": 60},
            {"field": "city", "op": "within", "value": "990100"},
            {"any": [{"field": "income", "op": "lt", "value": 3000}, {"field": "card", "op": "eq", "value": True}]},
            {"not": {"field": "status", "op": "in", "value": ["closed", "moved"]}},
            {
                "at_least_n": {
                    "n": 2,
                    "of": [
                        {"field": "income", "op": "lt", "value": 5000},
                        {"field": "children", "op": "ge", "value": 1},
                        {"field": "settled", "op": "months_ge", "value": 6},
                    ],
                }
            },
        ]
    }
)
SIMILAR = [
    parse(
        {
            "all": [
                {"field": "born", "op": "age_ge", "value": 60},
                {"field": "city", "op": "within", "value": "990100"},
                {"field": "income", "op": "lt", "value": 1000 + 100 * n},
            ]
        }
    )
    for n in range(20)
]


def columns(rows: int) -> dict[str, object]:
    random = np.random.default_rng(1)
    first = np.datetime64("1930-01-01")
    income = random.normal(5000, 2500, rows)
    income[random.random(rows) < 0.05] = np.nan
    return {
        "born": first + random.integers(0, 33_000, rows),
        "settled": np.datetime64("2010-01-01") + random.integers(0, 6_000, rows),
        "income": income,
        "children": random.integers(0, 5, rows),
        "card": random.random(rows) < 0.3,
        "city": random.choice(np.array(["990101", "990102", "990200", "440106"]), rows),
        "status": random.choice(np.array(["open", "closed", "moved", "new"]), rows),
    }


def single(table: dict[str, object], rows: int) -> tuple[float, int]:
    plain = {name: column[:rows].tolist() for name, column in table.items()}
    facts = [dict(zip(plain, values, strict=True)) for values in zip(*plain.values(), strict=True)]
    started = time.perf_counter()
    true = sum(evaluate(TREE, each, today=TODAY).truth is True for each in facts)
    return time.perf_counter() - started, true


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    table = columns(options.rows)
    sample = min(20_000, options.rows)
    single_seconds, single_true = single(table, sample)

    started = time.perf_counter()
    batch = Batch(table, today=TODAY, count=options.rows)
    outcome = batch.evaluate(TREE)
    first_seconds = time.perf_counter() - started
    assert int((rows_of(outcome.true_bits, options.rows) < sample).sum()) == single_true

    started = time.perf_counter()
    for tree in SIMILAR:
        batch.evaluate(tree)
    more_seconds = time.perf_counter() - started
    figures = {
        "rows": options.rows,
        "tests_in_tree": 8,
        "single_rows_per_s": round(sample / single_seconds),
        "batch_seconds": round(first_seconds, 3),
        "batch_rows_per_s": round(options.rows / first_seconds),
        "each_further_tree_ms": round(1000 * more_seconds / len(SIMILAR), 2),
    }
    sys.stdout.write(
        json.dumps(figures) + "\n" if options.json else "".join(f"{k:24}{v:>14,}\n" for k, v in figures.items())
    )


if __name__ == "__main__":
    main()
