"""Drawn regular expressions, for what must hold for any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import strategies as st


def patterns(letters: str, signs: Iterable[str]) -> st.SearchStrategy[str]:
    """Patterns of these letters, taken as they are, and of signs: joined, as choices, repeated, in groups."""
    return st.recursive(
        st.sampled_from([*map(re.escape, letters), *signs]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=4).map("".join),
            st.lists(inner, min_size=1, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
            st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,3}"])).map(
                lambda each: f"(?:{each[0]}){each[1]}"
            ),
            inner.map(lambda each: f"(?i:{each})"),
            inner.map(lambda each: f"({each})"),
        ),
        max_leaves=8,
    )
