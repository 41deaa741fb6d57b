import pytest
from tests.factories.packs import loaded_once

from zhengtong.kernel import kept
from zhengtong.platform.database import service as database


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_database():
    """Each test has its own rows; what a process keeps for a while would still be of those before."""
    kept.doubt_everything()


@pytest.fixture(autouse=True)
def _no_thread_stays_on_a_database_that_goes_away():
    yield
    database.end_beside()


@pytest.fixture
def kept_long(monkeypatch):
    """For tests that count queries: what a process keeps for a second is read at its first use and not in the middle
    of the count, however slow the machine is and whatever the test before has read."""
    from zhengtong.platform.ledger import algorithms  # needs Django, which is not set up when this file is read
    from zhengtong.platform.search import resident

    for each in kept._every:
        monkeypatch.setattr(each, "_seconds", float("inf"))
    monkeypatch.setattr(algorithms, "CACHE_SECONDS", float("inf"))
    # vectors that are not all there yet are looked for again after a rest
    monkeypatch.setattr(resident, "_REST_SECONDS", float("inf"))
    algorithms.forget_cached()
    resident.forget()
    yield
    algorithms.forget_cached()
    resident.forget()


@pytest.fixture(scope="module")
def _small_city_loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    with loaded_once(django_db_blocker, tmp_path_factory.mktemp("small_city")):
        yield


@pytest.fixture
def small_city(_small_city_loaded, db):
    """The small test city as its pack has it, loaded once for a module; see ``loaded_once``."""
    from zhengtong.contexts.guidance.queries import home
    from zhengtong.platform.ledger import service as ledger

    ledger.forget_cached()
    home.forget_home()
