import pytest

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
