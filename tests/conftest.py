"""Shared by all tests: nothing here but what every room needs."""

import pytest
from django.core.cache import cache
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Source strings are English: sentences are checked in the language of the code. Pages choose by cookie."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_counted_before():
    """Limits count in the cache: what one test asked too often is no other test's business."""
    cache.clear()
