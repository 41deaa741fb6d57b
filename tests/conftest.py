import pytest

from zhengtong.kernel import kept


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_database():
    """Each test has its own rows; what a process keeps for a while would still be of those before."""
    kept.doubt_everything()
