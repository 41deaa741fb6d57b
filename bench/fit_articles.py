"""Fit the weights by which articles of law are compared, and cross-validate them.

    python -m bench.fit_articles SCENARIOS.jsonl

Needs a data folder with the laws (``zhengtong --data DIR import laws``), best with all vectors. Prints recall on
folds that took no part in the fitting, then the weights for ``knowledge/domain/ranking.py``.
"""
# ruff: noqa: PLC0415 - the product's modules load after it has started

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

FOLDS, ROUNDS, STEPS, PULL = 10, 3, 150, 0.01  # PULL draws the weights towards one for words and one for meaning

Example = tuple[np.ndarray, int | None]  # features [candidates, features], row of the right article


def examples(path: Path) -> list[Example]:
    from zhengtong.contexts.knowledge.domain import ranking
    from zhengtong.contexts.knowledge.domain.names import bare_name
    from zhengtong.contexts.knowledge.domain.numbering import normalise_label
    from zhengtong.contexts.knowledge.queries.answering import COMPARED
    from zhengtong.contexts.knowledge.queries.evaluation import read_scenarios
    from zhengtong.contexts.knowledge.queries.laws import today
    from zhengtong.platform.search import service as search

    found = []
    for scenario in read_scenarios(path):
        query = search.Query(text=scenario.text, kinds=("law",), limit=COMPARED, on=today(), fuse="scores")
        hits = search.search(query).hits
        right = f"law:{bare_name(scenario.law)}#{normalise_label(scenario.article)}"
        candidates = [
            ranking.Candidate(str(h.attributes.get("document", "")), h.text, h.lexical_score, h.similarity)
            for h in hits
        ]  # fmt: skip
        row = next((n for n, hit in enumerate(hits) if hit.group == right), None)
        found.append((ranking.features(scenario.text, candidates), row))
    return found


def fit(train: list[Example]) -> np.ndarray:
    """Weights that make the right article likeliest among the candidates of its question (softmax, Adam)."""
    kept = [(features, row) for features, row in train if row is not None]
    width, most = kept[0][0].shape[1], max(len(features) for features, _ in kept)
    values, mask = np.zeros((len(kept), most, width)), np.full((len(kept), most), -1e9)
    for n, (features, _) in enumerate(kept):
        values[n, : len(features)], mask[n, : len(features)] = features, 0
    rows, every = np.array([row for _, row in kept]), np.arange(len(kept))
    start = np.zeros(width)
    start[:2] = 1
    weights, mean, square = start.copy(), np.zeros(width), np.zeros(width)
    for step in range(1, STEPS + 1):
        scores = values @ weights + mask
        share = np.exp(scores - scores.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        slope = ((share[..., None] * values).sum(1) - values[every, rows]).mean(0) + 2 * PULL * (weights - start)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights = weights - 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def rank(example: Example, weights: np.ndarray) -> int:
    """Place of the right article, 0 where it is not among the candidates."""
    features, row = example
    if row is None:
        return 0
    scores = features @ weights
    return int(1 + (scores > scores[row] + 1e-9).sum())


def recall(ranks: list[int], k: int) -> float:
    return sum(0 < place <= k for place in ranks) / len(ranks)


def main(path: Path) -> None:
    from zhengtong.config.startup import start

    start()
    found = examples(path)
    held_out: list[int] = []
    for turn in range(ROUNDS):
        order = np.random.RandomState(turn).permutation(len(found))
        for fold in range(FOLDS):
            weights = fit([found[n] for n in np.delete(order, np.s_[fold::FOLDS])])
            held_out += [rank(found[n], weights) for n in order[fold::FOLDS]]
    print("held out ", {k: round(recall(held_out, k), 3) for k in (1, 3, 5)})
    weights = fit(found)
    print("fitted on", {k: round(recall([rank(e, weights) for e in found], k), 3) for k in (1, 3, 5)})
    print("WEIGHTS =", tuple(round(float(w), 3) for w in weights))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
