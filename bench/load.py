"""HTTP load on ``/api/v1/ask``: every question comes from another person, on a connection of its own.

    zhengtong serve --data DIR &           # with the real items and laws imported, vectors filled
    python bench/load.py --questions FILE --clients 8 --seconds 30

Questions are made by joining a need of one real question with the manner of another, so that none has been
seen before. Prints JSON: replies, replies_per_s, p50_ms, p95_ms, p99_ms, states, errors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import time
from collections import Counter
from pathlib import Path

CLAUSES = re.compile(r"(?<=[,，。；;！!？?])")


def questions(file: Path, seed: int, repeats: float = 0.0) -> list[str]:
    """Questions by recombination, in random order; ``repeats``: the share that was asked before."""
    rows = [json.loads(line) for line in file.open(encoding="utf-8")]
    texts = [row["text"] for row in rows if row.get("kind") == "single" and row.get("text")]
    chance = random.Random(seed)
    made: dict[str, None] = {}
    for _ in range(20_000):
        first, second = chance.sample(texts, 2)
        body = CLAUSES.split(first)
        tail = CLAUSES.split(second)
        made["".join(body[:-1] or body) + tail[-1]] = None
    asked: list[str] = []
    for question in made:
        asked.append(chance.choice(asked[-500:]) if asked and chance.random() < repeats else question)
    return asked


class Client:
    """One person after the other, each with one question and a new connection, as browsers and phones come."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self.host, self.port, self.path = host, port, path
        self.times: list[float] = []
        self.states: Counter[str] = Counter()
        self.errors = 0

    async def run(self, asked: asyncio.Queue[str], until: float) -> None:
        while time.perf_counter() < until and not asked.empty():
            started = time.perf_counter()
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
                status, body = await self._ask(reader, writer, asked.get_nowait())
                writer.close()
            except (OSError, asyncio.IncompleteReadError):
                self.errors += 1
                continue
            if status == 200:
                self.times.append((time.perf_counter() - started) * 1000)
                found = re.search(rb'"state":"(\w+)"', body)
                self.states[found.group(1).decode() if found else "?"] += 1
            else:
                self.errors += 1

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, question: str
    ) -> tuple[int, bytes]:
        body = json.dumps({"question": question}, ensure_ascii=False).encode()
        head = f"POST {self.path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"  # noqa: E501
        writer.write(head.encode() + body)
        status = int((await reader.readuntil(b"\r\n")).split()[1])
        headers = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", headers)
        if length:
            return status, await reader.readexactly(int(length.group(1)))
        chunks = b""
        while size := int((await reader.readuntil(b"\r\n")).strip() or b"0", 16):
            chunks += (await reader.readexactly(size + 2))[:-2]
        await reader.readuntil(b"\r\n")
        return status, chunks


async def load(arguments: argparse.Namespace) -> dict[str, object]:
    queue: asyncio.Queue[str] = asyncio.Queue()
    for question in questions(arguments.questions, arguments.seed, arguments.repeats):
        queue.put_nowait(question)
    warm = Client(arguments.host, arguments.port, "/api/v1/ask")
    warm_until = time.perf_counter() + arguments.warm
    await asyncio.gather(
        *(
            Client(arguments.host, arguments.port, "/api/v1/ask").run(queue, warm_until)
            for _ in range(arguments.clients)
        )
    )
    clients = [Client(arguments.host, arguments.port, warm.path) for _ in range(arguments.clients)]
    started = time.perf_counter()
    await asyncio.gather(*(client.run(queue, started + arguments.seconds) for client in clients))
    took = time.perf_counter() - started
    times = sorted(t for client in clients for t in client.times)
    states: Counter[str] = sum((client.states for client in clients), Counter())
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return {
        "clients": arguments.clients,
        "replies": len(times),
        "replies_per_s": round(len(times) / took, 1),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "states": dict(states.most_common()),
        "errors": sum(client.errors for client in clients),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("../shared/data/service_items/questions.jsonl"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--warm", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=float, default=0.0, help="share of questions asked before")
    print(json.dumps(asyncio.run(load(parser.parse_args())), ensure_ascii=False))


if __name__ == "__main__":
    main()
