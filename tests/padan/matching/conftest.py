import pytest

from padan.matching.adapter import warm


@pytest.fixture(autouse=True)
def nothing_in_memory(settings, tmp_path):
    """Each test reads its own market and keeps its lists in a folder of its own."""
    settings.HOME = tmp_path
    warm.forget()
    yield
    warm.forget()
