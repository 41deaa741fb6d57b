"""HTTP load on ``/api/v1/ask``: every question comes from another person, on a connection of its own.

    zhengtong serve --data DIR &           # with the real items and laws imported, vectors filled
    python bench/load.py --questions FILE --clients 8 --seconds 30

Questions are made by joining a need of one real question with the manner of another, so that none has been
seen before. Prints JSON: replies, replies_per_s, p50_ms, p95_ms, p99_ms, states, errors, and what this program
itself spends on a reply.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import statistics
import struct
import threading
import time
from collections import Counter
from pathlib import Path
from queue import Empty, SimpleQueue

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
STATE = re.compile(rb'"state":"(\w+)"')
_MINUTE = struct.pack("ll", 60, 0)
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
        self.host, self.port = host, port
        lines = (f"POST {path} HTTP/1.1", f"Host: {host}", "Content-Type: application/json", "Connection: close", "")
        self.head = "\r\n".join(lines).encode()
        self.buffer = memoryview(bytearray(1 << 20))
        self.times: list[float] = []
        self.states: Counter[str] = Counter()
        self.errors = 0

    def run(self, asked: SimpleQueue[str], until: float) -> None:
        while time.perf_counter() < until:
            started = time.perf_counter()
            try:
                status, body = self._ask(asked.get_nowait())
            except Empty:
                return
            except OSError:
                self.errors += 1
                continue
            if status == 200:
                self.times.append((time.perf_counter() - started) * 1000)
                found = STATE.search(body)
                self.states[found.group(1).decode() if found else "?"] += 1
            else:
                self.errors += 1

    def _ask(self, question: str) -> tuple[int, bytes]:
        body = json.dumps({"question": question}, ensure_ascii=False).encode()
        with socket.socket() as connection:
            # the kernel keeps the time: with ``settimeout`` every call would ask it first
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _MINUTE)
            connection.connect((self.host, self.port))
            connection.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (self.head, len(body), body))
            size = 0
            while received := connection.recv_into(self.buffer[size:]):  # until the server closes
                size += received
        answer = bytes(self.buffer[:size])
        lines, _, rest = answer.partition(b"\r\n\r\n")
        length = LENGTH.search(lines)
        if not answer.startswith(b"HTTP/1.1 ") or (length and len(rest) != int(length.group(1))):
            raise ConnectionError("half an answer")
        return int(answer[9:12]), rest


def ask_together(clients: list[Client], asked: SimpleQueue[str], until: float) -> None:
    """Threads that wait on plain sockets: what they cost themselves stays small beside what they measure."""
    threads = [threading.Thread(target=client.run, args=(asked, until)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def load(arguments: argparse.Namespace) -> dict[str, object]:
    queue: SimpleQueue[str] = SimpleQueue()
    for question in questions(arguments.questions, arguments.seed, arguments.repeats):
        queue.put(question)

    def people() -> list[Client]:
        return [Client(arguments.host, arguments.port, "/api/v1/ask") for _ in range(arguments.clients)]

    ask_together(people(), queue, time.perf_counter() + arguments.warm)
    clients = people()
    started, spent = time.perf_counter(), time.process_time()
    ask_together(clients, queue, started + arguments.seconds)
    took, spent = time.perf_counter() - started, time.process_time() - spent
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
        "own_cpu_ms_a_reply": round(spent * 1000 / max(len(times), 1), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("../shared/data/service_items/questions.jsonl"))
    parser.add_argument("--host", default="127.0.0.1", help="its numbers, not its name")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--warm", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=float, default=0.0, help="share of questions asked before")
    print(json.dumps(load(parser.parse_args()), ensure_ascii=False))


if __name__ == "__main__":
    main()
