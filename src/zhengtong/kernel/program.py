"""Which program this is: its version and a digest of its code and rules, so that two replies can be told to be of the
same one. A version alone does not say that: who runs the product from its repository moves between two of them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from zhengtong import __version__

_PACKAGE = Path(__file__).resolve().parents[1]
_LEXICON = _PACKAGE.parents[1] / "lexicon"
_DECIDING = frozenset({".py", ".json", ".yaml", ".csv", ".npz"})  # not the looks and translations of pages


@cache
def program() -> str:
    """For example ``0.1.0+9f86d081884c``; read from the files at first use, about 50 ms."""
    return f"{__version__}+{_digest(_PACKAGE, _LEXICON)}"


def _digest(*folders: Path) -> str:
    every = hashlib.blake2b(digest_size=6)
    for folder in folders:
        for file in sorted(each for each in folder.rglob("*") if each.suffix in _DECIDING):
            every.update(f"{file.relative_to(folder).as_posix()}\0".encode())
            every.update(hashlib.blake2b(file.read_bytes()).digest())
    return every.hexdigest()
