"""Every test here: the small test city with its desks."""

from __future__ import annotations

import pytest
from tests.factories.handovers import DESKS
from tests.factories.packs import write_pack

from zhengtong.contexts.guidance.queries import home
from zhengtong.kernel.actors import SYSTEM
from zhengtong.platform.packs import service as packs


@pytest.fixture(autouse=True)
def _city(tmp_path, db):
    packs.ensure_core()
    packs.load(write_pack(tmp_path, **{"desks.yaml": DESKS}), actor=SYSTEM)
    home.forget_home()
