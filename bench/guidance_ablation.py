"""What each part of choosing an item adds, by cross-validation, and the fitting of the shipped weights.

    python -m bench.guidance_ablation ITEMS.jsonl QUESTIONS.jsonl            table of ablations
    python -m bench.guidance_ablation --adapter                              learn data/query_adapter.npz from lexicon/
    python -m bench.guidance_ablation ITEMS QUESTIONS --fit                  write data/ranking.json

ITEMS is an export as in the public Guangdong catalogue, QUESTIONS the form of ``evaluate guidance``. No database.
Vectors are kept in ``--cache``. Weights are fitted on the ``single`` questions by listwise softmax regression; the
figures printed are of held-out quarters, several random splits.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from zhengtong.contexts.guidance.domain import ranking, ranking_adapter, ranking_lexicon
from zhengtong.contexts.guidance.domain.needs import reduced
from zhengtong.platform.ai.local_embeddings import LocalEmbedder
from zhengtong.platform.search.segmentation import simplify, terms

CANDIDATES = 100
FOLDS, REPEATS, RIDGE = 4, 4, 10.0
WRONGLY_DECLINED = 0.01
TWIN = 0.93  # cosine of two titles from which they are taken for the same matter
# set, not fitted: official terms do as well at any weight from 0 to 1.5 here; nobody chose a region or audience here
PRIORS = {"terms": 0.6, "elsewhere": -3.0, "for_others": -1.0}
_EMPTY = re.compile(r"(无|无条件.*|无受理条件|直接申请|按需.*|自动受理|主动公开)[。.]?")


def conditions_of(row: dict) -> str:
    text = re.sub(r"\s+", " ", row.get("accept_standard") or "")
    return "" if _EMPTY.fullmatch(text) else text


class Vectors:
    """Embeds each text once and keeps the vectors on disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._model = folder / "vectors.npz", LocalEmbedder()
        self._known: dict[str, np.ndarray] = {}
        if self._file.exists():
            with np.load(self._file) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._get(texts, self._model.queries, "q")

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._get(texts, self._model.passages, "p")

    def _get(self, texts: Sequence[str], embed: Callable[[Sequence[str]], np.ndarray], kind: str) -> np.ndarray:
        keys = [kind + blake2b(t.encode(), digest_size=12).hexdigest() for t in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        if missing:
            self._known.update(zip(missing, embed(list(missing.values())), strict=True))
            np.savez(self._file, keys=np.array(list(self._known)), vectors=np.array(list(self._known.values())))
        return np.array([self._known[k] for k in keys])


class Words:
    """BM25 over titles and conditions, as the index counts them."""

    def __init__(self, documents: Sequence[list[str]], k1: float = 1.2, b: float = 0.75) -> None:
        self._count = len(documents)
        average = sum(map(len, documents)) / max(len(documents), 1)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, document in enumerate(documents):
            norm = k1 * (1 - b + b * len(document) / average)
            for term, times in Counter(document).items():
                self._postings[term].append((number, times * (k1 + 1) / (times + norm)))

    def scores(self, asked: set[str]) -> np.ndarray:
        result = np.zeros(self._count)
        for term in asked:
            found = self._postings.get(term, ())
            idf = math.log(1 + (self._count - len(found) + 0.5) / (len(found) + 0.5))
            for number, weight in found:
                result[number] += idf * weight
        return result


class Experiment:
    """Items, questions and everything that does not change between ablations."""

    def __init__(self, items: Path, vectors: Vectors) -> None:
        self.rows = [json.loads(line) for line in items.open(encoding="utf-8")]
        self.codes = {row["TASK_CODE"]: number for number, row in enumerate(self.rows)}
        self.vectors = vectors
        titles = [row["TASK_NAME"] for row in self.rows]
        bodies = [f"{r['TASK_NAME']}。{r['DEPT_NAME']}。{conditions_of(r)[:80]}" for r in self.rows]
        self.titles, self.bodies = vectors.passages(titles), vectors.passages(bodies)
        self.words = Words([terms(simplify(f"{r['TASK_NAME']} {conditions_of(r)[:400]}")) for r in self.rows])
        self.items = [self._item(row) for row in self.rows]
        self.lexicon = ranking_lexicon.shipped()

    def _item(self, row: dict) -> ranking.Item:
        materials = row.get("material_intro")
        return ranking.Item(
            row["TASK_CODE"],
            simplify(row["TASK_NAME"]),
            parent=simplify(row.get("parentCatalogName") or ""),
            region=row["AREACODE"],
            has_conditions=bool(conditions_of(row)),
            has_materials=isinstance(materials, list) and bool(materials),
        )

    def prepare(self, texts: Sequence[str], *, adapt: bool = True, expand: bool = True, characters: int = 60) -> list:
        """Per text: (understood, its candidates with similarities)."""
        found = [self.lexicon.find(simplify(t)) if expand else () for t in texts]
        asked = [
            ranking_lexicon.query_text(simplify(reduced(t, characters)), f) for t, f in zip(texts, found, strict=True)
        ]
        vectors = self.vectors.queries(asked)
        adapter = ranking_adapter.shipped(LocalEmbedder.name) if adapt else None
        if adapter:
            vectors = np.array([adapter.adapt(v) for v in vectors])
        prepared = []
        for text, expressions, vector in zip(texts, found, vectors, strict=True):
            title, body = self.titles @ vector, self.bodies @ vector
            matters = tuple(e.terms for e in expressions if e.domain != "service")
            plain = simplify(text)
            lexical = self.words.scores(set(terms(plain)) | {w for t in matters for w in terms(t[0])})
            best = np.argsort(-(title + body))[:CANDIDATES]
            candidates = [
                ranking.Candidate(self.items[n], {"title": float(title[n]), "body": float(body[n])}, float(lexical[n]))
                for n in best
            ]
            prepared.append((ranking.Understood(plain, matters), candidates))
        return prepared


def matrices(prepared: list, names: Sequence[str]) -> list[np.ndarray]:
    result = []
    for question, candidates in prepared:
        values = [ranking.features(question, candidate) for candidate in candidates]
        result.append(np.array([[v[name] for name in names] for v in values]))
    return result


def fit(samples: list[np.ndarray], golds: list[list[int]], ridge: float = RIDGE, steps: int = 400) -> np.ndarray:
    """Weights [features] that make the right rows likely under softmax(rows @ weights)."""
    weights = np.zeros(samples[0].shape[1])
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    used = [(s, g) for s, g in zip(samples, golds, strict=True) if g]
    scale = np.std(np.vstack(samples), axis=0) + 1e-9
    used = [(s / scale, g) for s, g in used]
    for step in range(1, steps + 1):
        gradient = ridge * weights / len(used)
        for sample, gold in used:
            likely = np.exp(sample @ weights - (sample @ weights).max())
            likely /= likely.sum()
            target = np.zeros_like(likely)
            target[gold] = likely[gold] / likely[gold].sum()
            gradient += sample.T @ (likely - target) / len(used)
        first, second = 0.9 * first + 0.1 * gradient, 0.99 * second + 0.01 * gradient**2
        weights -= 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights / scale


def cross_validated(samples: list[np.ndarray], golds: list[list[int]]) -> np.ndarray:
    """Rank of the right item for each question, [repeats, questions], weights fitted without that question."""
    ranks = np.full((REPEATS, len(samples)), 999.0)
    for repeat in range(REPEATS):
        order = np.random.RandomState(repeat).permutation(len(samples))
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS].tolist())
            learnt = [n for n in range(len(samples)) if n not in held]
            weights = fit([samples[n] for n in learnt], [golds[n] for n in learnt])
            for n in held:
                ranks[repeat, n] = rank_of(samples[n] @ weights, golds[n])
    return ranks


