"""Every test here: the small test city with its desks."""

from __future__ import annotations

import pytest
from tests.factories.handovers import DESKS
from tests.factories.packs import loaded_once

from zhengtong.contexts.guidance.queries import home
from zhengtong.platform.ledger import service as ledger


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    with loaded_once(django_db_blocker, tmp_path_factory.mktemp("desks"), **{"desks.yaml": DESKS}):
        yield


@pytest.fixture(autouse=True)
def _city(_loaded, db):
    ledger.forget_cached()
    home.forget_home()
