"""``make bench``: the speed of the whole system with all real data loaded, and of search as it grows.

    python -m bench [--data DIR] [--real DIR] [--seconds 20] [--skip-growth] [--json FILE]

Imports the real items, laws and documents into a data folder of its own (kept, so that a second run is quick), lets
every vector be computed, serves it and asks over HTTP. Without the real data it says so and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parents[1]
PORT = 8765
STARTING_SECONDS = 120


def environment(data: Path) -> dict[str, str]:
    without = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "ZHENGTONG_DATA"}}
    # the load generator is one address; its limit is not what is measured
    return {**without, "ZHENGTONG_DATA": str(data), "ZHENGTONG_RATE": "1000000/s"}


def zhengtong(data: Path, *arguments: str) -> None:
    command = [str(Path(sys.executable).parent / "zhengtong"), *arguments]
    done = subprocess.run(command, env=environment(data), stdout=sys.stderr, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"zhengtong {' '.join(arguments)} ended with {done.returncode}")


def prepare(data: Path, real: Path) -> None:
    """Everything real, with all vectors."""
    if (data / "bench-ready").exists():
        return
    zhengtong(data, "import", "laws")
    zhengtong(data, "import", "items", str(real / "service_items/guangdong_items.jsonl"))
    zhengtong(data, "import", "documents", str(real / "policy_qa/documents.jsonl"))
    code = (
        "from zhengtong.config.startup import start; start()\n"
        "from zhengtong.platform.search import service as search\n"
        "import sys, time\n"
        "while search.fill_vectors(limit=2000):\n"
        "    done, total = search.vector_progress()\n"
        "    sys.stderr.write(f'vectors {done} of {total}\\n')\n"
        "search.index_vectors()\n"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(data), check=True)
    (data / "bench-ready").touch()


@contextmanager
def served(data: Path, port: int) -> Iterator[tuple[psutil.Process, float]]:
    """The running system and the seconds to its first reply."""
    command = [str(Path(sys.executable).parent / "zhengtong"), "serve", "--port", str(port), "--no-pack"]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment(data), stdout=sys.stderr, start_new_session=True)
    try:
        yield psutil.Process(process.pid), _first_reply(port, started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _first_reply(port: int, started: float) -> float:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/ask",
        data=json.dumps({"question": "营业执照丢了怎么补"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    while time.perf_counter() - started < STARTING_SECONDS:
        try:
            with urllib.request.urlopen(request, timeout=30):
                return round(time.perf_counter() - started, 2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    sys.exit("the server did not answer")


def memory(process: psutil.Process, data: Path) -> dict[str, int]:
    """Proportional set sizes in MB, by program: shared pages are counted once."""
    sizes: dict[str, int] = {}
    family = [process, *process.children(recursive=True)]
    keepers = [
        other for other in psutil.process_iter(["cmdline"]) if str(data) in " ".join(other.info["cmdline"] or [])
    ]
    for member in {p.pid: p for root in (*family, *keepers) for p in (root, *root.children(recursive=True))}.values():
        try:
            name = "postgres" if member.name().startswith("postgres") else "python"
            sizes[name] = sizes.get(name, 0) + member.memory_full_info().pss
        except psutil.Error:
            continue
    sizes["total"] = sum(sizes.values())
    return {name: round(size / 1e6) for name, size in sizes.items()}


def load(port: int, questions: Path, *, clients: int, seconds: float, seed: int, repeats: float = 0.0) -> object:
    command = [sys.executable, "-m", "bench.load", "--port", str(port), "--questions", str(questions)]
    command += ["--clients", str(clients), "--seconds", str(seconds), "--seed", str(seed), "--repeats", str(repeats)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def growth(folder: Path) -> object:
    command = [sys.executable, "-m", "bench.search", "--sizes", "26000", "260000", "--data", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, env=environment(folder), stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=REPOSITORY / "build" / "bench-data")
    parser.add_argument("--real", type=Path, default=REPOSITORY.parent / "shared" / "data")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--skip-growth", action="store_true", help="leave out search at 26,000 and 260,000 passages")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    options = parser.parse_args()
    questions = options.real / "service_items" / "questions.jsonl"
    if not questions.exists():
        sys.exit(f"No real data in {options.real}: nothing was measured. Name its folder with --real.")
    prepare(options.data, options.real)
    figures: dict[str, object] = {"cores": os.cpu_count()}
    with served(options.data, options.port) as (process, first):
        figures["first_reply_s"] = first
        asked = {"seconds": options.seconds}
        figures["ask_8_clients"] = load(options.port, questions, clients=8, seed=1, **asked)
        figures["ask_1_client"] = load(options.port, questions, clients=1, seed=2, **asked)
        figures["ask_8_clients_a_third_repeats"] = load(
            options.port, questions, clients=8, seed=3, repeats=1 / 3, **asked
        )
        figures["memory_mb"] = memory(process, options.data)
    if not options.skip_growth:
        figures["search"] = growth(options.data.with_name("bench-growth"))
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