def rank_of(scores: np.ndarray, gold: list[int]) -> float:
    if not gold:
        return 999.0
    best = scores[gold].max()
    return float(1 + (scores > best).sum() + ((scores == best).sum() - 1) / 2)


def report(name: str, ranks: np.ndarray) -> None:
    hits = "  ".join(f"@{k} {np.mean(ranks <= k):.3f}" for k in (1, 3, 5, 20, 100))
    print(f"{name:28s} {hits}", flush=True)


def gold_rows(prepared: list, golds: Sequence[Sequence[str]]) -> list[list[int]]:
    return [[n for n, c in enumerate(cs) if c.item.code in gold] for (_, cs), gold in zip(prepared, golds, strict=True)]


def learn_adapter(vectors: Vectors) -> None:
    expressions = [e for file in sorted(ranking_lexicon.FOLDER.glob("*.csv")) for e in ranking_lexicon.read(file)]
    pairs = [(e.expression, term) for e in expressions for term in e.terms[:2]]
    left, right = vectors.queries([e for e, _ in pairs]), vectors.passages([t for _, t in pairs])
    ranking_adapter.save(ranking_adapter.learn(LocalEmbedder.name, left, right))
    print(f"{len(pairs)} pairs of {len(expressions)} expressions -> {ranking_adapter.FILE}")


