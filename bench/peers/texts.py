"""What all pipelines are given: the entries of the index with their vectors, and the questions."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.load import questions as made_questions
from zhengtong.platform.ai.local_embeddings import LocalEmbedder
from zhengtong.platform.search.segmentation import simplify, terms

DEEP = 50  # entries that each branch hands to the fusion, as in the product
OFFERED = 5
Find = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Texts:
    """``codes``: the item that each entry belongs to; ``words``: its terms, separated by spaces; ``vectors``
    ``[entries, 384]``, unit length."""

    codes: list[str]
    words: list[str]
    vectors: NDArray[np.float32]


def stored(file: Path) -> Texts:
    with np.load(file, allow_pickle=False) as data:
        return Texts(data["codes"].tolist(), data["words"].tolist(), data["vectors"])


def as_words(text: str) -> str:
    """The text's terms as the product's own index has them, one for each space."""
    return " ".join(term.replace(" ", "_") for term in terms(simplify(text).lower()))


def embedder() -> Callable[[str], NDArray[np.float32]]:
    model = LocalEmbedder()
    model.queries(["你好"])
    return lambda text: model.queries([text])[0]


def items(codes: Iterable[str]) -> list[str]:
    """The items of ranked entries, each once."""
    return list(dict.fromkeys(codes))[:OFFERED]


def measure(name: str, find: Find, questions: Path, seconds: float) -> None:
    """Print one line of JSON: hit rates on the single questions, then questions per second on unseen ones."""
    rows = [json.loads(line) for line in questions.open(encoding="utf-8")]
    singles = [row for row in rows if row["kind"] == "single"]
    places = []
    for row in singles:
        gold = {code for need in row["gold"] for code in need}
        found = list(find(row["text"]))
        places.append(next((n for n, code in enumerate(found) if code in gold), OFFERED))
    unseen = iter(made_questions(questions, seed=11))
    asked, started, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - started < seconds:
        find(next(unseen))
        asked += 1
    elapsed = time.perf_counter() - started
    hits = {f"hit@{k}": round(sum(place < k for place in places) / len(places), 3) for k in (1, 3, 5)}
    line = {"name": name, **hits, "per_second": round(asked / elapsed, 1),
            "cpu_ms": round((time.process_time() - cpu) / asked * 1000, 1)}  # fmt: skip
    sys.stdout.write(json.dumps(line) + "\n")
