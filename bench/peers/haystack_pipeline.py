"""Haystack: BM25 and embedding retrievers over its in-memory store, joined by reciprocal ranks."""

from __future__ import annotations

import argparse
from pathlib import Path

from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from bench.peers.texts import DEEP, as_words, embedder, items, measure, stored


@component
class SameEmbedder:
    """The vectors that the product computes."""

    def __init__(self) -> None:
        self._embed = embedder()

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        return {"embedding": self._embed(text).tolist()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("seconds", type=float)
    arguments = parser.parse_args()
    texts = stored(arguments.texts)
    store = InMemoryDocumentStore(bm25_tokenization_regex=r"\S+", bm25_algorithm="BM25Okapi", return_embedding=False)
    store.write_documents(
        [Document(id=str(n), content=words, meta={"code": code}, embedding=vector.tolist())
         for n, (code, words, vector) in enumerate(zip(texts.codes, texts.words, texts.vectors, strict=True))]
    )  # fmt: skip
    pipeline = Pipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=DEEP))
    pipeline.add_component("embedder", SameEmbedder())
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=DEEP))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "meaning.query_embedding")
    pipeline.connect("words", "joined")
    pipeline.connect("meaning", "joined")

    def find(question: str) -> list[str]:
        found = pipeline.run({"words": {"query": as_words(question)}, "embedder": {"text": question}})
        return items(document.meta["code"] for document in found["joined"]["documents"])

    measure("Haystack", find, arguments.questions, arguments.seconds)


if __name__ == "__main__":
    main()