def ablate(experiment: Experiment, texts: list[str], golds: list[list[str]], names: list[str]) -> None:
    plain = experiment.prepare(texts, adapt=False, expand=False)
    variants = {
        "embedding only": plain,
        "+ lexicon terms": experiment.prepare(texts, adapt=False),
        "+ adapter": experiment.prepare(texts),
        "  at most 40 characters": experiment.prepare(texts, characters=40),
        "  all characters": experiment.prepare(texts, characters=1000),
    }
    for name, prepared in variants.items():
        closeness = [m.sum(axis=1) for m in matrices(prepared, ["title_meaning", "body_meaning"])]
        gold = gold_rows(prepared, golds)
        report(name, np.array([[rank_of(s, g) for s, g in zip(closeness, gold, strict=True)]]))
    prepared = variants["+ adapter"]
    samples, gold = matrices(prepared, names), gold_rows(prepared, golds)
    report("all features (CV)", cross_validated(samples, gold))
    for left_out in names:
        kept = [i for i, name in enumerate(names) if name != left_out]
        report(f"  without {left_out}", cross_validated([s[:, kept] for s in samples], gold))


def fit_confidence(rows: np.ndarray, held: np.ndarray, ridge: float = 3.0, steps: int = 600) -> np.ndarray:
    """Logistic weights [signals + 1], the last one the bias; both classes count alike."""
    scale = rows.std(axis=0) + 1e-9
    middle = rows.mean(axis=0)
    inputs = np.hstack([(rows - middle) / scale, np.ones((len(rows), 1))])
    shares = np.where(held, 0.5 / max(held.sum(), 1), 0.5 / max((~held).sum(), 1))
    weights = np.zeros(inputs.shape[1])
    curbed = np.append(np.full(len(weights) - 1, ridge / len(rows)), 0.0)
    for _ in range(steps):  # gradient descent; the problem is convex and small
        likely = 1 / (1 + np.exp(-inputs @ weights))
        weights -= 1.0 * (inputs.T @ (shares * (likely - held)) + curbed * weights)
    plain = weights[:-1] / scale
    return np.append(plain, weights[-1] - plain @ middle)


def signal_rows(prepared: list, model: ranking.Model) -> tuple[list[str], np.ndarray]:
    rows = [ranking.signals(ranking.rank(q, candidates, model)) for q, candidates in prepared]
    names = list(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows])


