"""Administrative division codes (GB/T 2260, six digits; with the longer codes of GB/T 10114 below them)."""

from __future__ import annotations

import itertools
import re

_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")
# province, city, county; then town and village of GB/T 10114
_LEVELS = (2, 4, 6, 9, 12)


def is_division_code(code: str) -> bool:
    """Six, nine or twelve digits, not beginning with 0. Whether the division exists is not looked up."""
    return _CODE.fullmatch(code) is not None


def significant(code: str) -> str:
    """The code without the levels that are zero: ``440100`` gives ``4401``, ``990000`` gives ``99``.

    Raises:
        ValueError: not a division code.
    """
    if not is_division_code(code):
        raise ValueError(f"not a division code: {code!r}")
    meaning = code[:2]
    for start, end in itertools.pairwise(_LEVELS):
        part = code[start:end]
        if not part.strip("0"):
            break
        meaning += part
    return meaning


def within(code: str, ancestor: str) -> bool:
    """Whether ``code`` is ``ancestor`` or lies in it: 440106 is within 440100 and within 440000.

    Raises:
        ValueError: one of the two is not a division code.
    """
    return significant(code).startswith(significant(ancestor))
