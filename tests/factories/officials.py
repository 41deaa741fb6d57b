"""Two officials, the password they sign in with, and what they are refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault

LI, WANG = Actor("person", "li.na"), Actor("person", "wang.min")
PASSWORD = "a-long-enough-one-7"


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Fault]]:
    """What is done inside raises a fault with this code."""
    with pytest.raises(Fault) as raised:
        yield raised
    assert raised.value.code == code
