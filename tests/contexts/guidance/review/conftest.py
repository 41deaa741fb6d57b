"""Every test here: the small test city, whose quality nobody has measured yet."""

from __future__ import annotations

import pytest

from zhengtong.contexts.guidance.actions import quality


@pytest.fixture(autouse=True)
def _city(small_city):
    quality.fresh()
    yield
    quality.fresh()
