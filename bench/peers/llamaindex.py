"""LlamaIndex: its vector index and its BM25 retriever, fused by reciprocal ranks."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import BaseRetriever, QueryFusionRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.retrievers.bm25 import BM25Retriever

from bench.peers.texts import DEEP, as_words, embedder, items, measure, stored


class SameEmbedding(BaseEmbedding):
    """The vectors that the product computes."""

    _embed: Any = None

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embed(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        raise NotImplementedError("vectors of texts are given")


class SameWords(BaseRetriever):
    """The BM25 retriever, asked with the terms that the product's index has."""

    def __init__(self, inner: BM25Retriever) -> None:
        super().__init__()
        self._inner = inner

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return self._inner.retrieve(as_words(query_bundle.query_str))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("seconds", type=float)
    arguments = parser.parse_args()
    texts = stored(arguments.texts)
    nodes = [
        TextNode(id_=str(n), text=words, metadata={"code": code}, embedding=vector.tolist())
        for n, (code, words, vector) in enumerate(zip(texts.codes, texts.words, texts.vectors, strict=True))
    ]
    model = SameEmbedding()
    model._embed = embedder()
    by_meaning = VectorStoreIndex(nodes, embed_model=model).as_retriever(similarity_top_k=DEEP)
    plain = [TextNode(id_=node.id_, text=node.text, metadata=node.metadata, excluded_embed_metadata_keys=["code"],
                      excluded_llm_metadata_keys=["code"]) for node in nodes]  # fmt: skip
    by_words = BM25Retriever(plain, similarity_top_k=DEEP, skip_stemming=True, token_pattern=r"\S+")
    fused = QueryFusionRetriever(
        [by_meaning, SameWords(by_words)], llm=MockLLM(), similarity_top_k=DEEP, num_queries=1,
        mode="reciprocal_rerank", use_async=False,
    )  # fmt: skip
    codes = {node.id_: node.metadata["code"] for node in nodes}
    measure("LlamaIndex", lambda q: items(codes[n.node.node_id] for n in fused.retrieve(q)), arguments.questions,
            arguments.seconds)  # fmt: skip


if __name__ == "__main__":
    main()
