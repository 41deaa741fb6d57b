"""Beside its peers, in one run:

    python -m bench.peers [--data DIR] [--real DIR] [--seconds 20]

The peers get an environment of their own (bench/peers/.venv), in which the product's packages come last, for the
embeddings and the terms, which are the product's for all three. ``--data`` is the data folder of ``python -m bench``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from bench.__main__ import REPOSITORY, environment, prepare

HERE = Path(__file__).resolve().parent
OWN = HERE / ".venv"


def peers_python() -> Path:
    """The interpreter of the peers' environment, made at the first run."""
    python = OWN / "bin" / "python"
    if not (OWN / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(OWN)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt")], check=True
        )
        site = next(OWN.glob("lib/python*/site-packages"))
        after = [sysconfig.get_paths()["purelib"], str(REPOSITORY / "src"), str(REPOSITORY)]
        (site / "zz_product.pth").write_text("\n".join(after) + "\n", "utf-8")
        (OWN / "ready").touch()
    return python


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--data", type=Path, default=REPOSITORY / "var" / "bench")
    parser.add_argument("--real", type=Path, default=REPOSITORY.parent / "shared" / "data")
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    questions = arguments.real / "service_items/questions.jsonl"
    if not questions.exists():
        sys.exit(f"No real data in {arguments.real}: nothing to measure.")
    prepare(arguments.data, arguments.real)
    settings = {"DJANGO_SETTINGS_MODULE": "zhengtong.config.settings", "OPENBLAS_NUM_THREADS": "1"}
    surroundings = {**os.environ, **environment(arguments.data), **settings}
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        texts = str(Path(folder) / "texts.npz")
        for python, module in (
            (Path(sys.executable), "bench.peers.product"),
            (peers_python(), "bench.peers.llamaindex"),
            (peers_python(), "bench.peers.haystack_pipeline"),
        ):
            command = [str(python), "-m", module, texts, str(questions), str(arguments.seconds)]
            done = subprocess.run(command, env=surroundings, cwd=REPOSITORY, stdout=subprocess.PIPE, check=True)
            lines.append(json.loads(done.stdout.splitlines()[-1]))
            sys.stdout.write(json.dumps(lines[-1]) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
