"""Receipt codes that people can read aloud and type: ``7F3A-92C1-K0TM-W8ZQ``.

Fifteen random characters of Crockford's alphabet (75 bits: not to be guessed) and one check character,
a weighted sum over GF(32) with a different weight for every place: any one wrong character and any two
characters that changed places are noticed.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1 is primitive over GF(2)


def _powers() -> list[int]:
    powers = [1]
    while len(powers) < 31:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _POLYNOMIAL if doubled & 32 else doubled)
    return powers


_POWER = _powers()
_LOG = {value: exponent for exponent, value in enumerate(_POWER)}


def _times(a: int, b: int) -> int:
    return _POWER[(_LOG[a] + _LOG[b]) % 31] if a and b else 0


def _check(values: list[int]) -> int:
    # the check character itself has weight 1, the others the powers 1..15 of the generator
    total = 0
    for place, value in enumerate(values, start=1):
        total ^= _times(value, _POWER[place])
    return total


def new_code() -> str:
    """A fresh code in groups of four."""
    bits = secrets.randbits(5 * (LENGTH - 1))
    values = [bits >> 5 * place & 31 for place in range(LENGTH - 1)]
    letters = "".join(ALPHABET[value] for value in [*values, _check(values)])
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def normalise_code(typed: str) -> str | None:
    """The code as it is stored, or None when it cannot be one.

    Lower case, full-width letters, spaces, missing hyphens and O, I, L for 0, 1, 1 are forgiven.
    """
    letters = [c for c in unicodedata.normalize("NFKC", typed[:200]).upper() if c not in " -–—_.\t\n"]
    if len(letters) != LENGTH or any(letter not in _VALUE for letter in letters):
        return None
    values = [_VALUE[letter] for letter in letters]
    if _check(values[:-1]) != values[-1]:
        return None
    clean = "".join(ALPHABET[value] for value in values)
    return "-".join(clean[start : start + 4] for start in range(0, LENGTH, 4))
