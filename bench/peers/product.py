"""The product: its whole reply, guide and sources included, only not written down."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np


def write_texts(file: Path) -> None:
    from django.db import connection  # noqa: PLC0415

    from bench.peers.texts import as_words  # noqa: PLC0415 - after the product is started

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object, title, text, halfvec_send(vector) FROM search_entry "
            "WHERE kind = 'item' AND vector IS NOT NULL ORDER BY id"
        )
        rows = cursor.fetchall()
    vectors = np.stack([np.frombuffer(row[3], ">f2", offset=4) for row in rows]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    words = [as_words(f"{title} {text}") for _, title, text, _ in rows]
    np.savez(file, codes=[row[0] for row in rows], words=words, vectors=vectors)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("seconds", type=float)
    arguments = parser.parse_args()
    from zhengtong.config.startup import start  # noqa: PLC0415

    start()
    from bench.peers.texts import measure  # noqa: PLC0415
    from zhengtong.contexts.guidance import service as guidance  # noqa: PLC0415
    from zhengtong.kernel.actors import system  # noqa: PLC0415

    write_texts(arguments.texts)
    actor = system("bench")
    guidance.ask("你好", actor=actor, record=False)
    measure(
        "Zhengtong",
        lambda question: guidance.ask(question, actor=actor, record=False).offered_codes(),
        arguments.questions,
        arguments.seconds,
    )


if __name__ == "__main__":
    main()
