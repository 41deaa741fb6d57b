"""Every test here: the small test city, whose quality nobody has measured yet."""

from __future__ import annotations

import pytest
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance.actions import quality
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path), actor=SYSTEM)
    quality.fresh()
    yield
    quality.fresh()