def held_out_confidence(rows: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Mean over the splits of the probability each question gets from weights fitted without it."""
    likely = np.zeros((REPEATS, len(rows)))
    for repeat in range(REPEATS):
        order = np.random.RandomState(repeat).permutation(len(rows))
        for fold in range(FOLDS):
            out = order[fold::FOLDS]
            learnt = np.setdiff1d(order, out)
            weights = fit_confidence(rows[learnt], held[learnt])
            likely[repeat, out] = 1 / (1 + np.exp(-(rows[out] @ weights[:-1] + weights[-1])))
    return likely.mean(axis=0)


def without_the_right_ones(experiment: Experiment, prepared: list, golds: list[list[str]]) -> list:
    """The same questions as if the catalogue did not hold their matter: the right item and all that are close to it
    or stand in the same catalogue entry are taken out. So there are as many unanswerable questions as answerable.
    """
    result = []
    for (question, candidates), gold in zip(prepared, golds, strict=True):
        rows = [experiment.codes[code] for code in gold]
        near = (experiment.titles @ experiment.titles[rows].T).max(axis=1) > TWIN
        parents = {experiment.rows[n]["parentCatalogName"] for n in rows}

        def other(code: str, near: np.ndarray = near, parents: set[str] = parents) -> bool:
            number = experiment.codes[code]
            return not near[number] and experiment.rows[number]["parentCatalogName"] not in parents

        kept = [candidate for candidate in candidates if other(candidate.item.code)]
        result.append((question, kept))
    return result


# chosen by looking at questions that have nothing to do with government, whose best score is below it
LEAST_SCORE = 2.0
LEAST_ENGLISH = -1.0  # English is further from Chinese titles


def fit_all(
    experiment: Experiment, texts: list[str], golds: list[list[str]], absent: list[str], names: list[str]
) -> None:
    """Write ``data/ranking.json``; ``decline_below`` leaves ``WRONGLY_DECLINED`` of the answerable below it."""
    prepared = experiment.prepare(texts)
    weights = fit(matrices(prepared, names), gold_rows(prepared, golds))
    fitted = {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)} | PRIORS
    model = ranking.Model(fitted, {}, 0.0)
    taken_out = without_the_right_ones(experiment, prepared, golds)
    signals, rows = signal_rows([*prepared, *taken_out], model)
    held = np.arange(len(rows)) < len(texts)
    likely = held_out_confidence(rows, held)
    final = fit_confidence(rows, held)
    real = signal_rows(experiment.prepare(absent), model)[1] if absent else np.zeros((0, len(signals)))
    real_likely = 1 / (1 + np.exp(-(real @ final[:-1] + final[-1])))
    for share in (0.01, 0.02, 0.04, 0.06, 0.08, 0.10, 0.15):
        below = float(np.quantile(likely[held], share))
        out, absent_out = np.mean(likely[~held] < below), np.mean(real_likely < below)
        print(f"wrongly declined {share:.2f}  taken out {out:.3f}  really absent {absent_out:.3f}  below {below:.3f}")
    confidence = {n: round(float(w), 3) for n, w in zip([*signals, "bias"], final, strict=True)}
    below = round(float(np.quantile(likely[held], WRONGLY_DECLINED)), 3)
    data = {
        "weights": fitted, "confidence": confidence, "decline_below": below, "least_score": LEAST_SCORE,
        "least_score_english": LEAST_ENGLISH,
    }  # fmt: skip
    ranking_file = Path(ranking.__file__).parent / "data" / "ranking.json"
    ranking_file.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    print(ranking_file.read_text("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("items", type=Path, nargs="?")
    parser.add_argument("questions", type=Path, nargs="?")
    parser.add_argument("--adapter", action="store_true", help="learn the query adapter from the lexicon")
    parser.add_argument("--fit", action="store_true", help="write the weights")
    parser.add_argument("--cache", type=Path, default=Path(".cache/ablation"))
    options = parser.parse_args()
    vectors = Vectors(options.cache)
    if options.adapter:
        learn_adapter(vectors)
    if not (options.items and options.questions):
        return
    questions = [json.loads(line) for line in options.questions.open(encoding="utf-8")]
    single = [q for q in questions if q["kind"] == "single"]
    experiment = Experiment(options.items, vectors)
    texts, golds = [q["text"] for q in single], [q["gold"][0] for q in single]
    prepared = experiment.prepare(texts)
    names = [n for n in ranking.features(prepared[0][0], prepared[0][1][0]) if n not in PRIORS]
    if options.fit:
        absent = [q["text"] for q in questions if q.get("reason") == "not_in_catalogue"]
        fit_all(experiment, texts, golds, absent, names)
    else:
        ablate(experiment, texts, golds, names)


if __name__ == "__main__":
    main()
